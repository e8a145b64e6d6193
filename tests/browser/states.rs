//! The states a page of the inbox can be in, one after the other, each with the name that its picture has.

use crate::chromium::Window;
use crate::ground::{Lang, Shop};

/// What is done in each of them.
pub type Look<'a> = &'a mut dyn FnMut(&Window, &str);

/// Tickets whose customers have different subscriptions: one, several, prepaid, a failed payment, none any more, hundreds,
/// two customers of one address, hostile names, nobody found.
const WIDGETS: [(u32, &str); 12] = [
    (1001, "one"),
    (1004, "three-on-one-charge"),
    (1005, "prepaid"),
    (1006, "skipped"),
    (1007, "payment-failed"),
    (1008, "cancelled"),
    (1014, "no-date"),
    (1016, "redacted"),
    (1017, "two-customers"),
    (1021, "hundreds"),
    (1023, "hostile"),
    (1028, "nobody"),
];

/// Pages that are looked at: lists, tickets, settings, the developer's, and trouble.
pub fn pages(shop: &Shop, window: &Window, lang: Lang, look: Look<'_>) {
    look(window, "list");
    window.the("searchbox", lang.pick("Search tickets", "Tickets durchsuchen")).fill("zzzz");
    window.sees(lang.pick("No ticket fits.", "Kein Ticket passt."));
    look(window, "list-nothing-found");
    for (number, name) in WIDGETS {
        window.open(&format!("/tickets/T-{number}"));
        look(window, &format!("widget-{name}"));
    }
    window.open("/tickets/T-1004");
    window.open_all_details();
    look(window, "widget-details");
    window.open("/settings");
    look(window, "settings");
    window.open("/settings?check=local");
    look(window, "settings-checked");
    window.open("/records/1");
    look(window, "record");
    window.open("/developer");
    look(window, "developer");
    window.open("/tickets/T-1001");
    window.click("link", lang.pick("Developer", "Entwicklung"));
    window.sees(lang.pick("Calls into the component", "Aufrufe der Komponente"));
    look(window, "drawer");
    window.open("/tickets/T-9999");
    window.sees(lang.pick("That didn't work", "Das ging nicht"));
    look(window, "trouble");
    window.open("/tickets/T-1001");
    window.switch("Person", "Vic Adler");
    look(window, "viewer");
    window.switch("Person", "Anna Vogel");
    shop.place.bare(&["sandbox", "fault", "add", "error_before"]).result();
    window.open("/tickets/T-1007?fresh=1");
    window.sees(lang.pick("Try again", "Erneut versuchen"));
    look(window, "widget-failed");
    window.open("/developer");
    look(window, "developer-faults");
    shop.place.bare(&["sandbox", "fault", "clear"]).result();
}

/// What becomes of a plan: forms, cards, questions and outcomes.
pub fn stories(_shop: &Shop, window: &Window, lang: Lang, look: Look<'_>) {
    for (ticket, action, name) in [
        ("T-1027", lang.cancel(), "form-cancel"),
        ("T-1002", lang.skip(), "form-skip"),
        ("T-1006", lang.unskip(), "form-unskip"),
        ("T-1003", lang.update_address(), "form-address"),
        ("T-1001", lang.move_date(), "form-move"),
    ] {
        window.open(&format!("/tickets/{ticket}"));
        window.follow("link", action);
        look(window, name);
    }
    let day = lang.pick("New date", "Neuer Termin");
    window.the("Date", day).fill_day("2026-11-20");
    window.sees(lang.pick("too early", "zu früh"));
    look(window, "form-refused");
    window.the("Date", day).fill_day("2026-12-15");
    window.sees(lang.possible());
    look(window, "form-possible");
    window.prepare(lang);
    look(window, "card");
    window.click("DisclosureTriangle", lang.deny());
    look(window, "card-deny");
    window.approve(lang, 1);
    look(window, "outcome");
    window.follow("button", lang.undo());
    window.sees(lang.waits());
    look(window, "card-undo");
    window.approve(lang, 2);
    look(window, "outcome-undone");
    window.open("/tickets/T-1004");
    window.follow("button", lang.read_now());
    window.sees(lang.waits());
    look(window, "card-of-the-agent");
    window.open("/tickets/T-1034");
    window.follow("button", lang.read_now());
    window.sees(lang.pick("Its question to the customer", "Seine Frage an den Kunden"));
    look(window, "question");
}

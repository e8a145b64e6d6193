//! A plan that waits is denied with a reason, or edited; one that takes its time is waited for without standing still.

use crate::ground::{Ground, Lang, Story};

pub fn stories() -> Vec<Story> {
    let deny = Story::in_both("a_plan_is_denied_with_a_reason_and_nothing_is_sent", denied);
    let edit = Story::in_both("an_edited_plan_takes_the_place_of_the_one_that_waited", edited);
    let message = Story::in_both("a_plan_of_the_agent_is_edited_with_the_day_that_it_has", edited_from_a_message);
    let slow = Story::in_both("while_recharge_is_at_work_the_page_says_so_and_goes_on", slow);
    deny.into_iter().chain(edit).chain(message).chain(slow).collect()
}

fn denied(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    window.open_ticket("T-1001");
    window.follow("link", lang.move_date());
    // One of the days that the component offers is one tap away.
    window.follow("button", lang.pick("One week later", "Eine Woche später"));
    if !window.has("button", lang.approve()) {
        window.prepare(lang);
    }
    window.click("DisclosureTriangle", lang.deny());
    window.the("textbox", lang.pick("Why not?", "Warum nicht?")).fill("Erst nach dem Urlaub");
    window.follow("button", lang.deny_now());
    window.sees(
        lang.pick("Denied by Anna Vogel: Erst nach dem Urlaub", "Abgelehnt von Anna Vogel: Erst nach dem Urlaub"),
    );
    assert!(!window.has("button", lang.approve()) && !window.has("button", lang.undo()));
    shop.has_written(0);
    window.ends_well(lang);
}

fn edited(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    let day = lang.pick("New date", "Neuer Termin");
    window.open_ticket("T-1001");
    window.follow("link", lang.move_date());
    window.the("Date", day).fill_day("2026-12-15");
    window.sees(lang.possible());
    window.prepare(lang);
    window.follow("link", lang.pick("Edit", "Bearbeiten"));
    window.sees(lang.pick("takes the place of the plan that waits", "tritt an die Stelle des wartenden Plans"));
    assert_eq!(window.the("Date", day).value(), "2026-12-15", "the form has what the plan had");
    window.the("Date", day).fill_day("2026-12-22");
    window.sees(lang.possible());
    let text = window.prepare(lang).text();
    assert!(text.contains(lang.pick("22 Dec 2026", "22.12.2026")), "{text}");
    window.sees(lang.pick("took its place", "ist an seine Stelle getreten"));
    assert_eq!(window.all("button", lang.approve()).len(), 1, "only one of them can be approved");
    window.approve(lang, 1);
    window.widget_says(lang, lang.pick("22 Dec 2026", "22.12.2026"));
    shop.has_written(1);
    window.ends_well(lang);
}

fn edited_from_a_message(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    window.open_ticket("T-1001");
    window.follow("button", lang.read_now());
    window.sees(lang.waits());
    window.follow("link", lang.pick("Edit", "Bearbeiten"));
    let day = lang.pick("New date", "Neuer Termin");
    assert_eq!(window.the("Date", day).value(), "2026-12-17", "the customer named it");
    window.sees(lang.possible());
    window.the("Date", day).fill_day("2026-12-15");
    window.sees(lang.pick("15 Dec 2026", "15.12.2026"));
    window.prepare(lang);
    window.approve(lang, 1);
    window.widget_says(lang, lang.pick("15 Dec 2026", "15.12.2026"));
    shop.has_written(1);
    window.ends_well(lang);
}

fn slow(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    window.open_ticket("T-1001");
    window.follow("link", lang.move_date());
    window.the("Date", lang.pick("New date", "Neuer Termin")).fill_day("2026-12-15");
    window.sees(lang.possible());
    window.prepare(lang);
    shop.place.bare(&["sandbox", "fault", "add", "delay=9000", "--method", "WRITE"]).result();
    window.follow("button", lang.approve());
    window.sees(lang.pick("Recharge is at work on this.", "Recharge arbeitet daran."));
    window.sees(lang.pick("Being carried out", "Wird ausgeführt"));
    assert!(!window.has("button", lang.approve()), "it is approved");
    window.evaluate("globalThis.isTheSamePage = true");
    // Whoever waits is led to the outcome; whoever writes goes on writing.
    let writes = lang == Lang::English;
    if writes {
        window.the("textbox", lang.message()).fill("Ein halber Satz");
    }
    window.sees(lang.done()).sees_no(lang.pick("Recharge is at work", "Recharge arbeitet"));
    window.widget_says(lang, lang.pick("15 Dec 2026", "15.12.2026"));
    let focused = window.evaluate("document.activeElement.className || document.activeElement.id");
    if writes {
        assert_eq!(window.the("textbox", lang.message()).value(), "Ein halber Satz");
        assert_eq!(focused, "text");
    } else {
        assert_eq!(focused, "card ended");
    }
    assert_eq!(window.evaluate("globalThis.isTheSamePage"), true);
    shop.has_written(1);
    window.ends_well(lang);
}

//! Hostile text in every field that a customer, Recharge or a person fills: it is shown as text, and nothing else happens.

use crate::chromium::{Size, Window};
use crate::ground::{Ground, Lang, Story};

/// What is written everywhere: markup that would make elements, a script that would open a dialog, and a text that runs
/// from right to left to the end of the page.
const HOSTILE: &str = "\"'></bdi></textarea><x-hostile></x-hostile><img src=x onerror=alert(1)><script>alert(2)</script>\
    <svg onload=alert(3)>{{7*7}}${7*7}\u{202e}\u{2066}\u{5d0}";

/// A world in which Recharge's own texts are hostile; TEXT stands for it, LONG for as many letters without a space
/// as Recharge keeps of a text.
const WORLD: &str = r#"
[store]
name = "TEXT"
email = "owner@example.com"
currency = "EUR"
time_zone = "Europe/Berlin"
identifier = "hostile.myshopify.com"
shipping = { title = "TEXT", price = "3.90" }

[[tokens]]
token = "TOKEN"
name = "TEXT"
client_secret = "hostile client secret"
scopes = ["read_customers", "write_customers", "read_subscriptions", "write_subscriptions", "read_orders", "write_orders", "read_store", "store_info"]

[[retention_strategies]]
reason = "TEXT"
prevention_text = "LONG"

[[products]]
key = "text"
title = "TEXT"
variant = "TEXT"
price = "14.90"

[[products]]
key = "long"
title = "LONG"
price = "9.50"

[[customers]]
email = "lena.brandt@example.com"
first_name = "TEXT"
last_name = "LONG"

[[customers.addresses]]
address1 = "TEXT"
address2 = "LONG"
city = "TEXT"
zip = "10115"
province = "TEXT"
country_code = "DE"

[[customers.addresses.subscriptions]]
product = "text"
every = "4 weeks"
next = "+9d"
past_charges = 1

[[customers.addresses.subscriptions]]
product = "long"
every = "4 weeks"
next = "+9d"
"#;

pub fn stories() -> Vec<Story> {
    vec![
        Story::new("hostile_text_of_people_and_customers_stays_text", |ground| written(ground, Lang::English)),
        Story::new("hostile_text_of_recharge_stays_text", |ground| stored(ground, Lang::German)),
    ]
}

fn long() -> String {
    "W".repeat(10_000)
}

impl Window {
    /// The page has no element that came out of a text, and fits in windows of both sizes.
    #[track_caller]
    fn is_harmless(&self, what: &str) {
        let made = "[...document.querySelectorAll('x-hostile, svg, iframe, object, embed, [onerror], [onload], img:not([src^=\"/static/\"]), script:not([src^=\"/static/\"])')].map((one) => one.outerHTML)";
        assert_eq!(self.evaluate(made), serde_json::json!([]), "{what}");
        // Neither half of "{{7*7}}${7*7}" was reckoned.
        assert!(!self.text().contains("}}49") && !self.text().contains("49${"), "{what}");
        for size in [Size::NARROW, Size::WIDE] {
            self.resize(size);
            self.fits(what);
        }
        self.had_no_trouble();
    }

    /// Writes on the open ticket as that sender.
    #[track_caller]
    fn says(&self, lang: Lang, sender: &str, text: &str) {
        self.click("radio", sender);
        self.the("textbox", lang.message()).fill(text);
        self.follow("button", lang.send());
    }
}

fn written(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    window.open_ticket("T-1001");
    let person = lang.pick("Anna Vogel, to the customer", "Anna Vogel, an den Kunden");
    for sender in [lang.as_customer(), person] {
        for text in [HOSTILE.to_owned(), long(), format!("Please skip my next delivery {HOSTILE}")] {
            window.says(lang, sender, &text);
            window.sees(&text.chars().take(40).collect::<String>());
            window.open_all_details();
            window.is_harmless(sender);
        }
    }
    // What a person fills into forms, and the reason why not.
    window.follow("link", lang.update_address());
    for (english, german) in [
        ("First name", "Vorname"),
        ("Last name", "Nachname"),
        ("Street and number", "Straße und Hausnummer"),
        ("Address supplement", "Adresszusatz"),
        ("Company", "Firma"),
        ("City", "Ort"),
        ("Postcode", "Postleitzahl"),
        ("State or province", "Bundesland oder Provinz"),
        ("Phone", "Telefon"),
    ] {
        window.the("textbox", lang.pick(english, german)).fill(HOSTILE);
    }
    window.follow("button", lang.prepare());
    window.is_harmless("an address");
    window.open("/tickets/T-1001");
    window.follow("link", lang.cancel());
    window.the("combobox", lang.pick("Reason", "Grund")).choose("Ich ziehe um");
    window
        .the("combobox", lang.pick("Mail to the customer", "Mail an den Kunden"))
        .choose(lang.pick("No mail", "Keine Mail"));
    window.the("textbox", lang.pick("Comment", "Kommentar")).fill("<img src=x onerror=alert(4)><x-hostile>");
    window.prepare(lang);
    window.open_all_details();
    window.is_harmless("a card");
    window.the("textbox", lang.pick("Why not?", "Warum nicht?")).fill(HOSTILE);
    window.follow("button", lang.deny_now());
    window.sees(lang.pick("Denied by Anna Vogel", "Abgelehnt von Anna Vogel"));
    window.open_all_details();
    window.is_harmless("a reason");
    // Search, connections, faults.
    window.open("/");
    window.the("searchbox", lang.pick("Search tickets", "Tickets durchsuchen")).fill(HOSTILE);
    window.follow("button", lang.pick("Search", "Suchen"));
    window.is_harmless("a search");
    window.open("/settings");
    window.the("textbox", "Name").fill("x");
    window.click("radio", lang.other_address());
    window.the("textbox", lang.pick("Address", "Adresse")).fill(&format!("https://{HOSTILE}"));
    window.the("textbox", lang.pick("Admin API token", "Admin-API-Token")).fill(HOSTILE);
    window.follow("button", lang.pick("Check and save", "Prüfen und speichern"));
    window.is_harmless("a connection");
    window.open("/developer");
    window.the("textbox", lang.pick("Path", "Pfad")).fill(HOSTILE);
    window.follow("button", lang.pick("Switch on", "Einschalten"));
    window.is_harmless("a fault");
    window.open("/developer");
    window.is_harmless("the developer's page");
    shop.has_written(0);
}

fn stored(ground: &Ground, lang: Lang) {
    let token = host_harness::recharge_sandbox::demo::TOKEN_FULL;
    let quoted = HOSTILE.replace('\\', "\\\\").replace('"', "\\\"");
    let world = WORLD.replace("TEXT", &quoted).replace("LONG", &"W".repeat(255)).replace("TOKEN", token);
    let shop = ground.shop_of(&world);
    let window = shop.window(lang);
    window.open("/tickets/T-1001");
    window.widget_says(lang, "<x-hostile></x-hostile>");
    window.open_all_details();
    window.is_harmless("a widget");
    for action in ["move-date", "cancel", "skip", "update-address"] {
        window.open(&format!("/tickets/T-1001/actions/{action}"));
        window.is_harmless(action);
    }
    window.open("/tickets/T-1001");
    window.follow("link", lang.move_date());
    window.the("Date", lang.pick("New date", "Neuer Termin")).fill_day("2026-12-15");
    window.sees(lang.possible());
    window.prepare(lang);
    window.open_all_details();
    window.is_harmless("a card");
    window.approve(lang, 1);
    window.open_all_details();
    window.is_harmless("an outcome");
    window.open("/settings?check=local");
    window.is_harmless("settings");
    shop.has_written(1);
}

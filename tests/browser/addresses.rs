//! An address is changed for this subscription's deliveries, and changed back.

use crate::ground::{Ground, Lang, Story};

pub fn stories() -> Vec<Story> {
    Story::in_both("an_address_is_updated_and_put_back", updated).into()
}

fn updated(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    window.open_ticket("T-1003");
    window.follow("link", lang.update_address());
    // The form has what is there now, and only what differs from that is a change.
    let street = window.the("textbox", lang.pick("Street and number", "Straße und Hausnummer"));
    assert_eq!(street.value(), "Sonnenallee 172");
    assert_eq!(window.the("textbox", lang.pick("Postcode", "Postleitzahl")).value(), "12059");
    assert_eq!(window.the("textbox", lang.pick("City", "Ort")).value(), "Berlin");
    street.fill("Weserstraße 40");
    window.the("textbox", lang.pick("Postcode", "Postleitzahl")).fill("12045");
    window.sees(lang.possible());
    let text = window.prepare(lang).text();
    for words in ["Sonnenallee 172", "Weserstraße 40", "12059", "12045"] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    window.approve(lang, 1);
    open_details(&window, lang);
    window.widget_says(lang, "Weserstraße 40, 12045 Berlin");
    window.take_back(lang);
    open_details(&window, lang);
    window.widget_says(lang, "Sonnenallee 172, 12059 Berlin");
    window.ends_well(lang);
}

fn open_details(window: &crate::chromium::Window, lang: Lang) {
    window.click("DisclosureTriangle", lang.pick("Details: Espresso…", "Einzelheiten: Espresso…"));
}

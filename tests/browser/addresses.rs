//! An address is changed for this subscription's deliveries, and changed back.

use crate::chromium::Window;
use crate::ground::{Ground, Lang, Story};

pub fn stories() -> Vec<Story> {
    let mut stories: Vec<Story> = Story::in_both("an_address_is_updated_and_put_back", updated).into();
    stories.extend(Story::in_both("a_country_is_chosen_by_its_name_with_keys_alone", abroad));
    stories
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

fn open_details(window: &Window, lang: Lang) {
    window.click("DisclosureTriangle", lang.pick("Details: Espresso…", "Einzelheiten: Espresso…"));
}

fn abroad(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    window.open_ticket("T-1003");
    window.follow("link", lang.update_address());
    let words = lang.pick("Country", "Land");
    let chosen = |window: &Window| {
        let shown = window.the("combobox", words).evaluate("function () { return this.selectedOptions[0].label; }");
        shown.as_str().unwrap().to_owned()
    };
    assert_eq!(chosen(&window), lang.pick("Germany (DE)", "Deutschland (DE)"));
    let nameless = "function () { return [...this.options].filter((one) => one.label.startsWith(one.value)).length; }";
    let country = window.the("combobox", words);
    assert_eq!(country.evaluate("function () { return this.options.length; }"), 250);
    assert_eq!(country.evaluate(nameless), 0, "each has a name");
    window.tab_to("combobox", words);
    window.write(lang.pick("austri", "öster"));
    assert_eq!(chosen(&window), lang.pick("Austria (AT)", "Österreich (AT)"));
    window.sees(lang.pick("What is the postcode in the new country?", "Wie lautet die Postleitzahl im neuen Land?"));
    for (field, text) in [(lang.pick("Postcode", "Postleitzahl"), "1070"), (lang.pick("City", "Ort"), "Wien")] {
        window.the("textbox", field).fill(text);
    }
    window.sees(lang.possible());
    let text = window.prepare(lang).text();
    for words in ["12059", "1070", "DE", "AT"] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    shop.has_written(0);
    window.ends_well(lang);
}

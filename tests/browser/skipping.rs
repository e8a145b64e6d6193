//! Deliveries are skipped and brought back, each of which takes the other one back.

use crate::ground::{Ground, Lang, Story};

pub fn stories() -> Vec<Story> {
    let skip = Story::in_both("one_product_of_a_delivery_is_skipped_and_brought_back", skipped);
    let unskip = Story::in_both("a_skipped_delivery_is_brought_back_and_skipped_again", unskipped);
    skip.into_iter().chain(unskip).collect()
}

fn skipped(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    window.open_ticket("T-1002");
    window.follow("link", lang.skip());
    let what = window.the("combobox", lang.pick("What to skip", "Was übersprungen wird"));
    what.choose(lang.pick("This product only", "Nur dieses Produkt"));
    window.sees(lang.possible());
    let text = window.prepare(lang).text();
    // What shares the delivery stays, and the card says so.
    assert!(text.contains("Haferdrink Barista"), "{text}");
    window.approve(lang, 1);
    window.widget_says(lang, lang.pick("Skipped", "Übersprungen"));
    window.take_back(lang);
    window.ends_well(lang);
    assert!(!window.widget(lang).text().contains(lang.pick("Skipped", "Übersprungen")));
}

fn unskipped(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    window.open_ticket("T-1006");
    window.widget_says(lang, lang.pick("Skipped", "Übersprungen"));
    window.follow("link", lang.unskip());
    window.sees(lang.possible());
    window.prepare(lang);
    window.approve(lang, 1);
    window.widget_says(lang, lang.pick("26 Nov 2026", "26.11.2026"));
    assert!(!window.widget(lang).text().contains(lang.pick("Skipped", "Übersprungen")));
    window.take_back(lang);
    window.widget_says(lang, lang.pick("Skipped", "Übersprungen"));
    window.ends_well(lang);
}

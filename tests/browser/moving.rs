//! A delivery is moved, and moved back.

use crate::ground::{Ground, Lang, Story};

pub fn stories() -> Vec<Story> {
    Story::in_both("a_delivery_is_moved_verified_and_moved_back", moved).into()
}

fn moved(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    let (before, after) = (lang.pick("1 Dec 2026", "01.12.2026"), lang.pick("15 Dec 2026", "15.12.2026"));
    window.open_ticket("T-1001");
    window.widget_says(lang, before);
    window.follow("link", lang.move_date());
    window.sees(lang.pick("To which date?", "Auf welchen Termin?"));
    // A day that can't be is refused while it is typed; nothing is lost by that.
    let day = lang.pick("New date", "Neuer Termin");
    window.the("Date", day).fill_day("2026-11-20");
    window.sees(lang.pick("too early", "zu früh"));
    assert_eq!(window.the("Date", day).evaluate("function () { return this.ariaInvalid; }"), "true");
    window.the("Date", day).fill_day("2026-12-15");
    // The field shows a day as the browser does; beside it stands the day in the page's language.
    window.sees(lang.pick("15 December 2026", "Dienstag, 15. Dezember 2026"));
    window.sees(lang.possible());
    let text = window.prepare(lang).text();
    for words in [before, after, lang.pick("Before", "Vorher"), lang.pick("After", "Nachher"), "Anna Vogel"] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    shop.has_written(0);
    window.approve(lang, 1);
    window.widget_says(lang, after);
    shop.has_written(1);
    window.take_back(lang);
    window.widget_says(lang, before);
    shop.has_written(2);
    window.ends_well(lang);
}

//! Pictures of every state, for people to look at: with SCREENSHOTS=1 in the environment, below target/screenshots. The
//! README's picture is one of them.

use crate::chromium::{Size, Window};
use crate::ground::{Ground, Lang, Shop, Story};
use crate::states::{self, Look};
use std::path::PathBuf;

pub fn stories() -> Vec<Story> {
    if std::env::var_os("SCREENSHOTS").is_none_or(|value| value != "1") {
        return Vec::new();
    }
    let pages = Story::in_both("pictures_of_pages", |ground, lang| drawn(ground, lang, states::pages));
    let plans =
        Story::in_both("pictures_of_forms_cards_and_outcomes", |ground, lang| drawn(ground, lang, states::stories));
    pages.into_iter().chain(plans).collect()
}

fn drawn(ground: &Ground, lang: Lang, walk: fn(&Shop, &Window, Lang, Look<'_>)) {
    let shop = ground.shop();
    let window = shop.window(lang);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../screenshots");
    walk(&shop, &window, lang, &mut |window, state| {
        for (size, is_dark, view) in
            [(Size::WIDE, false, "wide"), (Size::WIDE, true, "wide-dark"), (Size::NARROW, false, "narrow")]
        {
            window.resize(size);
            window.darken(is_dark);
            let file = folder.join(format!("{state}-{view}-{}.png", lang.pick("en", "de")));
            // A screen has columns that scroll by themselves; in a narrow window all is one below the other.
            window.draw(&file, view == "narrow");
        }
        window.resize(Size::WIDE);
        window.darken(false);
    });
}

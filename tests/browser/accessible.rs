//! Every state of every page, judged by axe-core: light and dark, on a screen and in a narrow window.

use crate::chromium::{Size, Window};
use crate::ground::Shop;
use crate::ground::{Ground, Lang, Story};
use crate::states::{self, Look};

pub fn stories() -> Vec<Story> {
    let pages =
        Story::in_both("axe_finds_nothing_serious_on_any_page", |ground, lang| judged(ground, lang, states::pages));
    let plans = Story::in_both("axe_finds_nothing_serious_on_forms_cards_and_outcomes", |ground, lang| {
        judged(ground, lang, states::stories)
    });
    pages.into_iter().chain(plans).map(Story::with_axe).collect()
}

fn judged(ground: &Ground, lang: Lang, walk: fn(&Shop, &Window, Lang, Look<'_>)) {
    let shop = ground.shop();
    let window = shop.window(lang);
    let script = ground.axe();
    let (mut grave, mut minor) = (Vec::new(), Vec::new());
    walk(&shop, &window, lang, &mut |window, state| {
        // Dark differs from light in colours alone, and German from English in words and how wide they are.
        window.fits(state);
        let views = match lang {
            Lang::English => &[
                (Size::WIDE, false, false),
                (Size::WIDE, true, true),
                (Size::NARROW, true, true),
                (Size::NARROW, false, false),
            ][..],
            Lang::German => &[(Size::NARROW, false, false)][..],
        };
        for (size, is_dark, is_contrast_only) in views {
            window.resize(*size);
            window.darken(*is_dark);
            window.fits(&format!("{state} at {} px", size.0));
            let theme = if *is_dark { "dark" } else { "light" };
            let (found, other) = window.axe(&script, *is_contrast_only);
            grave.extend(found.into_iter().map(|one| format!("{state}, {} px, {theme}: {one}", size.0)));
            minor.extend(other.into_iter().map(|one| format!("{state}, {} px, {theme}: {one}", size.0)));
        }
        window.resize(Size::WIDE);
        window.darken(false);
    });
    for one in minor {
        eprintln!("axe, minor: {one}");
    }
    assert!(grave.is_empty(), "{}", grave.join("\n"));
    window.had_no_trouble();
}

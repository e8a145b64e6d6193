//! A plan that was prepared in the other language than the page's: it says so, and is had anew in the page's.

use crate::ground::{Ground, Lang, Story};

pub fn stories() -> Vec<Story> {
    Story::in_both("a_plan_in_the_other_language_is_prepared_anew_in_the_pages", anew).into()
}

/// `lang` is what the page speaks in the end; the plan is prepared in the other one.
fn anew(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let first = if lang == Lang::English { Lang::German } else { Lang::English };
    let window = shop.window(first);
    let again = lang.pick("Prepare it anew in English", "Auf Deutsch neu vorbereiten");
    let foreign = lang.pick("The plugin said this in German.", "Das Plugin hat dies auf Englisch gesagt.");
    let (here, there) = (lang.pick("Next charge", "Nächste Abbuchung"), first.pick("Next charge", "Nächste Abbuchung"));
    window.open_ticket("T-1001");
    window.follow("link", first.move_date());
    window.the("Date", first.pick("New date", "Neuer Termin")).fill_day("2026-12-15");
    window.sees(first.possible());
    let text = window.prepare(first).text();
    assert!(text.contains(there) && !window.has("button", again), "{text}");
    window.switch(first.pick("Language", "Sprache"), lang.pick("English", "Deutsch"));
    window.sees(lang.waits()).sees(foreign);
    let text = window.the("article", "…").text();
    assert!(text.contains(there) && !text.contains(here), "what is approved stays as it was said: {text}");
    window.follow("button", again);
    window.sees(lang.pick("took its place", "ist an seine Stelle getreten"));
    window.until("a plan in the page's language", |window| {
        let text = window.all("article", "…").first()?.text();
        (text.contains(lang.waits()) && text.contains(here) && !text.contains(foreign)).then_some(())
    });
    assert!(!window.has("button", again));
    assert_eq!(window.all("button", lang.approve()).len(), 1, "only one of them can be approved");
    shop.has_written(0);
    window.approve(lang, 1);
    window.widget_says(lang, lang.pick("15 Dec 2026", "15.12.2026"));
    shop.has_written(1);
    window.ends_well(lang);
}

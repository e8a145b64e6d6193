//! 360 pixels, a helpdesk's side panel or a telephone: nothing is wider than the window, and what waits can be reached.

use crate::chromium::Size;
use crate::ground::{Ground, Lang, Story};

pub fn stories() -> Vec<Story> {
    let fits = [
        // Its words are the longer ones; English is measured in the states of `states.rs`.
        Story::new("no_ticket_is_wider_than_a_narrow_window", |ground| tickets_fit(ground, Lang::German)),
        Story::new("no_other_page_is_wider_than_a_narrow_window", |ground| pages_fit(ground, Lang::English)),
    ];
    let reached = Story::in_both("a_plan_that_waits_is_reached_and_approved_in_a_narrow_window", reached);
    fits.into_iter().chain(reached).collect()
}

fn tickets_fit(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    window.resize(Size::NARROW);
    for number in 1001..=1040 {
        let path = format!("/tickets/T-{number}");
        window.open(&path);
        window.open_all_details();
        window.fits(&path);
    }
    window.had_no_trouble();
}

fn pages_fit(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    window.resize(Size::NARROW);
    for path in ["/", "/?q=zzzz", "/settings", "/settings?check=local", "/developer", "/nowhere", "/records/1"] {
        window.open(path);
        window.fits(path);
    }
    // Who sits here, and in which role, is whole: as wide as it would be with all the room there is.
    let cut = "function () { const is = this.offsetWidth; this.style.maxWidth = 'none'; const all = this.offsetWidth; this.style.maxWidth = ''; return all - is; }";
    for list in ["Person", "Language", "Appearance"] {
        assert_eq!(window.the("combobox", list).evaluate(cut), 0, "{list}");
    }
    for action in ["move-date", "cancel", "skip", "unskip", "update-address"] {
        let path = format!("/tickets/T-1001/actions/{action}?target=subscription:601220001");
        window.open(&path);
        window.fits(&path);
    }
    window.had_no_trouble();
}

fn reached(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    window.resize(Size::NARROW);
    shop.place.call(&["prepare", "move-date", "--ticket", "T-1001", "--set", "by.weeks=2"]).result();
    // The list has its news before a row of it is looked for by its words.
    window.sees(lang.pick("1 waiting for approval", "1 wartet auf Freigabe"));
    window.open_ticket("T-1001");
    // From what is seen first, one tap leads to it.
    let jump = window.the("link", lang.pick("Subscriptions and actions…", "Abos und Aktionen…"));
    assert_eq!(jump.evaluate("function () { const box = this.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"), true);
    let words = lang.pick("A change waits for approval…", "Eine Änderung wartet auf Freigabe…");
    let jump = window.the("link", words);
    assert_eq!(jump.evaluate("function () { const box = this.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"), true);
    jump.click();
    let is_seen =
        "function () { const box = this.getBoundingClientRect(); return box.top >= 0 && box.top < innerHeight; }";
    window.until("the plan in the window", |window| {
        let card = window.all("article", "…").into_iter().next()?;
        (card.evaluate(is_seen) == true).then_some(())
    });
    window.fits("a plan that waits");
    window.approve(lang, 1);
    assert!(!window.has("link", words), "nothing waits any more");
    window.fits("a plan that is done");
    window.take_back(lang);
    window.fits("a plan that is undone");
    window.ends_well(lang);
}

//! Where things stand: buttons as wide as their words, numbers below their headings, ids in one piece.

use crate::ground::{Ground, Lang, Story};
use serde_json::json;

pub fn stories() -> Vec<Story> {
    let buttons = Story::in_both("the_button_that_denies_says_so_and_looks_like_one", buttons);
    buttons.into_iter().chain([Story::new("ids_are_whole_and_numbers_stand_below_their_headings", columns)]).collect()
}

fn buttons(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    shop.place.call(&["prepare", "move-date", "--ticket", "T-1001", "--set", "by.weeks=2"]).result();
    let window = shop.window(lang);
    window.open("/tickets/T-1001");
    window.click("DisclosureTriangle", lang.deny());
    assert!(window.all("button", lang.deny()).is_empty(), "two of one name");
    let is_narrow = "function () { return this.offsetWidth < this.parentElement.clientWidth * 0.9; }";
    assert_eq!(window.the("button", lang.deny_now()).evaluate(is_narrow), true);
    window.had_no_trouble();
}

fn columns(ground: &Ground) {
    let shop = ground.shop();
    let window = shop.window(Lang::English);
    window.open("/tickets/T-1018");
    let whole = "[...document.querySelectorAll('.from .id')].map((id) => id.getClientRects().length)";
    window.evaluate("document.querySelector('.talk-head').style.width = '4rem'");
    assert_eq!(window.evaluate(whole), json!([1]));
    window.open("/developer");
    let apart = "[...document.querySelectorAll('#d-calls ~ .scroll tr')].map((row) => [...row.cells].slice(3, 6).map((cell) => getComputedStyle(cell).textAlign).join())";
    let aligned = window.evaluate(apart);
    let rows = aligned.as_array().unwrap();
    assert!(rows.len() > 1 && rows.iter().all(|row| row == "right,right,right"), "{rows:?}");
    window.had_no_trouble();
}

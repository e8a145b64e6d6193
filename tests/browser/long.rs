//! Whatever is long: a conversation opens where it goes on, and a card's buttons stay near its beginning.

use crate::chromium::{Size, Window};
use crate::ground::{Ground, Lang, Story};
use serde_json::json;

pub fn stories() -> Vec<Story> {
    vec![
        Story::new("a_long_conversation_opens_at_its_newest_message_or_where_the_unread_begins", conversation),
        Story::new("a_card_with_a_long_value_keeps_its_buttons_near_and_loses_no_word", card),
    ]
}

/// How far below the top of its column this turn begins, in pixels.
fn below_the_top(window: &Window, turn: &str) -> f64 {
    let script = format!(
        "document.querySelector('{turn}').getBoundingClientRect().top - document.getElementById('main').getBoundingClientRect().top"
    );
    window.evaluate(&script).as_f64().unwrap()
}

fn conversation(ground: &Ground) {
    let shop = ground.shop();
    let window = shop.window(Lang::English);
    let say = |more: &[&str]| {
        let text = "Noch ein Satz dazu. ".repeat(60);
        shop.place.bare(&[&["message", "--ticket", "T-1001"], more, &[text.as_str()]].concat()).result();
    };
    for _ in 0..5 {
        say(&["--as", "ben"]);
    }
    window.open("/tickets/T-1001");
    let newest = below_the_top(&window, "#turns > .turn:last-child");
    assert!((0.0..500.0).contains(&newest), "{newest}");
    assert!(window.evaluate("document.getElementById('main').scrollTop").as_f64().unwrap() > 500.0);
    assert_eq!(window.evaluate("document.activeElement === document.body"), json!(true), "the focus stays");
    // The sixth is the customer's, whom others have answered since.
    window.open("/settings");
    say(&[]);
    for _ in 0..3 {
        say(&["--as", "ben"]);
    }
    window.open("/tickets/T-1001");
    let unread = below_the_top(&window, "#turns > .turn:nth-child(7)");
    assert!((0.0..100.0).contains(&unread), "{unread}");
    // What an address leads to counts more.
    window.open("/settings");
    window.open("/tickets/T-1001#write");
    window.until("the box to write in", |window| (window.focused().1 == "Message").then_some(()));
    window.had_no_trouble();
}

fn card(ground: &Ground) {
    let shop = ground.shop();
    let window = shop.window(Lang::English);
    window.open_ticket("T-1027");
    window.follow("link", Lang::English.cancel());
    window.the("combobox", "Reason").choose("Ich ziehe um");
    window.the("combobox", "Mail to the customer").choose("No mail");
    let mail = format!("{}and that is the last word.", "We move abroad and have no room for it. ".repeat(24));
    window.the("textbox", "Comment").fill(&mail);
    window.sees(Lang::English.possible());
    let plan = window.prepare(Lang::English);
    let heights = "function () { const button = [...this.querySelectorAll('button')].find((one) => one.textContent.includes('Approve')); return button.getBoundingClientRect().bottom - this.getBoundingClientRect().top; }";
    let height = plan.evaluate(heights).as_f64().unwrap();
    assert!(height < 900.0, "{height} px from the card's top to its button");
    let widths = "function () { return this.querySelector('.long td.after').clientWidth / this.clientWidth; }";
    let share = plan.evaluate(widths).as_f64().unwrap();
    assert!(share > 0.8, "the text has {share} of the card's width");
    window.open_all_details();
    window.sees("and that is the last word.");
    window.resize(Size::NARROW);
    window.fits("a long comment");
    window.approve(Lang::English, 1);
    window.had_no_trouble();
}

//! What is put into a page that stays open: where the focus goes, what is fetched again, what counts down, what stays.

use crate::chromium::Window;
use crate::ground::{Ground, Lang, Shop, Story};
use serde_json::json;

pub fn stories() -> Vec<Story> {
    vec![
        Story::new("a_widget_that_fails_is_shown_to_fail_and_comes_back", fails_and_comes_back),
        Story::new("the_focus_never_lands_on_another_plans_button", focus),
        Story::new("windows_that_nobody_sees_keep_no_connection", hidden),
        Story::new("a_countdown_begins_when_its_card_is_drawn", countdown),
        Story::new("a_message_is_sent_once_however_often_it_is_pressed", sent_once),
        Story::new("what_is_sent_in_the_drawer_leaves_the_page_where_it_is", drawer),
        Story::new("reading_the_widget_anew_leaves_a_form_that_is_half_filled", read_anew),
        Story::new("a_pause_that_recharge_asks_for_counts_down_and_ends_by_itself", paused),
        Story::new("another_search_on_a_page_that_was_searched_for_finds_all_there_is", searched),
        Story::new("what_is_wrong_is_marked_at_its_field_and_focused", wrong),
    ]
}

/// So many requests of this page had that in their address.
fn fetched(window: &Window, part: &str) -> u64 {
    let asked = format!("performance.getEntriesByType('resource').filter((one) => one.name.includes('{part}')).length");
    window.evaluate(&asked).as_u64().unwrap()
}

fn fails_and_comes_back(ground: &Ground) {
    let shop = ground.shop();
    let window = shop.window(Lang::English);
    window.open_ticket("T-1001");
    window.widget_says(Lang::English, "Espresso Morgenrot");
    let times = |command: &[&str]| {
        shop.place.bare(&[&["sandbox", "fault"], command].concat()).result();
        // News, for which nothing is used that was read before.
        shop.place.bare(&["sandbox", "advance", "1h"]).result();
    };
    times(&["add", "error_before"]);
    window.widget_says(Lang::English, "Try again");
    let before = fetched(&window, "wait=1");
    times(&["clear"]);
    window.widget_says(Lang::English, "Espresso Morgenrot");
    let after = fetched(&window, "wait=1");
    assert!(after <= before + 1, "nothing is fetched over and over: {before} {after}");
    // And by its own button, on the same page.
    times(&["add", "error_before"]);
    window.widget_says(Lang::English, "Try again");
    window.evaluate("globalThis.isTheSamePage = true");
    shop.place.bare(&["sandbox", "fault", "clear"]).result();
    window.click("link", "Try again");
    window.widget_says(Lang::English, "Espresso Morgenrot");
    assert_eq!(window.evaluate("globalThis.isTheSamePage"), true);
    window.had_no_trouble();
}

/// A plan that waits, made by a command.
fn proposed(shop: &Shop, arguments: &[&str]) -> String {
    let made = shop.place.call(&[&["prepare", "move-date", "--ticket", "T-1001"], arguments].concat()).result();
    made["plans"][0]["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
}

fn focus(ground: &Ground) {
    let shop = ground.shop();
    let (first, second) = (proposed(&shop, &["--set", "by.weeks=1"]), proposed(&shop, &["--set", "by.weeks=2"]));
    let window = shop.window(Lang::English);
    window.open("/tickets/T-1001");
    let order = "[...document.querySelectorAll('#open-plans .card')].map((card) => card.id)";
    assert_eq!(window.evaluate(order), json!([format!("plan-{first}"), format!("plan-{second}")]));
    let focused = "document.activeElement.form?.getAttribute('action') ?? document.activeElement.id";
    let focus = |plan: &str| {
        window.evaluate(&format!("document.querySelector('form[action=\"/plans/{plan}/approve\"] button').focus()"));
        assert_eq!(window.evaluate(focused), json!(format!("/plans/{plan}/approve")));
    };
    let gone = |plan: &str| {
        shop.place.call(&["deny", plan, "--as", "anna", "--reason", "no"]).result();
        window.until("a plan less", |window| {
            (window.evaluate(order).as_array()?.iter().all(|id| *id != format!("plan-{plan}"))).then_some(())
        });
    };
    // The second one's button takes the first one's place, and not its focus.
    focus(&first);
    gone(&first);
    assert_eq!(window.evaluate(focused), "panel");
    // Whoever is at a plan stays there when another one goes.
    let third = proposed(&shop, &["--set", "by.weeks=3"]);
    window.until("two plans", |window| (window.evaluate(order).as_array()?.len() == 2).then_some(()));
    focus(&third);
    gone(&second);
    assert_eq!(window.evaluate(focused), json!(format!("/plans/{third}/approve")));
    window.had_no_trouble();
}

/// The page is told that it is seen, or isn't.
fn sees(window: &Window, is_seen: bool) {
    window.evaluate(&format!(
        "Object.defineProperty(document, 'hidden', {{ value: {}, configurable: true }});
         document.dispatchEvent(new Event('visibilitychange'))",
        !is_seen
    ));
}

fn hidden(ground: &Ground) {
    let shop = ground.shop();
    let windows: Vec<Window> = (1001..=1008)
        .map(|number| {
            let window = shop.browser.window(shop.url());
            window.open(&format!("/tickets/T-{number}"));
            sees(&window, false);
            window
        })
        .collect();
    // What happened meanwhile is shown once somebody looks.
    shop.place.bare(&["message", "--ticket", "T-1001", "--as", "ben", "Wir sind dran."]).result();
    assert!(!windows[0].text().contains("Wir sind dran."));
    sees(&windows[0], true);
    windows[0].sees("Wir sind dran.");
    windows[0].had_no_trouble();
}

fn countdown(ground: &Ground) {
    let shop = ground.shop();
    let window = shop.window(Lang::English);
    window.open_ticket("T-1001");
    // The page has been open for ten minutes when the card is drawn.
    window.evaluate(
        "(() => {
          const now = performance.now.bind(performance);
          performance.now = () => now() + 600000;
          document.getElementById('open-plans').innerHTML = '<p><time class=\"until\" data-runs data-now=\"2026-11-22T09:00:00Z\" datetime=\"2026-11-22T10:00:00Z\"></time> <span class=\"left\"></span></p>';
        })()",
    );
    let left = window.until("a countdown", |window| {
        let text = window.evaluate("document.querySelector('#open-plans .left').textContent");
        text.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    });
    assert!(left == "1:00:00" || left.starts_with("0:59:"), "{left}");
    window.had_no_trouble();
}

fn sent_once(ground: &Ground) {
    let shop = ground.shop();
    let window = shop.window(Lang::English);
    window.open_ticket("T-1001");
    window.the("textbox", "Message").fill("Einmal reicht.");
    window.mark();
    let pressed = window.evaluate(
        "(() => { const form = document.getElementById('write'); form.requestSubmit(); return form.dataset.sent ?? null; })()",
    );
    assert_eq!(pressed, "1", "what was pressed is not pressed again");
    window.left();
    window.sees("Einmal reicht.");
    window.had_no_trouble();
}

fn drawer(ground: &Ground) {
    let shop = ground.shop();
    let window = shop.window(Lang::English);
    window.open_ticket("T-1001");
    window.evaluate("globalThis.isTheSamePage = true");
    window.the("textbox", "Message").fill("Ein halber Satz");
    window.click("link", "Developer");
    window.click("button", "Switch on");
    window.sees("Switch off");
    window.click("button", "Switch off…");
    window.sees("Nothing goes wrong on purpose.");
    // What is refused is said there, and what was typed is still in its field.
    window.until("a path that stays", |window| {
        // News may be drawn just before; what is typed after that stays.
        let typed = window.the("textbox", "Path").try_fill("no path");
        (typed && window.the("textbox", "Path").value() == "no path").then_some(())
    });
    window.evaluate("document.getElementById('fault-times').type = 'text'");
    window.the("textbox", "Times").fill("often");
    window.click("button", "Switch on");
    window.sees("Nothing was switched on.");
    assert_eq!(window.the("textbox", "Path").value(), "no path");
    window.click("button", "+1 d");
    window.sees("2026-11-23");
    assert_eq!(window.path(), "/tickets/T-1001");
    assert_eq!(window.evaluate("globalThis.isTheSamePage"), true);
    assert_eq!(window.the("textbox", "Message").value(), "Ein halber Satz");
    window.had_no_trouble();
}

fn read_anew(ground: &Ground) {
    let shop = ground.shop();
    let window = shop.window(Lang::English);
    window.open_ticket("T-1003");
    window.follow("link", Lang::English.update_address());
    window.the("textbox", "Street and number").fill("Weserstraße 40");
    window.evaluate("globalThis.isTheSamePage = true");
    window.click("link", "Refresh");
    window.until("a widget that was read anew", |window| (fetched(window, "fresh=1") > 0).then_some(()));
    assert_eq!(window.evaluate("globalThis.isTheSamePage"), true);
    assert_eq!(window.the("textbox", "Street and number").value(), "Weserstraße 40");
    window.had_no_trouble();
}

fn searched(ground: &Ground) {
    let shop = ground.shop();
    let window = shop.window(Lang::English);
    window.open("/?q=T-1001");
    let found = "[...document.querySelectorAll('.row:not([hidden])')].map((row) => row.id)";
    assert_eq!(window.evaluate(found), json!(["row-T-1001"]));
    window.the("searchbox", "Search tickets").fill("T-1004");
    window.until("another ticket", |window| (window.evaluate(found) == json!(["row-T-1004"])).then_some(()));
    assert_eq!(window.path(), "/?q=T-1004");
    // What is looked for while typing is everything that was said, however it is spelled.
    window.open("/");
    window.the("searchbox", "Search tickets").fill("kuendigung");
    let has = "!!document.getElementById('row-T-1027') && !document.getElementById('row-T-1028')";
    window.until("a cancellation", |window| (window.evaluate(has) == json!(true)).then_some(()));
    window.had_no_trouble();
}

fn paused(ground: &Ground) {
    let shop = ground.shop();
    let window = shop.window(Lang::English);
    shop.place.bare(&["sandbox", "fault", "add", "too_many_requests"]).result();
    window.open("/tickets/T-1008");
    window.sees("It can be asked again in");
    let left = "Number(document.querySelector('.wait')?.textContent ?? NaN)";
    let first = window.evaluate(left).as_f64().unwrap();
    window.until("a pause that gets shorter", |window| {
        (window.evaluate(left).as_f64().is_some_and(|left| left < first)).then_some(())
    });
    // Once it is over, Recharge is asked again by itself.
    assert_eq!(fetched(&window, "fresh=1"), 0);
    window.evaluate("document.querySelector('.wait').dataset.seconds = 1");
    window.until("a widget that is asked for again", |window| (fetched(window, "fresh=1") > 0).then_some(()));
}

fn wrong(ground: &Ground) {
    let shop = ground.shop();
    let window = shop.window(Lang::English);
    window.open_ticket("T-1003");
    window.follow("link", Lang::English.update_address());
    window.the("textbox", "City").fill(" ");
    let marked = "[...document.querySelectorAll('#form [aria-invalid=true]')].map((field) => field.id)";
    window.until("a field that is marked", |window| (window.evaluate(marked) == json!(["p-city"])).then_some(()));
    window.open_ticket("T-1001");
    window.follow("link", Lang::English.move_date());
    window.the("Date", "New date").fill_day("2026-11-20");
    window.leave(|window| {
        window.evaluate("document.querySelector('#form form').submit()");
    });
    window.sees("too early");
    window.until("the field that is wrong", |window| (window.focused().1 == "New date").then_some(()));
    window.had_no_trouble();
}

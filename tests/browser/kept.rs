//! What is being written: it outlives a reload, and is its writer's.

use crate::chromium::Window;
use crate::ground::{Ground, Lang, Story};

pub fn stories() -> Vec<Story> {
    vec![
        Story::new("a_form_that_is_half_filled_outlives_a_reload_until_it_is_prepared_or_closed", reloaded),
        Story::new("what_one_person_writes_is_not_put_before_another", of_two),
    ]
}

fn reload(window: &Window) {
    window.leave(|window| {
        window.call("Page.reload", serde_json::json!({}));
    });
    window.settled();
}

fn reloaded(ground: &Ground) {
    let shop = ground.shop();
    let window = shop.window(Lang::English);
    let (comment, reason) = ("Trinkt jetzt Tee", "Ich ziehe um");
    let chosen = "document.getElementById('p-reason').selectedOptions[0].label";
    let fill = || {
        window.open_ticket("T-1027");
        window.widget_says(Lang::English, "Active");
        window.follow("link", Lang::English.cancel());
        window.the("combobox", "Reason").choose(reason);
        window.the("combobox", "Mail to the customer").choose("No mail");
        window.the("textbox", "Comment").fill(comment);
        window.sees(Lang::English.possible());
    };
    fill();
    reload(&window);
    assert_eq!(window.the("textbox", "Comment").value(), comment);
    assert!(window.evaluate(chosen).as_str().unwrap().starts_with(reason));
    // It is judged as if it had just been typed, and can be prepared.
    window.sees(Lang::English.possible());
    window.switch("Language", "Deutsch");
    assert_eq!(window.the("textbox", "Kommentar").value(), comment);
    window.switch("Sprache", "English");
    window.prepare(Lang::English);
    // What was prepared is not typed any more, nor what was closed.
    window.follow("link", Lang::English.cancel());
    assert_eq!(window.the("textbox", "Comment").value(), "");
    window.the("textbox", "Comment").fill("doch nicht");
    window.follow("link", "Close");
    window.follow("link", Lang::English.cancel());
    assert_eq!(window.the("textbox", "Comment").value(), "");
    window.had_no_trouble();
}

fn of_two(ground: &Ground) {
    let shop = ground.shop();
    let window = shop.window(Lang::English);
    window.open_ticket("T-1001");
    window.the("textbox", "Message").fill("Annas halber Satz");
    window.switch("Person", "Ben Kowalski");
    assert_eq!(window.the("textbox", "Message").value(), "");
    window.the("textbox", "Message").fill("Bens halber Satz");
    window.switch("Person", "Anna Vogel");
    assert_eq!(window.the("textbox", "Message").value(), "Annas halber Satz");
    window.open("/tickets/T-1002");
    assert_eq!(window.the("textbox", "Message").value(), "");
    window.open("/tickets/T-1001");
    window.follow("button", "Send");
    assert_eq!(window.the("textbox", "Message").value(), "");
    window.switch("Person", "Ben Kowalski");
    assert_eq!(window.the("textbox", "Message").value(), "Bens halber Satz");
    window.had_no_trouble();
}

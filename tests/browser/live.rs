//! A page that stays open: news from elsewhere, a server that goes and comes back, and what was typed meanwhile.

use crate::chromium::Window;
use crate::ground::{Ground, Lang, Story};
use crate::support::Inbox;
use std::time::Instant;

pub fn stories() -> Vec<Story> {
    let command = Story::in_both("what_a_command_changes_is_shown_without_loading_again", by_command);
    let restart = Story::in_both("a_server_that_was_killed_comes_back_and_nothing_typed_is_lost", killed);
    let switch = Story::new("a_switch_of_language_keeps_a_form_that_is_half_filled", switched);
    let many = Story::new("page_after_page_opens_and_the_way_back_is_live", many_pages);
    let follows = Story::new("a_page_follows_the_clock_after_restarts_and_through_a_second_server", follows);
    command.into_iter().chain(restart).chain([switch, many, follows]).collect()
}

fn by_command(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    window.open_ticket("T-1001");
    window.sees(lang.read_now());
    window.evaluate("globalThis.isTheSamePage = true");
    window.the("textbox", lang.message()).fill("Ein halber Satz");
    shop.place.bare(&["message", "--ticket", "T-1001", "--as", "ben", "Das klären wir gern."]).result();
    window.sees("Das klären wir gern.").sees("Ben Kowalski");
    shop.place.call(&["prepare", "move-date", "--ticket", "T-1001", "--set", "by.weeks=2"]).result();
    window.sees(lang.waits());
    window.the("button", lang.approve());
    window.sees(lang.pick("1 waiting for approval", "1 wartet auf Freigabe"));
    let waiting = shop.place.bare(&["approvals"]).result();
    let plan = waiting["plans"][0]["id"].as_str().unwrap_or_else(|| panic!("{waiting}")).to_owned();
    shop.place.call(&["approve", &plan, "--as", "lea"]).result();
    window.sees(lang.done()).sees_no(lang.waits());
    window.widget_says(lang, lang.pick("15 Dec 2026", "15.12.2026"));
    assert_eq!(window.the("textbox", lang.message()).value(), "Ein halber Satz");
    assert_eq!(window.evaluate("globalThis.isTheSamePage"), true);
    window.ends_well(lang);
}

fn killed(ground: &Ground, lang: Lang) {
    let mut shop = ground.shop();
    let window = shop.window(lang);
    window.open_ticket("T-1001");
    window.follow("link", lang.move_date());
    let day = lang.pick("New date", "Neuer Termin");
    window.the("Date", day).fill_day("2026-12-15");
    window.sees(lang.possible());
    window.the("textbox", lang.message()).fill("Ein halber Satz");
    window.evaluate("globalThis.isTheSamePage = true");
    let port = shop.kill();
    window.sees(lang.pick("The server doesn't answer.", "Der Server antwortet nicht."));
    let taller = "document.scrollingElement.scrollHeight - innerHeight";
    assert_eq!(window.evaluate(taller), 0, "the banner takes its room from the columns");
    // Pressed all the same, it stays where it is and says so.
    window.click("button", lang.prepare());
    window.sees(lang.pick("Not sent: the server doesn't answer.", "Nicht gesendet: Der Server antwortet nicht."));
    shop.restart(&port);
    window.sees(lang.pick("The server is back.", "Der Server ist wieder da."));
    window.sees_no(lang.pick("Not sent", "Nicht gesendet"));
    assert_eq!(window.the("Date", day).value(), "2026-12-15");
    assert_eq!(window.the("textbox", lang.message()).value(), "Ein halber Satz");
    assert_eq!(window.evaluate("globalThis.isTheSamePage"), true);
    window.prepare(lang);
    window.approve(lang, 1);
    assert_eq!(window.the("textbox", lang.message()).value(), "Ein halber Satz", "not even by another page");
    shop.has_written(1);
    window.ends_well(lang);
}

fn switched(ground: &Ground) {
    let shop = ground.shop();
    let window = shop.window(Lang::English);
    window.open_ticket("T-1003");
    window.follow("link", Lang::English.update_address());
    window.the("textbox", "Street and number").fill("Weserstraße 40");
    window.the("textbox", "Postcode").fill("12045");
    window.the("textbox", "Message").fill("Ein halber Satz");
    window.switch("Language", "Deutsch");
    assert_eq!(window.the("textbox", "Nachricht").value(), "Ein halber Satz");
    assert_eq!(window.the("textbox", "Straße und Hausnummer").value(), "Weserstraße 40");
    assert_eq!(window.the("textbox", "Postleitzahl").value(), "12045");
    window.switch("Darstellung", "Dunkel");
    assert_eq!(window.the("textbox", "Straße und Hausnummer").value(), "Weserstraße 40");
    window.prepare(Lang::German);
    // A day that is taken over stands in words beside its field as well.
    window.open_ticket("T-1001");
    window.follow("link", Lang::German.move_date());
    window.the("Date", "Neuer Termin").fill_day("2026-12-15");
    window.sees("Dienstag, 15. Dezember 2026");
    window.switch("Sprache", "English");
    assert_eq!(window.the("Date", "New date").value(), "2026-12-15");
    window.sees("15 December 2026");
    window.had_no_trouble();
}

fn follows(ground: &Ground) {
    let mut shop = ground.shop();
    let window = shop.window(Lang::English);
    window.open_ticket("T-1001");
    window.widget_says(Lang::English, "Espresso Morgenrot");
    window.evaluate("globalThis.isTheSamePage = true");
    let port = shop.port();
    for _ in 0..3 {
        shop.kill();
        window.sees("The server doesn't answer.");
        shop.restart(&port);
        window.sees_no("The server doesn't answer.");
    }
    let follows = |windows: &[&Window], what: &str| {
        let as_of = "document.querySelector('#widget .as-of time')?.dateTime ?? ''";
        let before: Vec<_> = windows.iter().map(|window| window.evaluate(as_of)).collect();
        shop.place.bare(&["sandbox", "advance", "1d"]).result();
        let begun = Instant::now();
        for (window, before) in windows.iter().zip(before) {
            window.until(what, |window| {
                let now = window.evaluate(as_of);
                (now != "" && now != before).then_some(())
            });
            assert!(begun.elapsed().as_secs() < 15, "{what} took {:?}", begun.elapsed());
        }
    };
    follows(&[&window], "a page that follows after restarts");
    // A second inbox on the same folder works on the same shop, whoever of the two serves it.
    let second = Inbox::start(&shop.place, &[]);
    let other = shop.browser.window(&second.url);
    other.open("/tickets/T-1001");
    other.widget_says(Lang::English, "Espresso Morgenrot");
    follows(&[&window, &other], "two inboxes that follow");
    assert_eq!(window.evaluate("globalThis.isTheSamePage"), true);
    window.had_no_trouble();
    other.had_no_trouble();
}

fn many_pages(ground: &Ground) {
    let shop = ground.shop();
    let window = shop.window(Lang::English);
    // More than a browser has connections to one server: none of them may keep its stream.
    for number in 1001..=1012 {
        let begun = Instant::now();
        window.open(&format!("/tickets/T-{number}"));
        assert!(begun.elapsed().as_secs() < 20, "T-{number} took {:?}", begun.elapsed());
    }
    window.evaluate("history.back()");
    window.until("the page from before", |window| (window.path() == "/tickets/T-1011").then_some(()));
    shop.place.bare(&["message", "--ticket", "T-1011", "--as", "ben", "Wir sind dran."]).result();
    window.sees("Wir sind dran.");
    window.had_no_trouble();
}

//! Several windows at once: two who approve, and one whose seat or role is another one's by now.

use crate::ground::{Ground, Lang, Shop, Story};

pub fn stories() -> Vec<Story> {
    let two = Story::in_both("of_two_who_approve_at_once_one_does_and_the_other_is_told", two_approve);
    let other = Story::in_both("a_window_from_before_somebody_else_sat_down_does_nothing", another_seat);
    let lowered = Story::in_both("a_viewer_is_shown_everything_and_offered_nothing", viewer);
    let role = Story::in_both("a_role_that_is_lowered_while_a_page_is_open_counts_for_its_next_click", role_lowered);
    two.into_iter().chain(other).chain(lowered).chain(role).collect()
}

/// A plan that waits on T-1001.
fn propose(shop: &Shop, lang: Lang) -> crate::chromium::Window {
    let window = shop.window(lang);
    window.open_ticket("T-1001");
    window.follow("link", lang.move_date());
    window.the("Date", lang.pick("New date", "Neuer Termin")).fill_day("2026-12-15");
    window.sees(lang.possible());
    window.prepare(lang);
    window
}

fn two_approve(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let anna = propose(&shop, lang);
    let other = shop.other_browser(ground);
    let lea = other.window(shop.url());
    lea.open("/tickets/T-1001");
    if lang == Lang::German {
        lea.switch("Language", "Deutsch");
    }
    lea.switch(lang.pick("Person", "Person"), "Lea Sommer");
    let windows = [&anna, &lea];
    for window in windows {
        window.sees(lang.waits());
        window.mark();
    }
    for button in windows.map(|window| window.the("button", lang.approve())) {
        button.begin_click();
    }
    for window in windows {
        window.left();
        window.settled();
    }
    let loses = lang.pick("Somebody has approved this plan already.", "Diesen Plan hat schon jemand freigegeben.");
    let lost = windows.map(|window| window.text().contains(loses));
    assert_eq!(lost.iter().filter(|lost| **lost).count(), 1, "{}\n{}", anna.text(), lea.text());
    let [winner, loser] = if lost[0] { [&lea, &anna] } else { [&anna, &lea] };
    winner.sees(lang.done());
    // She is back at the ticket, which says so, and shows what comes of it by itself.
    loser.sees(lang.pick("Your click sent nothing.", "Ihr Klick hat nichts gesendet.")).sees(lang.done());
    assert_eq!(loser.path(), "/tickets/T-1001");
    assert!(!loser.text().contains(lang.pick("approved it as well", "ebenfalls freigegeben")));
    loser.evaluate("globalThis.isTheSamePage = true");
    shop.place.bare(&["message", "--ticket", "T-1001", "--as", "ben", "Das klären wir gern."]).result();
    loser.sees("Das klären wir gern.");
    assert_eq!(loser.evaluate("globalThis.isTheSamePage"), true);
    shop.has_written(1);
    winner.ends_well(lang);
    loser.ends_well(lang);
}

fn another_seat(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let anna = propose(&shop, lang);
    // The same browser: the cookie is the same.
    let second = shop.browser.window(shop.url());
    second.open("/");
    second.switch("Person", "Vic Adler");
    anna.follow("button", lang.approve());
    anna.sees(lang.pick(
        "Somebody else is chosen in this browser by now",
        "In diesem Browser ist inzwischen jemand anderes gewählt",
    ));
    anna.follow("link", lang.pick("Load the page again", "Seite neu laden"));
    anna.sees(
        lang.pick("Your role can neither approve nor deny this.", "Ihre Rolle darf das weder freigeben noch ablehnen."),
    );
    assert!(!anna.has("button", lang.approve()));
    shop.has_written(0);
    // Whoever may approve it finds it as it was.
    anna.switch("Person", "Lea Sommer");
    anna.approve(lang, 1);
    shop.has_written(1);
    anna.ends_well(lang);
}

fn viewer(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = propose(&shop, lang);
    window.switch("Person", "Vic Adler");
    window.sees(lang.waits());
    window.widget_says(lang, "Espresso Morgenrot");
    for (role, name) in [
        ("button", lang.approve()),
        ("button", lang.send()),
        ("button", lang.read_now()),
        ("DisclosureTriangle", lang.deny()),
        ("link", lang.pick("Edit", "Bearbeiten")),
        ("link", lang.move_date()),
        ("link", lang.skip()),
        ("link", lang.update_address()),
    ] {
        assert!(!window.has(role, name), "{role} {name}");
    }
    // An address that was typed is refused in words, and leads back.
    window.open("/tickets/T-1001/actions/cancel");
    window.sees(lang.pick("The role of Vic Adler doesn't allow that.", "Die Rolle von Vic Adler erlaubt das nicht."));
    window.follow("link", lang.pick("Back to the ticket", "Zurück zum Ticket"));
    window.open("/settings");
    assert!(!window.has("button", lang.pick("Check and save", "Prüfen und speichern")));
    window.had_no_trouble();
    shop.has_written(0);
}

fn role_lowered(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let says = |role: &str| {
        let people = format!("[[people]]\nid = \"lea\"\nname = \"Lea Sommer\"\nroles = [\"{role}\"]\n");
        std::fs::write(shop.place.state().join("people.toml"), people).unwrap();
    };
    let anna = propose(&shop, lang);
    anna.switch("Person", "Lea Sommer");
    let (lea, words) = (anna, lang.pick("The box moves as you asked.", "Das Paket kommt wie gewünscht."));
    lea.the("textbox", lang.message()).fill(words);
    says("viewer");
    // What she wrote is not sent, and not lost.
    lea.follow("button", lang.send());
    let back = lang.pick("Back to the ticket", "Zurück zum Ticket");
    lea.follow("link", back);
    says("lead");
    lea.open("/tickets/T-1001");
    assert_eq!(lea.the("textbox", lang.message()).value(), words);
    says("viewer");
    lea.follow("button", lang.approve());
    lea.sees("Lea Sommer");
    lea.sees(lang.pick("Nothing was sent.", "Nichts wurde gesendet."));
    lea.follow("link", back);
    lea.sees(lang.waits());
    lea.sees(
        lang.pick("Your role can neither approve nor deny this.", "Ihre Rolle darf das weder freigeben noch ablehnen."),
    );
    assert!(!lea.has("button", lang.approve()));
    shop.has_written(0);
    // A file with a mistake is named on the page; the plan waits for whoever may approve it.
    says("boss");
    lea.open("/tickets/T-1001");
    lea.sees("people.toml:4").sees(lang.waits());
    says("lead");
    lea.open("/tickets/T-1001");
    lea.approve(lang, 1);
    shop.has_written(1);
    lea.ends_well(lang);
}

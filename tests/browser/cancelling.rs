//! A subscription is cancelled for one of the shop's reasons, and reactivated.

use crate::ground::{Ground, Lang, Story};

pub fn stories() -> Vec<Story> {
    Story::in_both("a_subscription_is_cancelled_with_a_reason_and_brought_back", cancelled).into()
}

fn cancelled(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    window.open_ticket("T-1027");
    window.widget_says(lang, lang.pick("Active", "Aktiv"));
    window.follow("link", lang.cancel());
    let reasons = window.the("combobox", lang.pick("Reason", "Grund"));
    reasons.choose("Ich ziehe um");
    let mail = |words| window.the("combobox", lang.pick("Mail to the customer", "Mail an den Kunden")).choose(words);
    mail(lang.pick("Yes, mail them", "Ja, per Mail"));
    window.the("textbox", lang.pick("Comment", "Kommentar")).fill("Zieht nach Übersee & sagt „danke“");
    window.sees(lang.possible());
    window.prepare(lang);
    // That the mail is all that an edit changes stands on the card.
    window.follow("link", lang.pick("Edit", "Bearbeiten"));
    mail(lang.pick("No mail", "Keine Mail"));
    window.sees(lang.possible());
    let text = window.prepare(lang).text();
    let (was, is) = text.split_once(lang.pick("Now it is to be", "Jetzt soll es sein")).expect("what is different");
    assert!(was.contains(lang.pick("Before it was to be", "Vorher sollte es sein")));
    let row =
        is.lines().find(|line| line.starts_with(lang.pick("What else it touches", "Was es sonst berührt"))).unwrap();
    assert!(row.contains(lang.pick("mail", "Mail")), "{row}");
    for words in ["Ich ziehe um", "Zieht nach Übersee & sagt „danke“"] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    window.approve(lang, 1);
    window.widget_says(lang, lang.pick("Former subscriptions (2)", "Frühere Abos (2)"));
    shop.has_written(1);
    window.take_back(lang);
    window.widget_says(lang, lang.pick("Former subscriptions (1)", "Frühere Abos (1)"));
    window.ends_well(lang);
}

//! The AI agent asks, the customer taps an answer, a person approves, and the customer is told.

use crate::ground::{Ground, Lang, Story};

pub fn stories() -> Vec<Story> {
    Story::in_both("a_question_of_the_agent_is_answered_by_a_tap_approved_and_replied_to", answered).into()
}

fn answered(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    window.open_ticket("T-1004");
    window.click("radio", lang.as_customer());
    let asks = lang.pick("Please skip one delivery.", "Bitte eine Lieferung überspringen.");
    window.the("textbox", lang.message()).fill(asks);
    window.follow("button", lang.send());
    window.sees(lang.pick("Something has to be asked first", "Vorher ist etwas zu klären"));
    window.sees(lang.pick("Its question to the customer", "Seine Frage an den Kunden"));
    window.follow("button", "Buddy's Best…");
    window.sees(lang.waits());
    window.approve(lang, 1);
    window.sees(lang.pick("told the customer once it was done", "dem Kunden gesagt, als es erledigt war"));
    shop.has_written(1);
    window.ends_well(lang);
}

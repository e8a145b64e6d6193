//! Whatever a customer writes and whatever a dialogue carries: an answer comes, and no plan touches what isn't theirs.
#![expect(clippy::expect_used, reason = "helpers of tests: what is not as expected fails the test")]

#[path = "common/talk.rs"]
mod talk;

use armincx_recharge::contract::*;
use proptest::prelude::*;
use serde_json::json;
use talk::{COFFEE, DECAF, SALMON, Talk, shop, single, with};

/// Pieces that messages are made of, so that wishes come about often.
fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("please"),
        Just("cancel"),
        Just("skip"),
        Just("move"),
        Just("the decaf"),
        Just("the cat food"),
        Just("my subscription"),
        Just("next delivery"),
        Just("to 5 January"),
        Just("two weeks later"),
        Just("and"),
        Just("not"),
        Just("if"),
        Just("Bitte"),
        Just("kündigen"),
        Just("überspringen"),
        Just("verschieben"),
        Just("auf den 18. Dezember"),
        Just("Hafenweg 3, 20457 Hamburg"),
        Just("my new address is"),
        Just("all three"),
        Just("yes"),
        Just("no"),
        Just("2"),
        Just("after all"),
        Just("99"),
        Just("Green Tea"),
        Just("subscription 64"),
        Just("."),
        Just("?"),
        Just("\n"),
        Just("\n> "),
        Just("<br>"),
        Just("house number 12"),
        Just("pause"),
    ];
    prop_oneof![
        3 => prop::collection::vec(piece, 1..12).prop_map(|pieces| pieces.join(" ")),
        1 => "\\PC{0,80}",
        1 => "(\\PC|\n|[\u{0}-\u{1f}]){0,80}",
    ]
}

/// The customer's own subscriptions that run; a fourth one has ended.
const THEIRS: [u64; 3] = [COFFEE, DECAF, SALMON];

fn own(plan: &Plan) -> bool {
    let targets = plan.targets.iter().all(|target| match target {
        Target::Subscription(id) => THEIRS.contains(id),
        Target::Address(id) => [51, 52].contains(id),
        Target::Charge(_) | Target::Customer(_) => false,
    });
    let written = plan.writes.iter().all(|write| {
        let mut parts = write.path.split('/').skip(1);
        let id = |part: Option<&str>| part.and_then(|id| id.parse::<u64>().ok());
        match parts.next() {
            Some("subscriptions") => id(parts.next()).is_some_and(|id| THEIRS.contains(&id)),
            Some("charges") => id(parts.next()).is_some_and(|id| (71..=74).contains(&id)),
            Some("addresses") => id(parts.next()).is_none_or(|id| [51, 52].contains(&id)),
            _ => false,
        }
    });
    targets && written
}

fn shop_with_more() -> armincx_recharge::testing::Shop {
    let mut shop = shop();
    let ended = json!({"product_title": "Green Tea", "status": "cancelled", "next_charge_scheduled_at": null});
    shop.subscriptions.push(with(armincx_recharge::testing::subscription_row(64, talk::LENA, 51, ""), &ended));
    shop
}

fn identity() -> impl Strategy<Value = Identity> {
    prop_oneof![
        3 => Just(Identity::Authenticated),
        1 => Just(Identity::Alias),
        1 => Just(Identity::Forwarded),
        1 => Just(Identity::Unverified),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_conversation_touches_nothing_but_the_customers_running_subscriptions(
        messages in prop::collection::vec(words(), 1..5),
        identity in identity(),
        german in any::<bool>(),
        alone in any::<bool>(),
    ) {
        let shop = if alone { single() } else { shop_with_more() };
        let mut talk = Talk::new(shop, if german { "de" } else { "en" }).identity(identity);
        for message in &messages {
            match talk.say(message) {
                Preparation::Plans(plans) => {
                    prop_assert!(matches!(identity, Identity::Authenticated | Identity::Alias));
                    prop_assert!(!plans.is_empty());
                    for plan in &plans {
                        prop_assert!(own(plan), "{plan:?}");
                        prop_assert!(!plan.writes.is_empty() && !plan.evidence.is_empty() && plan.reply.is_some(), "{plan:?}");
                    }
                }
                Preparation::Question(question) => {
                    prop_assert!(!question.text.is_empty() && !question.missing.is_empty());
                }
                Preparation::Handoff(handoff) => prop_assert!(handoff.reply.is_some()),
                _ => {}
            }
        }
    }

    #[test]
    fn a_question_that_was_tampered_with_does_no_harm(answer in words(), understood in "\\PC{0,80}", id in any::<u64>()) {
        let forged = json!({"wishes": [{"action": "cancel", "these": [id, 64, 999], "lacks": [], "evidence": [understood]}],
            "asked": id, "idle": 0});
        for understood in [understood.clone(), forged.to_string()] {
            let mut talk = Talk::new(shop_with_more(), "en");
            talk.dialogue.push(Turn {
                speaker: Speaker::Assistant,
                text: "?".to_owned(),
                at: talk.ctx.now.clone(),
                asked: Some(Question {
                    text: "?".to_owned(),
                    missing: Vec::new(),
                    choices: Vec::new(),
                    fields: Vec::new(),
                    gist: Vec::new(),
                    evidence: Vec::new(),
                    understood,
                }),
            });
            if let Preparation::Plans(plans) = talk.say(&answer) {
                prop_assert!(plans.iter().all(own), "{plans:?}");
            }
        }
    }
}

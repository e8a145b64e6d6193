//! A customer with three subscriptions, and conversations with them.
#![allow(dead_code, reason = "shared by tests, each of which uses a part")]
#![allow(clippy::panic, reason = "what is not as expected fails the test")]

use armincx_recharge::actions::prepare_action;
use armincx_recharge::contract::*;
use armincx_recharge::testing::{Shop, address_row, charge_row, context, subscription_row};
use serde_json::{Value, json};

pub const LENA: u64 = 91;
pub const COFFEE: u64 = 61;
pub const DECAF: u64 = 62;
pub const SALMON: u64 = 63;

pub fn with(mut row: Value, changes: &Value) -> Value {
    if let (Some(row), Some(changes)) = (row.as_object_mut(), changes.as_object()) {
        row.extend(changes.clone());
    }
    row
}

fn product(id: u64, address: u64, date: &str, title: &str, every: u64, unit: &str) -> Value {
    with(
        subscription_row(id, LENA, address, date),
        &json!({"product_title": title, "variant_title": null, "sku": null, "order_interval_frequency": every,
            "charge_interval_frequency": every, "order_interval_unit": unit}),
    )
}

/// Coffee and decaf go to one address, the cat's food to another; a delivery of the coffee is skipped. It is 22 November.
pub fn shop() -> Shop {
    Shop {
        customers: vec![json!({"id": LENA, "email": "lena@example.com", "first_name": "Lena", "last_name": "Brandt",
            "has_valid_payment_method": true, "subscriptions_total_count": 3})],
        addresses: vec![
            address_row(51, LENA),
            with(
                address_row(52, LENA),
                &json!({"address1": "Hafenweg 3", "zip": "20457", "city": "Hamburg", "province": "Hamburg"}),
            ),
        ],
        subscriptions: vec![
            product(COFFEE, 51, "2026-12-09", "Morning Blend Coffee", 1, "month"),
            product(DECAF, 51, "2026-12-04", "Decaf Espresso", 2, "week"),
            product(SALMON, 52, "2026-12-20", "Cat Food Salmon", 6, "week"),
        ],
        charges: vec![
            charge_row(71, LENA, 51, "queued", "2026-12-09", &[COFFEE]),
            charge_row(72, LENA, 51, "queued", "2026-12-04", &[DECAF]),
            charge_row(73, LENA, 52, "queued", "2026-12-20", &[SALMON]),
            charge_row(74, LENA, 51, "skipped", "2026-11-28", &[COFFEE]),
        ],
        ..Shop::default()
    }
}

/// The same with the coffee alone, and nothing skipped.
pub fn single() -> Shop {
    let mut shop = shop();
    shop.subscriptions.truncate(1);
    shop.charges.truncate(1);
    shop.addresses.truncate(1);
    shop
}

/// A conversation: what was said so far, and in which surroundings.
#[derive(Clone)]
pub struct Talk {
    pub shop: Shop,
    pub ctx: Context,
    pub dialogue: Vec<Turn>,
    /// What was understood for the plans that wait.
    pub waiting: Vec<String>,
}

impl Talk {
    pub fn new(shop: Shop, locale: &str) -> Self {
        Self { shop, ctx: context("lena@example.com", locale), dialogue: Vec::new(), waiting: Vec::new() }
    }

    pub fn identity(mut self, identity: Identity) -> Self {
        self.ctx.contact.identity = identity;
        self
    }

    pub fn du(mut self) -> Self {
        self.ctx.settings.push(Setting { name: "form-of-address".to_owned(), value: "du".to_owned() });
        self
    }

    /// The customer writes; what is answered becomes a part of the dialogue.
    #[track_caller]
    pub fn say(&mut self, text: &str) -> Preparation {
        let host = self.shop.clone().host();
        let lapsed = std::mem::take(&mut self.waiting);
        let message = Message { text: text.to_owned(), dialogue: self.dialogue.clone(), lapsed };
        let preparation = prepare_action(&host, &self.ctx, &ActionRequest::Message(message)).expect("an answer");
        assert!(host.batches().len() <= 2, "two round trips");
        assert!(host.batches().concat().iter().all(|seen| seen.max_age == 0), "everything is read fresh");
        let turn =
            |speaker, text: &str, asked| Turn { speaker, text: text.to_owned(), at: self.ctx.now.clone(), asked };
        self.dialogue.push(turn(Speaker::Customer, text, None));
        if let Preparation::Question(question) = &preparation {
            self.dialogue.push(turn(Speaker::Assistant, &question.text, Some(question.clone())));
        }
        if let Preparation::Plans(plans) = &preparation {
            self.waiting.extend(plans.iter().map(|plan| plan.understood.clone()));
        }
        preparation
    }

    /// What the assistant says besides questions.
    pub fn told(&mut self, text: &str) {
        let turn = Turn { speaker: Speaker::Assistant, text: text.to_owned(), at: self.ctx.now.clone(), asked: None };
        self.dialogue.push(turn);
    }

    /// Nothing waits any more: what was planned has been decided on.
    pub fn decided(&mut self) {
        self.waiting.clear();
    }
}

/// One message in English to the customer of three subscriptions.
#[track_caller]
pub fn english(text: &str) -> Preparation {
    Talk::new(shop(), "en").say(text)
}

/// What was prepared, in short: "skip 61 {…}" for plans, the kind of answer otherwise.
pub fn short(preparation: &Preparation) -> String {
    match preparation {
        Preparation::Plans(plans) => plans.iter().map(plan).collect::<Vec<_>>().join(" | "),
        Preparation::Question(question) => format!("ask {:?}", question.missing),
        Preparation::Information(_) => "information".to_owned(),
        Preparation::Handoff(handoff) => format!("handoff {:?}", handoff.to),
        Preparation::Refused(refusal) => format!("refused {}", refusal.code),
        Preparation::Nothing => "nothing".to_owned(),
    }
}

fn plan(plan: &Plan) -> String {
    let ids: Vec<String> = plan
        .targets
        .iter()
        .map(|target| match target {
            Target::Subscription(id) => id.to_string(),
            Target::Address(id) => format!("address {id}"),
            other => format!("{other:?}"),
        })
        .collect();
    let writes: Vec<String> = plan
        .writes
        .iter()
        .filter_map(|write| write.body.clone())
        .filter(|body| body.contains("date") || body.contains("address1"))
        .collect();
    format!("{} {} {}", plan.action, ids.join("+"), writes.join(" ")).trim().to_owned()
}

/// The plans; anything else fails the test.
#[track_caller]
pub fn plans(preparation: &Preparation) -> &[Plan] {
    match preparation {
        Preparation::Plans(plans) => plans,
        other => panic!("no plans: {other:?}"),
    }
}

/// The question; anything else fails the test.
#[track_caller]
pub fn asked(preparation: &Preparation) -> &Question {
    match preparation {
        Preparation::Question(question) => question,
        other => panic!("no question: {other:?}"),
    }
}

/// What is told; anything else fails the test.
#[track_caller]
pub fn told(preparation: &Preparation) -> &str {
    match preparation {
        Preparation::Information(text) => text,
        other => panic!("no information: {other:?}"),
    }
}

/// What is left to somebody else; anything else fails the test.
#[track_caller]
pub fn handed(preparation: &Preparation) -> &Handoff {
    match preparation {
        Preparation::Handoff(handoff) => handoff,
        other => panic!("no handoff: {other:?}"),
    }
}

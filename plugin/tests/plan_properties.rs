//! What holds for every preparation and every execution, whatever Recharge answers and whatever is asked.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests: what is not as expected fails the test"
)]

use armincx_recharge::actions::{execute_approved_action, prepare_action};
use armincx_recharge::contract::*;
use armincx_recharge::testing::{
    Answers, MemoryHost, Shop, World, address_row, answer, charge_row, context, subscription_row,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const NOW: &str = "2026-11-22T21:59:47+01:00";

/// Values that such code trips over.
fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        proptest::sample::select(vec![
            json!(""),
            json!("2026-02-30"),
            json!("9999-12-31"),
            json!("2026-11-22"),
            json!("2026-11-23"),
            json!("2026-12-09"),
            json!("2026-12-31"),
            json!("active"),
            json!("cancelled"),
            json!("expired"),
            json!("queued"),
            json!("skipped"),
            json!("error"),
            json!("pending"),
            json!("onetime"),
            json!("month"),
            json!("week"),
            json!(0),
            json!(1),
            json!(61),
            json!(92),
            json!([{}]),
            json!([{"purchase_item_id": 61, "purchase_item_type": "onetime"}]),
            json!({"id": 92}),
            json!("\u{202E}x\u{0}\n"),
        ]),
    ]
}

/// A good row in which some fields hold anything.
fn spoilt(row: Value) -> impl Strategy<Value = Value> {
    let mut fields: Vec<String> = row.as_object().map(|row| row.keys().cloned().collect()).unwrap_or_default();
    fields.extend(["order_day_of_month", "order_day_of_week", "discounts", "phone", "order_note"].map(str::to_owned));
    let changes = proptest::collection::vec((proptest::sample::select(fields), odd()), 1..3);
    prop_oneof![3 => Just(Vec::new()), 1 => changes].prop_map(move |changes| {
        let mut row = row.clone();
        if let Some(row) = row.as_object_mut() {
            row.extend(changes);
        }
        row
    })
}

prop_compose! {
    fn shop()(
        subscriptions in (spoilt(subscription_row(61, 91, 51, "2026-12-09")), spoilt(subscription_row(62, 91, 51, "2026-12-09"))),
        charges in (
            spoilt(charge_row(71, 91, 51, "queued", "2026-12-09", &[61, 62])),
            spoilt(charge_row(72, 91, 51, "skipped", "2026-12-01", &[61])),
        ),
        addresses in (spoilt(address_row(51, 91)), spoilt(address_row(52, 91))),
        order in spoilt(json!({"id": 81, "customer": {"id": 91}, "status": "queued", "scheduled_at": "2026-12-02",
            "line_items": [{"purchase_item_id": 61}]})),
        reasons in proptest::option::of(odd()),
    ) -> Shop {
        Shop {
            customers: vec![json!({"id": 91, "email": "lena@example.com", "subscriptions_total_count": 2})],
            subscriptions: vec![subscriptions.0, subscriptions.1],
            charges: vec![charges.0, charges.1],
            addresses: vec![addresses.0, addresses.1],
            orders: vec![order],
            reasons,
            ..Shop::default()
        }
    }
}

fn target() -> impl Strategy<Value = Target> {
    let id = proptest::sample::select(vec![51_u64, 52, 61, 62, 71, 72, 91, 92, 0, u64::MAX]);
    (0..4, id).prop_map(|(kind, id)| match kind {
        0 => Target::Charge(id),
        1 => Target::Address(id),
        2 => Target::Customer(id),
        _ => Target::Subscription(id),
    })
}

prop_compose! {
    /// A form of which most parts make sense.
    fn form()(
        action in proptest::sample::select(vec!["move-date", "cancel", "skip", "unskip", "update-address", "open", "reactivate"]),
        targets in prop_oneof![
            4 => Just(vec![Target::Subscription(61)]),
            1 => Just(vec![Target::Charge(71)]),
            2 => proptest::collection::vec(target(), 0..3),
        ],
        good in any::<u16>(),
        extra in proptest::option::weighted(0.05, ("[a-z_]{1,12}", odd())),
    ) -> Form {
        let mut fields = serde_json::Map::new();
        let choices = match action {
            "move-date" => vec![("to", json!("2026-12-20")), ("whole_charge", json!(true)), ("by", json!({"weeks": 2}))],
            "cancel" => vec![("reason", json!("Too much")), ("notify_customer", json!(false)), ("comment", json!("a\nb"))],
            "skip" => vec![("scope", json!("item")), ("again", json!(true)), ("date", json!("2026-12-09"))],
            "unskip" => vec![("date", json!("2026-12-01"))],
            "reactivate" => vec![("to", json!("2026-12-20"))],
            "open" => vec![("page", json!("charge"))],
            _ => vec![("city", json!("Bonn")), ("zip", json!("53111")), ("country_code", json!("at")), ("apply_to", json!("subscription")), ("phone", json!(""))],
        };
        for (place, (name, value)) in choices.into_iter().enumerate() {
            if good & (1 << place) != 0 {
                fields.insert(name.to_owned(), value);
            }
        }
        if let Some((name, value)) = extra {
            fields.insert(name, value);
        }
        Form { action: action.to_owned(), targets, parameters: Value::Object(fields).to_string() }
    }
}

/// What every plan promises.
fn keeps_its_promises(plan: &Plan) -> Result<(), TestCaseError> {
    prop_assert!(!plan.writes.is_empty() && !plan.changes.is_empty() && !plan.title.is_empty());
    let owner = |check: &Check| {
        ["/subscription/customer_id", "/charge/customer/id", "/address/customer_id"].contains(&check.pointer.as_str())
            && check.expect == Expectation::Equals("91".to_owned())
    };
    for (step, write) in plan.writes.iter().enumerate() {
        let guards = plan.preconditions.iter().filter(|read| read.step as usize >= step);
        prop_assert!(guards.clone().count() > 0, "{}", write.path);
        // The object that is written is among those whose owner is checked, or the customer is named in the body.
        let written: Vec<&str> = write.path.split('/').skip(1).take(2).collect();
        let body: Value = write.body.as_deref().map_or(Value::Null, |body| serde_json::from_str(body).expect("JSON"));
        let same = |read: &&Precondition| read.path.split('/').skip(1).eq(written.iter().copied());
        prop_assert!(guards.clone().any(|read| same(&read)) || body["customer_id"] == 91, "{}", write.path);
        prop_assert!(write.path.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'/' || b == b'_'), "{}", write.path);
        prop_assert!(write.bindings.iter().all(|binding| (binding.step as usize) < step));
        prop_assert_eq!(&write.headers, &[("X-Recharge-Version".to_owned(), "2021-11".to_owned())]);
    }
    for read in &plan.preconditions {
        prop_assert!(read.checks.iter().any(owner), "{} without an owner", read.path);
        for check in &read.checks {
            if let Expectation::Equals(json) = &check.expect {
                prop_assert!(serde_json::from_str::<Value>(json).is_ok());
            }
        }
    }
    let words = plan.side_effects.iter().map(|effect| &effect.text).chain(plan.warnings.iter().map(|note| &note.text));
    let words = words.chain([&plan.title]).chain(plan.changes.iter().map(|change| &change.label));
    for word in words {
        prop_assert!(!word.is_empty() && !word.chars().any(|c| c.is_control() || c == '\u{202E}'), "{:?}", word);
    }
    prop_assert!(plan.expires.as_str() > NOW, "{}", plan.expires);
    prop_assert!(plan.evidence.is_empty() && plan.rejected.is_empty() && plan.reply.is_none());
    Ok(())
}

proptest! {
    #[test]
    fn every_plan_keeps_its_promises_whatever_the_rows_hold(shop in shop(), form in form(), locale in "en|de") {
        let host = shop.host();
        let preparation = prepare_action(&host, &context("lena@example.com", &locale), &ActionRequest::Form(form.clone()));
        prop_assert!(host.batches().iter().map(Vec::len).sum::<usize>() <= 18);
        match preparation {
            Ok(Preparation::Plans(plans)) => {
                prop_assert_eq!(plans.len(), 1);
                plans.iter().try_for_each(keeps_its_promises)?;
            }
            Ok(Preparation::Question(question)) => {
                prop_assert!(!question.missing.is_empty() && !question.text.is_empty());
                for json in question.choices.iter().map(|choice| &choice.value).chain([&question.understood]) {
                    prop_assert!(serde_json::from_str::<Value>(json).is_ok_and(|value| value.is_object()), "{}", json);
                }
            }
            Ok(Preparation::Refused(refusal)) => prop_assert!(!refusal.text.is_empty() && !refusal.code.is_empty()),
            Ok(Preparation::Handoff(_)) => prop_assert_eq!(form.action, "open"),
            Ok(other) => prop_assert!(false, "{:?}", other),
            Err(error) => prop_assert!(matches!(error, PluginError::Unreadable(_)), "{:?}", error),
        }
    }

    #[test]
    fn any_parameters_are_answered(action in "move-date|cancel|skip|unskip|update-address|open|reactivate|x",
        parameters in prop_oneof!["\\PC{0,40}", odd().prop_map(|value| value.to_string()),
            ("[a-z_]{1,12}", odd()).prop_map(|(name, value)| json!({name: value}).to_string())]) {
        let host = Shop::of_size(2).host();
        let form = Form { action, targets: vec![Target::Subscription(1_000)], parameters };
        let _ = prepare_action(&host, &context("lena@example.com", "de"), &ActionRequest::Form(form));
    }

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..200), status in 100_u16..600, form in form()) {
        let host = MemoryHost::new(move |seen| match seen.path.as_str() {
            "/customers" => Shop::of_size(1).answer(seen),
            _ => answer(status, bytes.clone()),
        });
        let _ = prepare_action(&host, &context("lena@example.com", "en"), &ActionRequest::Form(form));
    }

    #[test]
    fn an_execution_ends_in_one_of_six_ways_with_each_step_asked_for_once_at_most(
        first in shop(), later in shop(), form in form(), fates in proptest::collection::vec(0_usize..5, 0..3), lag in 0_u32..9_000,
    ) {
        let world = World::new(first).lagging(lag);
        let prepared = prepare_action(&world.host(), &context("lena@example.com", "en"), &ActionRequest::Form(form));
        let Ok(Preparation::Plans(plans)) = prepared else { return Ok(()) };
        let how = [Answers::Well, Answers::LostAfter, Answers::LostBefore, Answers::Refused(422), Answers::Emptily];
        let fates: Vec<Answers> = fates.into_iter().filter_map(|fate| how.get(fate).cloned()).collect();
        // A part of the shop changes under the plan.
        world.change(|shop| shop.charges = later.charges.clone());
        for plan in plans {
            let host = world.host();
            let approval = world.approval(plan.clone(), fates.clone());
            let outcome = execute_approved_action(&host, &context("lena@example.com", "en"), &approval);
            let mut asked = approval.asked();
            asked.dedup();
            prop_assert_eq!(&asked, &approval.asked());
            prop_assert!(asked.iter().copied().eq(0..asked.len() as u32), "in order: {:?}", asked);
            prop_assert!(host.batches().iter().map(Vec::len).sum::<usize>() <= 18);
            prop_assert!(outcome.is_ok(), "{:?}", outcome);
            if let Ok(Outcome::Stale(_) | Outcome::Already(_)) = outcome {
                prop_assert!(approval.sent().is_empty());
            }
        }
    }
}

//! The rules behind a plan, one at a time: what is refused and what is possible instead, what is asked, what a plan says.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests: what is not as expected fails the test"
)]

#[path = "common/plan.rs"]
mod plan;

use armincx_recharge::actions::prepare_action;
use armincx_recharge::contract::*;
use armincx_recharge::testing::{MemoryHost, Shop, address_row, answer, charge_row, context, subscription_row};
use serde_json::{Value, json};

const LENA: u64 = 91;

fn with(mut row: Value, changes: &Value) -> Value {
    if let (Some(row), Some(changes)) = (row.as_object_mut(), changes.as_object()) {
        row.extend(changes.clone());
    }
    row
}

/// Lena with two subscriptions on one charge; Otto, who has one of his own.
fn shop() -> Shop {
    let customer = |id: u64, email: &str| json!({"id": id, "email": email, "subscriptions_total_count": 2});
    Shop {
        customers: vec![customer(LENA, "lena@example.com"), customer(92, "otto@example.com")],
        addresses: vec![address_row(51, LENA), address_row(59, 92)],
        subscriptions: vec![
            subscription_row(61, LENA, 51, "2026-12-09"),
            with(subscription_row(62, LENA, 51, "2026-12-09"), &json!({"product_title": "Vitamin D"})),
            subscription_row(69, 92, 59, "2026-12-09"),
        ],
        charges: vec![
            charge_row(71, LENA, 51, "queued", "2026-12-09", &[61, 62]),
            charge_row(79, 92, 59, "queued", "2026-12-09", &[69]),
        ],
        ..Shop::default()
    }
}

/// The same with the greens alone.
fn alone() -> Shop {
    let mut shop = shop();
    shop.subscriptions.remove(1);
    shop.charges[0] = charge_row(71, LENA, 51, "queued", "2026-12-09", &[61]);
    shop
}

fn changed(mut shop: Shop, change: impl FnOnce(&mut Shop)) -> Shop {
    change(&mut shop);
    shop
}

#[track_caller]
fn ask_in(shop: Shop, action: &str, targets: &[Target], parameters: &Value, ctx: &Context) -> Preparation {
    let form = Form { action: action.to_owned(), targets: targets.to_vec(), parameters: parameters.to_string() };
    prepare_action(&shop.host(), ctx, &ActionRequest::Form(form)).expect("an answer")
}

#[track_caller]
fn ask(shop: Shop, action: &str, targets: &[Target], parameters: &Value) -> Preparation {
    ask_in(shop, action, targets, parameters, &context("lena@example.com", "en"))
}

#[track_caller]
fn refused(preparation: &Preparation) -> &Refusal {
    match preparation {
        Preparation::Refused(refusal) => refusal,
        other => panic!("{}", plan::render(other)),
    }
}

#[track_caller]
fn planned(preparation: &Preparation) -> &Plan {
    match preparation {
        Preparation::Plans(plans) => plans.first().expect("a plan"),
        other => panic!("{}", plan::render(other)),
    }
}

#[track_caller]
fn asked(preparation: &Preparation) -> &Question {
    match preparation {
        Preparation::Question(question) => question,
        other => panic!("{}", plan::render(other)),
    }
}

fn codes(plan: &Plan) -> Vec<&str> {
    let effects = plan.side_effects.iter().map(|effect| effect.code.as_str());
    effects.chain(plan.warnings.iter().map(|warning| warning.code.as_str())).collect()
}

const GREENS: Target = Target::Subscription(61);

#[test]
fn somebody_elses_ids_and_nobodys_end_in_the_same_words() {
    let own = json!({"to": "2026-12-20", "reason": "x", "notify_customer": true, "city": "Bonn"});
    for (action, parameter) in [
        ("move-date", "to"),
        ("cancel", "reason"),
        ("skip", ""),
        ("unskip", ""),
        ("update-address", "city"),
        ("open", ""),
    ] {
        let parameters = if parameter.is_empty() { json!({}) } else { json!({parameter: own[parameter]}) };
        let pairs = [
            (Target::Subscription(69), Target::Subscription(4)),
            (Target::Charge(79), Target::Charge(4)),
            (Target::Address(59), Target::Address(4)),
            (Target::Customer(92), Target::Customer(4)),
        ];
        for (theirs, nobodys) in pairs {
            let theirs = ask(shop(), action, &[theirs], &parameters);
            assert_eq!(theirs, ask(shop(), action, &[nobodys], &parameters), "{action}");
            let code = refused(&theirs).code.clone();
            // Some actions don't take every kind of target at all.
            assert!(code == "not-found" || code == "invalid-targets", "{action}: {code}");
        }
    }
}

#[test]
fn what_could_not_be_read_is_not_said_to_be_absent() {
    let host = MemoryHost::new(|seen| match seen.path.as_str() {
        "/subscriptions" => answer(503, ""),
        _ => shop().answer(seen),
    });
    let form = Form { action: "skip".to_owned(), targets: vec![GREENS], parameters: "{}".to_owned() };
    let error = prepare_action(&host, &context("lena@example.com", "en"), &ActionRequest::Form(form));
    assert!(matches!(error, Err(PluginError::Unavailable(_))), "{error:?}");
}

#[test]
fn a_date_is_refused_or_planned_by_these_rules() {
    for (to, expected) in [
        ("2026-11-22", "date-too-early: 2026-11-23"),
        ("2025-01-01", "date-too-early: 2026-11-23"),
        ("2026-11-23", "plan: charge-tomorrow"),
        ("2026-11-24", "plan: "),
        ("2026-12-09", "nothing-to-change: "),
        ("2027-11-24", "plan: far-ahead"),
        ("9999-12-31", "date-too-far: 2031-11-22"),
        ("24.12.2026", "invalid-parameters: "),
        ("tomorrow", "invalid-parameters: "),
    ] {
        let preparation = ask(alone(), "move-date", &[GREENS], &json!({"to": to}));
        let found = match &preparation {
            Preparation::Refused(refusal) => {
                let instead = refusal.instead.as_ref().map(|form| form.parameters.clone()).unwrap_or_default();
                let date = serde_json::from_str::<Value>(&instead).map(|form| form["to"].as_str().map(str::to_owned));
                format!("{}: {}", refusal.code, date.ok().flatten().unwrap_or_default())
            }
            other => {
                let warnings: Vec<_> = planned(other).warnings.iter().map(|warning| warning.code.as_str()).collect();
                format!("plan: {}", warnings.join(" "))
            }
        };
        assert_eq!(found, expected, "{to}");
    }
}

#[test]
fn parameters_that_contradict_each_other_are_refused() {
    for parameters in [
        json!({"to": "2026-12-20", "by": {"days": 1}}),
        json!({"by": {}}),
        json!({"by": {"days": 400}}),
        json!({"until": "2026-12-20"}),
        json!(["2026-12-20"]),
    ] {
        let preparation = ask(alone(), "move-date", &[GREENS], &parameters);
        assert_eq!(refused(&preparation).code, "invalid-parameters", "{parameters}");
    }
    let preparation = ask(alone(), "move-date", &[GREENS], &json!({"by": {"days": 1, "weeks": 2}}));
    assert!(planned(&preparation).writes[0].body.as_deref().is_some_and(|body| body.contains("2026-12-24")));
}

#[test]
fn what_is_impossible_now_is_refused_with_what_is_possible() {
    type Case = (&'static str, fn(&mut Shop), Value, &'static str, &'static str);
    let to = json!({"to": "2026-12-20"});
    let cases: Vec<Case> = vec![
        (
            "move-date",
            |shop| shop.charges[0]["scheduled_at"] = json!("2026-11-22"),
            to.clone(),
            "charge-processing",
            "open",
        ),
        ("move-date", |shop| shop.charges[0]["status"] = json!("error"), to.clone(), "payment-failed", "open"),
        ("move-date", |shop| shop.charges[0]["status"] = json!("pending"), to.clone(), "charge-pending", "open"),
        (
            "move-date",
            |shop| shop.subscriptions[0]["status"] = json!("cancelled"),
            to.clone(),
            "cancelled",
            "reactivate",
        ),
        ("move-date", |shop| shop.subscriptions[0]["status"] = json!("expired"), to.clone(), "expired", "reactivate"),
        ("move-date", |shop| shop.subscriptions[0]["status"] = json!("odd"), to.clone(), "status-unknown", ""),
        (
            "move-date",
            |shop| {
                shop.charges.push(charge_row(73, LENA, 51, "skipped", "2026-12-20", &[61]));
            },
            to,
            "date-skipped",
            "unskip",
        ),
        ("skip", |shop| shop.charges[0]["scheduled_at"] = json!("2026-11-22"), json!({}), "charge-processing", "open"),
        ("skip", |shop| shop.subscriptions[0]["is_prepaid"] = json!(true), json!({}), "prepaid", "open"),
        ("skip", |shop| shop.subscriptions[0]["is_skippable"] = json!(false), json!({}), "not-skippable", "move-date"),
        ("skip", |shop| shop.charges.clear(), json!({}), "charge-not-made", ""),
        ("skip", |_| {}, json!({"date": "2027-01-08"}), "another-charge", "skip"),
        (
            "skip",
            |shop| shop.charges.push(charge_row(73, LENA, 51, "skipped", "2026-11-09", &[61])),
            json!({}),
            "skipped-already",
            "skip",
        ),
        ("unskip", |_| {}, json!({}), "nothing-skipped", ""),
        (
            "unskip",
            |shop| shop.charges.push(charge_row(73, LENA, 51, "skipped", "2026-11-22", &[61])),
            json!({}),
            "skip-over",
            "move-date",
        ),
        (
            "unskip",
            |shop| shop.charges.push(charge_row(73, LENA, 51, "skipped", "2026-12-01", &[61])),
            json!({"date": "2026-12-02"}),
            "not-skipped-then",
            "unskip",
        ),
        ("cancel", |shop| shop.subscriptions[0]["status"] = json!("cancelled"), json!({}), "already-cancelled", ""),
        (
            "cancel",
            |shop| shop.charges[0]["scheduled_at"] = json!("2026-11-22"),
            json!({}),
            "charge-processing",
            "open",
        ),
        ("update-address", |_| {}, json!({"city": "Berlin", "phone": ""}), "nothing-to-change", ""),
        ("update-address", |_| {}, json!({"country_code": "XX", "zip": "1"}), "unknown-country", ""),
        ("update-address", |_| {}, json!({"zip": "1010"}), "implausible-postcode", ""),
        ("update-address", |_| {}, json!({"zip": ""}), "implausible-postcode", ""),
        (
            "update-address",
            |shop| shop.charges[0]["scheduled_at"] = json!("2026-11-22"),
            json!({"city": "Bonn"}),
            "charge-processing",
            "open",
        ),
        ("reactivate", |_| {}, json!({"to": "2026-12-20"}), "already-active", ""),
        (
            "reactivate",
            |shop| shop.subscriptions[0]["status"] = json!("cancelled"),
            json!({"to": "2026-11-01"}),
            "date-too-early",
            "reactivate",
        ),
    ];
    for (action, change, parameters, code, instead) in cases {
        for locale in ["en", "de"] {
            let ctx = context("lena@example.com", locale);
            let preparation = ask_in(changed(alone(), change), action, &[GREENS], &parameters, &ctx);
            let refusal = refused(&preparation);
            let found = refusal.instead.as_ref().map(|form| form.action.as_str()).unwrap_or_default();
            assert_eq!((refusal.code.as_str(), found), (code, instead), "{action} {parameters}");
            assert!(!refusal.text.is_empty());
        }
    }
}

#[test]
fn the_scopes_that_a_token_lacks_are_named() {
    let shop = changed(alone(), |shop| shop.scopes.retain(|scope| scope != "write_orders"));
    let preparation = ask(shop, "skip", &[GREENS], &json!({}));
    assert_eq!(refused(&preparation).code, "missing-scopes");
    assert!(refused(&preparation).text.contains("write_orders"));
    // Moving one subscription to a new address needs more than changing the address.
    let shop = changed(alone(), |shop| shop.scopes.retain(|scope| scope != "write_subscriptions"));
    let one = json!({"city": "Bonn", "zip": "53111", "apply_to": "subscription"});
    let preparation = ask(shop.clone(), "update-address", &[GREENS], &one);
    assert!(refused(&preparation).text.contains("write_subscriptions"));
    planned(&ask(shop, "update-address", &[GREENS], &json!({"city": "Bonn", "zip": "53111"})));
}

#[test]
fn a_question_says_how_the_fields_of_its_form_are_now_and_between_which_days_a_date_lies() {
    let shop = || {
        changed(shop(), |shop| {
            shop.addresses[0] = with(
                shop.addresses[0].clone(),
                &json!({"first_name": "Lena", "company": null, "city": " Bonn ", "zip": "53111", "country_code": "DE"}),
            );
        })
    };
    let preparation = ask(shop(), "update-address", &[GREENS], &json!({"city": "Mainz", "apply_to": null}));
    let hints = &asked(&preparation).fields;
    let order: Vec<&str> = hints.iter().map(|hint| hint.pointer.as_str()).collect();
    let parcel = "/first_name /last_name /company /address1 /address2 /city /province /zip /country_code /phone";
    assert_eq!(order.join(" "), parcel);
    let now = |pointer: &str| hints.iter().find(|hint| hint.pointer == pointer).and_then(|hint| hint.current.clone());
    assert_eq!(now("/city").as_deref(), Some("\"Bonn\""), "what is there, not what is wanted");
    assert_eq!((now("/company").as_deref(), now("/country_code").as_deref()), (Some("\"\""), Some("\"DE\"")));
    // Which address is meant isn't known yet.
    let several = changed(shop(), |shop| {
        shop.addresses.push(address_row(52, LENA));
        shop.subscriptions[1]["address_id"] = json!(52);
    });
    assert!(asked(&ask(several, "update-address", &[], &json!({}))).fields.is_empty());

    let preparation = ask(shop(), "move-date", &[GREENS], &json!({}));
    let [day] = asked(&preparation).fields.as_slice() else { panic!("one hint") };
    let iso = |date: &Option<CalendarDate>| date.as_ref().map(|date| date.iso.clone()).unwrap_or_default();
    assert_eq!((day.pointer.as_str(), day.current.as_deref()), ("/to", None));
    let (first, last) = (iso(&day.first), iso(&day.last));
    let beyond = |day: &str, by: i64| {
        let day: jiff::civil::Date = day.parse().expect("a date");
        day.checked_add(jiff::Span::new().days(by)).expect("a date").to_string()
    };
    for (to, code) in [(beyond(&first, -1), "date-too-early"), (beyond(&last, 1), "date-too-far")] {
        let preparation = ask(shop(), "move-date", &[GREENS], &json!({"to": to}));
        assert_eq!(refused(&preparation).code, code, "{to}");
    }
    for to in [first, last] {
        planned(&ask(shop(), "move-date", &[GREENS], &json!({"to": to})));
    }
}

#[test]
fn without_a_target_the_only_candidate_is_taken_and_several_are_asked_about() {
    let to = json!({"to": "2026-12-20"});
    assert_eq!(planned(&ask(alone(), "move-date", &[], &to)).targets, [GREENS]);
    let preparation = ask(shop(), "move-date", &[], &json!({}));
    let question = asked(&preparation);
    assert_eq!(question.missing, [MissingPart::Subscription, MissingPart::Date]);
    let understood: Value = serde_json::from_str(&question.understood).expect("JSON");
    assert_eq!(understood, json!({"action": "move-date", "targets": [], "parameters": {}}));
    for choice in &question.choices {
        assert!(serde_json::from_str::<Value>(&choice.value).is_ok_and(|value| value.is_object()), "{}", choice.value);
    }
    // One of two that can't be acted on doesn't come into question.
    let shop = changed(shop(), |shop| shop.subscriptions[1]["is_skippable"] = json!(false));
    assert_eq!(planned(&ask(shop, "skip", &[], &json!({}))).targets, [GREENS]);
    let nobody = ask(Shop { customers: vec![], ..alone() }, "skip", &[], &json!({}));
    assert_eq!(refused(&nobody).code, "no-customer");
    let none = ask(Shop { subscriptions: vec![], ..alone() }, "skip", &[], &json!({}));
    assert_eq!(refused(&none).code, "no-subscription");
}

#[test]
fn several_customers_with_one_address_are_told_apart_by_the_target() {
    let shop = changed(shop(), |shop| shop.customers[1]["email"] = json!("lena@example.com"));
    let preparation = ask(shop.clone(), "cancel", &[], &json!({"reason": "x", "notify_customer": false}));
    assert_eq!(asked(&preparation).missing, [MissingPart::Subscription]);
    let preparation = ask(shop.clone(), "move-date", &[Target::Subscription(69)], &json!({"to": "2026-12-20"}));
    let plan = planned(&preparation);
    assert!(codes(plan).contains(&"several-customers"));
    assert!(plan.preconditions.iter().flat_map(|read| &read.checks).all(|check| {
        !check.pointer.ends_with("customer_id") || check.expect == Expectation::Equals("92".to_owned())
    }));
    let preparation = ask(shop, "move-date", &[Target::Customer(92)], &json!({"to": "2026-12-20"}));
    assert_eq!(planned(&preparation).targets, [Target::Subscription(69)]);
}

#[test]
fn a_contact_that_nobody_vouches_for_is_warned_of() {
    for (identity, code) in [(Identity::Forwarded, "identity-forwarded"), (Identity::Unverified, "identity-unverified")]
    {
        let mut ctx = context("lena@example.com", "en");
        ctx.contact.identity = identity;
        let preparation = ask_in(alone(), "skip", &[GREENS], &json!({}), &ctx);
        assert!(codes(planned(&preparation)).contains(&code));
    }
    assert!(planned(&ask(alone(), "skip", &[GREENS], &json!({}))).warnings.is_empty());
}

#[test]
fn a_plan_ends_after_a_day_or_when_the_charge_is_processed() {
    for (date, expires) in [
        ("2026-12-09", "2026-11-23T21:59:47+01:00"),
        ("2026-11-24", "2026-11-23T21:59:47+01:00"),
        ("2026-11-23", "2026-11-23T00:00:00+01:00"),
    ] {
        let shop = changed(alone(), |shop| {
            shop.subscriptions[0]["next_charge_scheduled_at"] = json!(date);
            shop.charges[0]["scheduled_at"] = json!(date);
        });
        for (action, parameters) in [
            ("skip", json!({})),
            ("move-date", json!({"to": "2027-01-01"})),
            ("cancel", json!({"reason": "x", "notify_customer": false})),
            ("update-address", json!({"address2": "c/o Otto"})),
        ] {
            let preparation = ask(shop.clone(), action, &[GREENS], &parameters);
            assert_eq!(planned(&preparation).expires, expires, "{action} {date}");
        }
    }
}

#[test]
fn the_whole_charge_leaves_behind_what_cannot_move() {
    let shop = changed(shop(), |shop| {
        shop.charges.push(charge_row(74, LENA, 51, "error", "2026-11-10", &[62]));
    });
    let preparation = ask(shop.clone(), "move-date", &[Target::Charge(71)], &json!({"to": "2026-12-20"}));
    let plan = planned(&preparation);
    assert_eq!(plan.targets, [GREENS]);
    assert!(codes(plan).contains(&"stays-behind") && codes(plan).contains(&"charge-splits"));
}

#[test]
fn a_cancellation_says_what_remains() {
    let shop = changed(shop(), |shop| {
        let prepaid = json!({"is_prepaid": true, "charge_interval_frequency": 90});
        shop.subscriptions[0] = with(shop.subscriptions[0].clone(), &prepaid);
        shop.charges.push(charge_row(74, LENA, 51, "error", "2026-11-10", &[61]));
        shop.charges.push(charge_row(75, LENA, 51, "skipped", "2026-12-01", &[61]));
        shop.orders = vec![json!({"id": 81, "customer": {"id": LENA}, "status": "queued", "is_prepaid": true,
            "scheduled_at": "2026-12-02T00:00:00+00:00", "line_items": [{"purchase_item_id": 61}]})];
    });
    let preparation = ask(shop, "cancel", &[GREENS], &json!({"reason": "x", "notify_customer": true}));
    let plan = planned(&preparation);
    for code in ["others-stay", "prepaid", "failed-charge-stays", "skips-lost", "mail", "reactivation"] {
        assert!(codes(plan).contains(&code), "{code}: {:?}", codes(plan));
    }
    assert!(plan.side_effects.iter().any(|effect| effect.text.contains("One delivery is paid already (2 Dec 2026)")));
}

#[test]
fn a_reason_is_one_of_the_shops_where_it_has_a_list() {
    let shop = Shop { reasons: Some(json!([{"reason": "Too expensive"}])), ..alone() };
    let reason = |reason: &str| json!({"reason": reason, "notify_customer": false});
    let preparation = ask(shop.clone(), "cancel", &[GREENS], &reason("too EXPENSIVE "));
    assert!(planned(&preparation).writes[0].body.as_deref().is_some_and(|body| body.contains("Too expensive")));
    let preparation = ask(shop, "cancel", &[GREENS], &reason("just so"));
    assert_eq!(asked(&preparation).missing, [MissingPart::Reason]);
    for odd in [json!({}), json!("x"), json!([7])] {
        let shop = Shop { reasons: Some(odd), ..alone() };
        planned(&ask(shop, "cancel", &[GREENS], &reason("just so")));
    }
}

#[test]
fn a_skip_names_what_it_takes_along_and_what_it_cannot() {
    let shop = changed(shop(), |shop| {
        shop.subscriptions[1]["is_skippable"] = json!(false);
        if let Some(items) = shop.charges[0]["line_items"].as_array_mut() {
            items.push(json!({"purchase_item_id": 63, "purchase_item_type": "onetime", "title": "Shaker"}));
        }
    });
    let preparation = ask(shop, "skip", &[Target::Charge(71)], &json!({}));
    let plan = planned(&preparation);
    assert_eq!(plan.writes[0].body.as_deref(), Some(r#"{"purchase_item_ids":[61]}"#));
    assert!(codes(plan).contains(&"not-skippable") && codes(plan).contains(&"one-time-items"));
}

#[test]
fn a_skip_is_bound_to_the_charge_that_was_named() {
    let shop = changed(alone(), |shop| {
        shop.charges[0] = charge_row(71, LENA, 51, "skipped", "2026-12-09", &[61]);
        shop.charges.push(charge_row(72, LENA, 51, "queued", "2027-01-08", &[61]));
        shop.subscriptions[0]["next_charge_scheduled_at"] = json!("2027-01-08");
    });
    let again = json!({"again": true});
    for (targets, parameters, code) in [
        (vec![GREENS, Target::Charge(71)], again.clone(), "another-charge"),
        (vec![Target::Charge(71)], again.clone(), "another-charge"),
        (vec![GREENS], json!({"again": true, "date": "2026-12-09"}), "already-skipped"),
        (vec![GREENS], json!({}), "skipped-already"),
    ] {
        let preparation = ask(shop.clone(), "skip", &targets, &parameters);
        assert_eq!(refused(&preparation).code, code, "{targets:?} {parameters}");
    }
    let preparation = ask(shop, "skip", &[GREENS, Target::Charge(72)], &again);
    assert!(codes(planned(&preparation)).contains(&"skipped-again"));
}

#[test]
fn the_way_back_from_an_unskip_warns_of_another_skip_only_where_there_is_one() {
    let before = changed(alone(), |shop| {
        shop.charges[0] = charge_row(71, LENA, 51, "skipped", "2026-12-09", &[61]);
        shop.charges.push(charge_row(72, LENA, 51, "queued", "2027-01-08", &[61]));
        shop.subscriptions[0]["next_charge_scheduled_at"] = json!("2027-01-08");
    });
    let Undo::Action(undo) = planned(&ask(before, "unskip", &[GREENS], &json!({}))).undo.clone() else { panic!() };
    let parameters: Value = serde_json::from_str(&undo.parameters).expect("an object");
    let fresh = ask(alone(), "skip", &[GREENS], &json!({}));
    let back = ask(alone(), "skip", &undo.targets, &parameters);
    assert_eq!(codes(planned(&back)), codes(planned(&fresh)));
    assert!(planned(&back).warnings.is_empty());
    // One that is skipped besides is neither refused nor kept quiet about.
    let besides = changed(alone(), |shop| {
        shop.charges.push(charge_row(73, LENA, 51, "skipped", "2027-01-08", &[61]));
    });
    let back = ask(besides, "skip", &undo.targets, &parameters);
    assert!(codes(planned(&back)).contains(&"skipped-again"));
}

#[test]
fn several_skipped_dates_are_asked_about() {
    let shop = changed(alone(), |shop| {
        shop.charges.push(charge_row(73, LENA, 51, "skipped", "2026-12-01", &[61]));
        shop.charges.push(charge_row(74, LENA, 51, "skipped", "2026-12-05", &[61, 62]));
    });
    let preparation = ask(shop.clone(), "unskip", &[GREENS], &json!({}));
    let values: Vec<&str> = asked(&preparation).choices.iter().map(|choice| choice.value.as_str()).collect();
    assert_eq!(values, [r#"{"date":"2026-12-01"}"#, r#"{"date":"2026-12-05"}"#]);
    let preparation = ask(shop, "unskip", &[GREENS], &json!({"date": "2026-12-05"}));
    assert!(codes(planned(&preparation)).contains(&"stays-skipped"));
}

#[test]
fn an_address_lacks_what_has_to_be_asked() {
    for (change, parameters, missing) in [
        (json!({}), json!({}), vec![MissingPart::Address, MissingPart::Scope]),
        (json!({}), json!({"country_code": "AT", "apply_to": "all"}), vec![MissingPart::Address]),
        (json!({"country_code": null}), json!({"city": "Bonn", "apply_to": "all"}), vec![MissingPart::Address]),
        (json!({}), json!({"city": "Bonn"}), vec![MissingPart::Scope]),
        (json!({}), json!({"country_code": "AT"}), vec![MissingPart::Address, MissingPart::Scope]),
    ] {
        let shop = changed(shop(), |shop| shop.addresses[0] = with(shop.addresses[0].clone(), &change));
        let preparation = ask(shop, "update-address", &[GREENS], &parameters);
        assert_eq!(asked(&preparation).missing.len(), missing.len().max(1), "{parameters}");
        assert!(missing.iter().all(|part| asked(&preparation).missing.contains(part)), "{parameters}");
    }
}

#[test]
fn another_country_sends_the_postcode_even_when_it_stays() {
    let parameters = json!({"country_code": "FR", "zip": "10115"});
    let preparation = ask(alone(), "update-address", &[GREENS], &parameters);
    assert_eq!(
        planned(&preparation).writes[0].body.as_deref(),
        Some(r#"{"country_code":"FR","province":"","zip":"10115"}"#)
    );
}

#[test]
fn opening_never_writes_and_falls_back_to_the_customer() {
    for (targets, page, end) in [
        (vec![], json!({}), "/customers/91"),
        (vec![GREENS], json!({}), "/subscriptions/61/details"),
        (vec![GREENS], json!({"page": "charge"}), "/orders/charges/71"),
        (vec![GREENS], json!({"page": "customer"}), "/customers/91"),
        (vec![Target::Charge(71)], json!({}), "/orders/charges/71"),
        (vec![Target::Address(51)], json!({}), "/customers/91"),
        (vec![], json!({"page": "subscription"}), "/subscriptions/61/details"),
        (vec![], json!({"page": "charge"}), "/orders/charges/71"),
    ] {
        let preparation = ask(alone(), "open", &targets, &page);
        let Preparation::Handoff(handoff) = &preparation else { panic!("{}", plan::render(&preparation)) };
        let url = handoff.link.as_ref().map(|link| link.url.clone()).unwrap_or_default();
        assert!(url.ends_with(end), "{url} {end}");
    }
}

#[test]
fn a_preparation_takes_two_round_trips_of_at_most_eighteen_requests() {
    let shop = changed(alone(), |shop| {
        for id in 100..104 {
            shop.customers.push(json!({"id": id, "email": "Lena@example.com"}));
        }
    });
    let host = shop.host();
    let form = Form { action: "cancel".to_owned(), targets: vec![GREENS], parameters: "{}".to_owned() };
    let _ = prepare_action(&host, &context("Lena@example.com", "en"), &ActionRequest::Form(form));
    let sizes: Vec<usize> = host.batches().iter().map(Vec::len).collect();
    assert_eq!(sizes.first(), Some(&5));
    assert!(sizes.iter().sum::<usize>() <= 18, "{sizes:?}");
}

//! What a plan must not leave out or contradict: promised days, rhythms that meet, a province in another country, and links
//! and dates that are asked about or refused.
#![expect(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "common/plan.rs"]
mod plan;

use armincx_recharge::actions::prepare_action;
use armincx_recharge::contract::*;
use armincx_recharge::testing::{Shop, address_row, charge_row, context, subscription_row};
use serde_json::{Value, json};

const LENA: u64 = 91;
const GREENS: Target = Target::Subscription(61);

/// Lena with greens every 30 days on 9 December, and tea on a charge of its own.
fn shop(tea: &str, change: &Value) -> Shop {
    let mut row = subscription_row(64, LENA, 51, tea);
    row["product_title"] = json!("Tea");
    row["variant_title"] = Value::Null;
    if let (Some(row), Some(change)) = (row.as_object_mut(), change.as_object()) {
        row.extend(change.clone());
    }
    Shop {
        customers: vec![json!({"id": LENA, "email": "lena@example.com", "subscriptions_total_count": 2})],
        addresses: vec![address_row(51, LENA)],
        subscriptions: vec![subscription_row(61, LENA, 51, "2026-12-09"), row],
        charges: vec![
            charge_row(71, LENA, 51, "queued", "2026-12-09", &[61]),
            charge_row(72, LENA, 51, "queued", tea, &[64]),
        ],
        ..Shop::default()
    }
}

#[track_caller]
fn ask(shop: &Shop, action: &str, targets: &[Target], parameters: &Value, locale: &str) -> Preparation {
    let form = Form { action: action.to_owned(), targets: targets.to_vec(), parameters: parameters.to_string() };
    let host = shop.clone().host();
    prepare_action(&host, &context("lena@example.com", locale), &ActionRequest::Form(form)).expect("an answer")
}

#[track_caller]
fn planned(preparation: Preparation) -> Plan {
    match preparation {
        Preparation::Plans(mut plans) => plans.remove(0),
        other => panic!("{}", plan::render(&other)),
    }
}

#[track_caller]
fn refused(preparation: Preparation) -> Refusal {
    match preparation {
        Preparation::Refused(refusal) => refusal,
        other => panic!("{}", plan::render(&other)),
    }
}

fn effects<'a>(plan: &'a Plan, code: &str) -> Vec<&'a str> {
    plan.side_effects.iter().filter(|effect| effect.code == code).map(|effect| effect.text.as_str()).collect()
}

#[test]
fn a_rhythm_that_comes_to_one_of_the_next_three_dates_is_named_as_a_likely_merge() {
    let weekly = json!({"order_interval_unit": "week", "order_interval_frequency": 2, "charge_interval_frequency": 2});
    // Tea is charged on 1, 15 and 29 December; the greens come to the 15th and, 30 days later, to 14 January.
    let tea = shop("2026-12-01", &weekly);
    let plan = planned(ask(&tea, "move-date", &[GREENS], &json!({"to": "2026-12-15"}), "en"));
    assert_eq!(
        effects(&plan, "likely-merges"),
        ["On 15 Dec 2026 it will likely be billed together with Tea, whose own rhythm comes to that date."]
    );
    assert!(effects(&plan, "charge-merges").is_empty(), "nothing is queued for that date yet");
    let german = planned(ask(&tea, "move-date", &[GREENS], &json!({"to": "2026-12-15"}), "de"));
    assert!(effects(&german, "likely-merges")[0].contains("voraussichtlich"), "{german:?}");
    // A later one of the three dates counts as well, and what is queued for the first is certain.
    let later = planned(ask(&tea, "move-date", &[GREENS], &json!({"to": "2026-12-13"}), "en"));
    assert_eq!(effects(&later, "likely-merges").len(), 1, "{later:?}");
    assert!(effects(&later, "likely-merges")[0].starts_with("On 12 Jan 2027"), "{later:?}");
    let certain = planned(ask(&tea, "move-date", &[GREENS], &json!({"to": "2026-12-01"}), "en"));
    assert_eq!(effects(&certain, "charge-merges").len(), 1);
    assert!(effects(&certain, "likely-merges").iter().all(|text| !text.contains("1 Dec 2026")), "{certain:?}");
}

#[test]
fn a_promised_day_is_named_and_never_said_to_follow() {
    let month = json!({"order_interval_unit": "month", "order_interval_frequency": 1, "charge_interval_frequency": 1,
        "order_day_of_month": 5});
    let week = json!({"order_interval_unit": "week", "order_interval_frequency": 1, "charge_interval_frequency": 1,
        "order_day_of_week": 0});
    for (change, locale, words) in [
        (&month, "en", "Tea: later dates keep the promised day, day 5 of the month."),
        (&month, "de", "Tea: Spätere Termine behalten den zugesagten Tag, den 5. des Monats."),
        (&week, "en", "Tea: later dates keep the promised day, Monday."),
        (&week, "de", "Tea: Spätere Termine behalten den zugesagten Tag, Montag."),
    ] {
        let shop = shop("2027-01-05", change);
        let to = json!({"to": "2027-01-20"});
        let plan = planned(ask(&shop, "move-date", &[Target::Subscription(64)], &to, locale));
        assert_eq!(effects(&plan, "keeps-promised-day"), [words]);
        assert!(effects(&plan, "later-dates-follow").is_empty(), "{plan:?}");
        // Beside one without a promised day it is said whose dates follow.
        let both = planned(ask(&shop, "move-date", &[GREENS, Target::Subscription(64)], &to, locale));
        assert_eq!(effects(&both, "keeps-promised-day"), [words]);
        assert!(effects(&both, "later-dates-follow")[0].contains("Daily Greens"), "{both:?}");
    }
    let plain =
        planned(ask(&shop("2027-01-05", &json!({})), "move-date", &[GREENS], &json!({"to": "2026-12-20"}), "en"));
    assert_eq!(effects(&plain, "later-dates-follow"), ["Later dates follow the new one."]);
}

#[test]
fn a_province_is_asked_for_or_removed_when_the_country_changes_and_shown_when_it_stays() {
    let shop = shop("2027-01-05", &json!({}));
    let with = |parameters: Value, locale: &str| {
        let mut parameters = parameters;
        parameters["apply_to"] = json!("all");
        ask(&shop, "update-address", &[GREENS], &parameters, locale)
    };
    let province = |plan: &Plan| {
        let row = plan.changes.iter().find(|change| change.label == "State or province");
        row.map(|row| (row.before.clone(), row.after.clone()))
    };
    let gone = planned(with(json!({"country_code": "AT", "zip": "1010", "city": "Wien"}), "en"));
    assert_eq!(province(&gone), Some(("Berlin".to_owned(), "none".to_owned())));
    let body = gone.writes[0].body.as_deref().unwrap_or_default();
    assert!(body.contains(r#""province":"""#), "{body}");
    let back = match &gone.undo {
        Undo::Action(form) => form.parameters.clone(),
        Undo::Impossible(why) => panic!("{why}"),
    };
    assert!(back.contains(r#""province":"Berlin""#), "the way back brings it back: {back}");

    let none = planned(with(json!({"country_code": "AT", "zip": "1010", "province": "Berlin"}), "en"));
    let Undo::Action(back) = &none.undo else { panic!("{none:?}") };
    assert!(back.parameters.contains(r#""province":"Berlin""#), "named on the way back though it stayed: {back:?}");

    let asked = with(json!({"country_code": "US", "zip": "94103"}), "en");
    let Preparation::Question(question) = &asked else { panic!("{}", plan::render(&asked)) };
    assert!(question.text.contains("Which state or province"), "{}", question.text);
    let given = planned(with(json!({"country_code": "US", "zip": "94103", "province": "California"}), "en"));
    assert_eq!(province(&given), Some(("Berlin".to_owned(), "California".to_owned())));

    let stays = planned(with(json!({"address1": "Neue Str. 5"}), "en"));
    assert_eq!(province(&stays), Some(("Berlin".to_owned(), "Berlin".to_owned())), "the lines leave a city state out");
}

#[test]
fn a_postcode_that_is_missing_is_told_apart_from_a_wrong_one() {
    let shop = shop("2027-01-05", &json!({}));
    let ireland = |zip: &str, locale| {
        let parameters = json!({"country_code": "IE", "zip": zip, "apply_to": "all"});
        refused(ask(&shop, "update-address", &[GREENS], &parameters, locale))
    };
    let missing = ireland("", "en");
    assert_eq!(missing.code, "implausible-postcode");
    assert!(missing.text.starts_with("The postcode is missing; in IE"), "{}", missing.text);
    assert!(ireland("", "de").text.starts_with("Die Postleitzahl fehlt; in IE"));
    assert!(ireland("1", "en").text.starts_with("\"1\" is no postcode of IE"));
}

#[test]
fn a_date_years_ahead_is_refused_with_the_last_possible_one() {
    let mut shop = shop("2027-01-05", &json!({}));
    for date in ["9999-12-31", "2031-11-23"] {
        let far = refused(ask(&shop, "move-date", &[GREENS], &json!({"to": date}), "en"));
        assert_eq!(far.code, "date-too-far");
        assert!(far.text.contains("22 Nov 2031"), "{}", far.text);
        assert_eq!(far.instead.map(|form| form.parameters), Some(r#"{"to":"2031-11-22"}"#.to_owned()));
    }
    planned(ask(&shop, "move-date", &[GREENS], &json!({"to": "2031-11-22"}), "en"));
    shop.subscriptions[1]["status"] = json!("cancelled");
    let far = refused(ask(&shop, "reactivate", &[Target::Subscription(64)], &json!({"to": "2032-01-01"}), "de"));
    assert_eq!(far.code, "date-too-far");
    assert!(far.text.contains("22.11.2031"), "{}", far.text);
}

#[test]
fn the_page_of_a_charge_is_the_only_one_or_is_asked_about() {
    let page = json!({"page": "charge"});
    let two = shop("2027-01-05", &json!({}));
    let asked = ask(&two, "open", &[], &page, "en");
    let Preparation::Question(question) = &asked else { panic!("{}", plan::render(&asked)) };
    let choices: Vec<(&str, &str)> =
        question.choices.iter().map(|choice| (choice.label.as_str(), choice.value.as_str())).collect();
    assert_eq!(
        choices,
        [
            ("Charge of 9 Dec 2026", r#"{"targets":[{"charge":71}]}"#),
            ("Charge of 5 Jan 2027", r#"{"targets":[{"charge":72}]}"#)
        ]
    );
    assert_eq!(question.missing, [MissingPart::Charge]);
    let opened = |shop: &Shop, targets: &[Target]| {
        let Preparation::Handoff(handoff) = ask(shop, "open", targets, &page, "en") else { panic!("no link") };
        handoff.link.map(|link| link.url).unwrap_or_default()
    };
    assert!(opened(&two, &[Target::Charge(72)]).ends_with("/orders/charges/72"), "the answer is a link");
    let mut one = two;
    one.charges.remove(1);
    assert!(opened(&one, &[]).ends_with("/orders/charges/71"));
    one.charges.clear();
    assert!(opened(&one, &[]).ends_with("/customers/91"), "without a charge the customer's page is the nearest");
}

#[test]
fn what_stays_behind_is_said_of_one_and_of_several() {
    let mut shop = shop("2026-12-09", &json!({}));
    shop.charges = vec![charge_row(71, LENA, 51, "queued", "2026-12-09", &[61, 64])];
    let to = json!({"to": "2026-12-20"});
    let one = planned(ask(&shop, "move-date", &[GREENS], &to, "en"));
    assert!(effects(&one, "charge-splits")[0].contains("It becomes a delivery of its own"), "{one:?}");
    shop.subscriptions.push(subscription_row(65, LENA, 51, "2026-12-09"));
    shop.charges = vec![charge_row(71, LENA, 51, "queued", "2026-12-09", &[61, 64, 65])];
    let several = planned(ask(&shop, "move-date", &[GREENS], &to, "en"));
    assert!(effects(&several, "charge-splits")[0].contains("They become a delivery of their own"), "{several:?}");
    let german = planned(ask(&shop, "move-date", &[GREENS], &to, "de"));
    assert!(effects(&german, "charge-splits")[0].contains("bleiben: "), "{german:?}");
}

//! What made-up preparations amount to.

use serde_json::json;

use super::*;
use crate::contract::{Handoff, PluginError, Problem, Question, Refusal, Undo};
use crate::eval::format::{Fixture, Lang};

fn customer() -> Customer {
    Customer::new(Lang::German, Fixture::Triple, "2026-05-04".parse().unwrap()).unwrap()
}

fn id(sub: Sub) -> u64 {
    customer().id(sub).unwrap()
}

fn home() -> u64 {
    customer().address_id(Sub::S1).unwrap()
}

fn plan(action: &str, targets: Vec<Target>, writes: Vec<Write>) -> Plan {
    Plan {
        action: action.to_owned(),
        targets,
        title: String::new(),
        changes: Vec::new(),
        side_effects: Vec::new(),
        warnings: Vec::new(),
        preconditions: Vec::new(),
        writes,
        undo: Undo::Impossible(String::new()),
        expires: String::new(),
        evidence: Vec::new(),
        rejected: Vec::new(),
        understood: String::new(),
        reply: None,
    }
}

fn write(method: WriteMethod, path: String, body: Value) -> Write {
    Write {
        label: String::new(),
        upstream: "recharge".to_owned(),
        method,
        path,
        query: Vec::new(),
        headers: Vec::new(),
        body: Some(body.to_string()),
        secret: String::new(),
        bindings: Vec::new(),
    }
}

fn post(path: String, body: Value) -> Write {
    write(WriteMethod::Post, path, body)
}

fn move_to(sub: Sub, date: &str) -> Write {
    post(format!("/subscriptions/{}/set_next_charge_date", id(sub)), json!({"date": date}))
}

/// Each plan as people read it.
fn plans(made: Vec<Plan>) -> Vec<String> {
    let given = Given::of(&customer(), &Ok(Preparation::Plans(made)));
    assert_eq!(given.came, Came::Prepare);
    given.plans.iter().map(Planned::to_string).collect()
}

#[test]
fn every_way_to_answer_has_its_word() {
    let question = |missing: Vec<MissingPart>| {
        let (text, understood) = (String::new(), String::new());
        let (choices, fields, evidence) = (Vec::new(), Vec::new(), Vec::new());
        Preparation::Question(Question { text, missing, choices, fields, gist: Vec::new(), evidence, understood })
    };
    let handoff = |to| Preparation::Handoff(Handoff { to, text: String::new(), link: None, reply: None });
    let refusal = Refusal { code: "date-too-early".to_owned(), text: "no".to_owned(), instead: None };
    for (preparation, came) in [
        (question(vec![MissingPart::Date]), Came::Clarify),
        (Preparation::Information(String::new()), Came::Inform),
        (handoff(HandoffTo::Shop), Came::NotSubscription),
        (handoff(HandoffTo::Vendor), Came::Handoff),
        (handoff(HandoffTo::Person), Came::Handoff),
        (Preparation::Refused(refusal), Came::Refused),
        (Preparation::Nothing, Came::Nothing),
        (Preparation::Plans(Vec::new()), Came::Error),
    ] {
        let given = Given::of(&customer(), &Ok(preparation));
        assert_eq!((given.came, given.plans.len()), (came, 0));
        assert_eq!(given.note.is_some(), matches!(came, Came::Refused | Came::Error), "{came}");
    }
    let all = vec![
        MissingPart::Action,
        MissingPart::Scope,
        MissingPart::Charge,
        MissingPart::Address,
        MissingPart::Confirmation,
        MissingPart::Reason,
        MissingPart::Proof,
    ];
    let asked = Given::of(&customer(), &Ok(question(all))).asked;
    assert_eq!(
        asked.into_iter().collect::<Vec<_>>(),
        ["action", "address", "confirm-intent", "proof", "reason", "subscription"]
    );
}

#[test]
fn a_component_without_an_answer_is_an_outcome_with_its_reason() {
    let problem = Problem { message: "Recharge is away".to_owned(), detail: String::new() };
    let given = Given::of(&customer(), &Err(CallError::Plugin(PluginError::Unavailable(problem))));
    assert_eq!((given.came, given.note.as_deref()), (Came::Error, Some("unavailable: Recharge is away")));
}

#[test]
fn a_move_has_the_date_that_is_written_for_each_subscription() {
    let both = vec![Target::Subscription(id(Sub::S1)), Target::Subscription(id(Sub::S2))];
    let writes = || vec![move_to(Sub::S1, "2026-06-01"), move_to(Sub::S2, "2026-06-01")];
    assert_eq!(plans(vec![plan("move-date", both.clone(), writes())]), ["move-date S1+S2 to 2026-06-01"]);
    let apart = vec![move_to(Sub::S1, "2026-06-01"), move_to(Sub::S2, "2026-06-08T00:00:00")];
    assert_eq!(
        plans(vec![plan("move-date", both.clone(), apart)]),
        ["move-date S1 to 2026-06-01", "move-date S2 to 2026-06-08"]
    );
    let one = vec![move_to(Sub::S1, "2026-06-01")];
    assert_eq!(plans(vec![plan("move-date", both, one)]), ["move-date S2", "move-date S1 to 2026-06-01"]);
}

#[test]
fn a_plan_is_not_believed_to_leave_alone_what_it_writes_to() {
    let body = json!({"purchase_item_ids": [id(Sub::S1), id(Sub::S2), 7]});
    let skip = plan("skip", vec![Target::Subscription(id(Sub::S1))], vec![post("/charges/5/skip".to_owned(), body)]);
    assert_eq!(plans(vec![skip]), ["skip S1+S2+subscription 7"]);
    let cancel = post(format!("/subscriptions/{}/cancel", id(Sub::S3)), json!({}));
    assert_eq!(plans(vec![plan("cancel", Vec::new(), vec![cancel])]), ["cancel S3"]);
}

#[test]
fn a_plan_for_an_address_a_charge_or_a_customer_is_for_what_is_there() {
    let customer = customer();
    let charge = customer.state.charges.values().find(|charge| customer.on(charge.id) == [Sub::S3]).unwrap().id;
    for (target, told) in [
        (Target::Address(home()), "skip S1+S2"),
        (Target::Charge(charge), "skip S3"),
        (Target::Customer(1), "skip S1+S2+S3"),
        (Target::Address(7), "skip address 7"),
        (Target::Charge(7), "skip charge 7"),
        (Target::Subscription(7), "skip subscription 7"),
    ] {
        assert_eq!(plans(vec![plan("skip", vec![target], Vec::new())]), [told]);
    }
    assert_eq!(plans(vec![plan("skip", Vec::new(), Vec::new())]), ["skip nothing"]);
}

#[test]
fn a_change_of_a_shared_address_is_for_those_it_names_or_for_all_there() {
    let body = json!({"address1": "Am Hafen 2", "city": "Kassel", "first_name": "Kim"});
    let put = || vec![write(WriteMethod::Put, format!("/addresses/{}", home()), body.clone())];
    let all = plan("update-address", vec![Target::Address(home())], put());
    assert_eq!(plans(vec![all]), ["update-address S1+S2 to address1 \"Am Hafen 2\""]);
    let named = vec![Target::Address(home()), Target::Subscription(id(Sub::S1))];
    assert_eq!(plans(vec![plan("update-address", named, put())]), ["update-address S1 to address1 \"Am Hafen 2\""]);
    let elsewhere = plan("update-address", vec![Target::Subscription(id(Sub::S3))], put());
    assert_eq!(plans(vec![elsewhere]), ["update-address S3"], "that write doesn't reach it");
}

#[test]
fn a_subscription_that_moves_to_another_address_gets_what_is_different_there() {
    let moves = |body: Value| post(format!("/subscriptions/{}/change_address", id(Sub::S2)), body);
    let target = || vec![Target::Subscription(id(Sub::S2))];
    let made = json!({"customer_id": 1, "address1": "Am Hafen 2", "address2": "", "city": "Kiel", "zip": "34119"});
    let writes = vec![post("/addresses".to_owned(), made), moves(json!({"address_id": null}))];
    assert_eq!(
        plans(vec![plan("update-address", target(), writes)]),
        ["update-address S2 to address1 \"Am Hafen 2\", city \"Kiel\""]
    );
    let known = moves(json!({"address_id": customer().address_id(Sub::S3)}));
    assert_eq!(
        plans(vec![plan("update-address", target(), vec![known])]),
        ["update-address S2 to address1 \"Am Mühlbach 8\", city \"Freiburg\", zip \"79102\""]
    );
}

#[test]
fn as_json_one_target_is_a_word_and_several_are_a_list() {
    let one = plan("move-date", vec![Target::Subscription(id(Sub::S1))], vec![move_to(Sub::S1, "2026-06-01")]);
    let body = json!({"city": "Kiel"});
    let put = write(WriteMethod::Put, format!("/addresses/{}", home()), body);
    let given = Given::of(
        &customer(),
        &Ok(Preparation::Plans(vec![one, plan("update-address", vec![Target::Address(home())], vec![put])])),
    );
    assert_eq!(
        serde_json::to_value(&given.plans).unwrap(),
        json!([
            {"action": "move-date", "target": "S1", "date": "2026-06-01"},
            {"action": "update-address", "target": ["S1", "S2"], "address": {"city": "Kiel"}},
        ])
    );
}

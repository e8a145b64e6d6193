//! Plans carried out against a shop in memory: what is said is what is so, whatever happens to the writes and the reads.

use std::rc::Rc;

use serde_json::{Value, json};

use super::*;
use crate::actions::{execute_approved_action, prepare_action};
use crate::contract::{ActionRequest, Form, Preparation, Progress, Target, Undo};
use crate::testing::PerformErrorKind::{AlreadyPerformed, NotPermitted, NotSent};
use crate::testing::{Answers, MemoryApproval, Shop, World, address_row, charge_row, context, subscription_row};

const LENA: u64 = 91;

/// Two subscriptions on one charge, a third on another, and one that was cancelled.
fn shop() -> Shop {
    let mut cancelled = subscription_row(65, LENA, 51, "");
    (cancelled["status"], cancelled["next_charge_scheduled_at"]) = (json!("cancelled"), Value::Null);
    Shop {
        customers: vec![json!({"id": LENA, "email": "lena@example.com", "subscriptions_total_count": 4})],
        addresses: vec![address_row(51, LENA)],
        subscriptions: vec![
            subscription_row(61, LENA, 51, "2026-12-09"),
            subscription_row(62, LENA, 51, "2026-12-09"),
            subscription_row(64, LENA, 51, "2027-01-05"),
            cancelled,
        ],
        charges: vec![
            charge_row(71, LENA, 51, "queued", "2026-12-09", &[61, 62]),
            charge_row(72, LENA, 51, "queued", "2027-01-05", &[64]),
        ],
        ..Shop::default()
    }
}

fn form(action: &str, targets: &[u64], parameters: &Value) -> Form {
    let targets = targets.iter().copied().map(Target::Subscription).collect();
    Form { action: action.to_owned(), targets, parameters: parameters.to_string() }
}

fn ctx() -> Context {
    context("lena@example.com", "en")
}

#[track_caller]
fn planned(world: &Rc<World>, form: &Form) -> Plan {
    let prepared = prepare_action(&world.host(), &ctx(), &ActionRequest::Form(form.clone())).unwrap();
    match prepared {
        Preparation::Plans(mut plans) => plans.remove(0),
        other => panic!("{form:?}: {other:?}"),
    }
}

fn run(world: &Rc<World>, approval: &MemoryApproval) -> Outcome {
    let host = world.host();
    let outcome = execute_approved_action(&host, &ctx(), approval).unwrap();
    let requests: usize = host.batches().iter().map(Vec::len).sum();
    assert!(requests <= 18, "{requests} requests");
    outcome
}

/// A form for each kind of write, with the number of its writes.
fn every() -> Vec<(Form, u32)> {
    let street = |apply_to: &str| json!({"address1": "Neue Str. 5", "apply_to": apply_to});
    vec![
        (form("move-date", &[61], &json!({"to": "2027-01-05"})), 1),
        (form("move-date", &[61, 62], &json!({"to": "2026-12-20"})), 2),
        (form("cancel", &[61], &json!({"reason": "Too much", "notify_customer": true})), 1),
        (form("skip", &[61], &json!({"scope": "item"})), 1),
        (form("skip", &[61], &json!({"scope": "charge"})), 1),
        (form("update-address", &[61], &street("all")), 1),
        (form("update-address", &[61], &street("subscription")), 2),
        (form("reactivate", &[65], &json!({"to": "2026-12-09"})), 2),
    ]
}

/// What decides about deliveries, without the ids that change by themselves.
fn essence(shop: &Shop) -> Vec<String> {
    let address = |id: &Value| shop.addresses.iter().find(|row| row["id"] == *id).map(|row| row["address1"].clone());
    let mut lines: Vec<String> = shop
        .subscriptions
        .iter()
        .map(|row| {
            let next = &row["next_charge_scheduled_at"];
            format!("{} {} {next} {:?}", row["id"], row["status"], address(&row["address_id"]))
        })
        .collect();
    lines.extend(shop.charges.iter().map(|row| {
        let mut items: Vec<u64> =
            row["line_items"].as_array().unwrap().iter().filter_map(|item| item["purchase_item_id"].as_u64()).collect();
        items.sort_unstable();
        format!("{} {} {items:?}", row["status"], row["scheduled_at"])
    }));
    lines.sort();
    lines
}

#[test]
fn every_plan_is_done_and_undone_whatever_ids_charges_get_and_however_late_reads_are() {
    for (form, writes) in every() {
        for renew in [true, false] {
            for lag in [0, 5_000] {
                let world = if renew { World::new(shop()) } else { World::new(shop()).keeping_ids() };
                let world = world.lagging(lag);
                let before = essence(&world.shop());
                let plan = planned(&world, &form);
                let approval = world.approval(plan.clone(), vec![]);
                let outcome = run(&world, &approval);
                let Outcome::Done(words) = &outcome else { panic!("{form:?} {renew} {lag}: {outcome:?}") };
                assert!(words.starts_with("Done and verified: "), "{words}");
                assert_eq!(approval.sent(), (0..writes).collect::<Vec<_>>(), "{form:?}");
                assert_ne!(essence(&world.shop()), before, "{form:?}");
                assert!(lag == 0 || world.waited() >= 5_000, "{form:?}: {}", world.waited());

                let Undo::Action(undo) = plan.undo else { panic!("{form:?}: no undo") };
                let mut undo = undo;
                if undo.action == "cancel" {
                    undo.parameters = json!({"reason": "back", "notify_customer": false}).to_string();
                }
                world.change(|_| {});
                let plan = planned(&world, &undo);
                let outcome = run(&world, &world.approval(plan, vec![]));
                assert!(matches!(outcome, Outcome::Done(_)), "{undo:?}: {outcome:?}");
                assert_eq!(essence(&world.shop()), before, "{form:?} and back by {undo:?}");
            }
        }
    }
}

#[test]
fn an_answer_that_got_lost_is_settled_by_reading_and_nothing_is_sent_again() {
    for (form, writes) in every() {
        let last = usize::try_from(writes).unwrap() - 1;
        let with = |how: Answers| [vec![Answers::Well; last], vec![how]].concat();

        let world = World::new(shop()).lagging(5_000);
        let approval = world.approval(planned(&world, &form), with(Answers::LostAfter));
        let outcome = run(&world, &approval);
        assert!(matches!(outcome, Outcome::Done(_)), "{form:?}: {outcome:?}");
        assert_eq!(approval.asked(), (0..writes).collect::<Vec<_>>(), "each step once");

        for how in [Answers::LostBefore, Answers::Refused(500)] {
            let world = World::new(shop());
            let before = essence(&world.shop());
            let approval = world.approval(planned(&world, &form), with(how.clone()));
            let outcome = run(&world, &approval);
            match &outcome {
                Outcome::Failed(words) if last == 0 => {
                    assert!(words.contains("Recharge did not confirm it"), "{words}");
                    assert_eq!(essence(&world.shop()), before);
                }
                Outcome::Partial(_) if last > 0 => {}
                other => panic!("{form:?} {how:?}: {other:?}"),
            }
            assert_eq!(approval.asked(), (0..writes).collect::<Vec<_>>(), "each step once");

            // Without the time to see it, nobody can say that it did not happen.
            let world = World::new(shop());
            let approval = world.approval(planned(&world, &form), with(how)).patient(6_000);
            let outcome = run(&world, &approval);
            assert!(matches!(outcome, Outcome::Unknown(_)), "{form:?}: {outcome:?}");
        }
    }
}

#[test]
fn what_recharge_refuses_fails_and_what_it_takes_without_doing_it_is_unknown() {
    for (form, writes) in every() {
        let world = World::new(shop());
        let approval = world.approval(planned(&world, &form), vec![Answers::Refused(422)]);
        let outcome = run(&world, &approval);
        let Outcome::Failed(words) = &outcome else { panic!("{form:?}: {outcome:?}") };
        assert!(words.contains("Recharge refused it (422: date: no)"), "{words}");
        assert_eq!(approval.asked(), [0]);
        assert_eq!(world.waited(), 0, "a refusal is not waited for");

        let world = World::new(shop());
        let approval = world.approval(planned(&world, &form), vec![Answers::Emptily; usize::try_from(writes).unwrap()]);
        let outcome = run(&world, &approval);
        assert!(matches!(outcome, Outcome::Unknown(_)), "{form:?}: {outcome:?}");
    }
}

#[test]
fn a_state_that_changed_is_stale_with_nothing_sent() {
    type Change = fn(&mut Shop);
    let changes: [(&str, &str, Change); 6] = [
        ("move-date", "State", |shop| shop.subscriptions[0]["status"] = json!("cancelled")),
        ("move-date", "Next charge", |shop| {
            shop.write("/subscriptions/61/set_next_charge_date", &json!({"date": "2026-12-15"}), false);
        }),
        ("skip", "Charge of 9 Dec 2026: State", |shop| shop.charges[0]["status"] = json!("success")),
        ("skip", "Charge of 9 Dec 2026", |shop| shop.charges[0]["id"] = json!(79)),
        ("cancel", "Customer", |shop| shop.subscriptions[0]["customer_id"] = json!(92)),
        ("update-address", "City", |shop| shop.addresses[0]["city"] = json!("Potsdam")),
    ];
    for (action, label, change) in changes {
        let (form, _) = every().into_iter().find(|(form, _)| form.action == action).unwrap();
        let world = World::new(shop());
        let plan = planned(&world, &form);
        world.change(change);
        let before = essence(&world.shop());
        let approval = world.approval(plan, vec![]);
        let outcome = run(&world, &approval);
        let Outcome::Stale(changes) = &outcome else { panic!("{action} {label}: {outcome:?}") };
        assert!(changes.iter().any(|change| change.label.contains(label)), "{action} {label}: {changes:?}");
        assert!(changes.iter().all(|change| !change.before.is_empty() && !change.after.is_empty()));
        assert_eq!((approval.sent(), essence(&world.shop())), (vec![], before));
    }
}

#[test]
fn what_is_stale_is_one_row_for_each_thing_in_the_readers_words_without_ids() {
    let world = World::new(shop());
    let (form, _) = every().into_iter().find(|(form, _)| form.action == "skip").unwrap();
    // Planned for an English reader, carried out by a German one.
    let plan = planned(&world, &form);
    world.change(|shop| {
        shop.subscriptions[0]["status"] = json!("cancelled");
        shop.charges[0]["id"] = json!(79);
    });
    let german = Context { locale: "de".to_owned(), ..ctx() };
    let outcome = execute_approved_action(&world.host(), &german, &world.approval(plan, vec![])).unwrap();
    let Outcome::Stale(rows) = outcome else { panic!("{outcome:?}") };
    let labels: Vec<&str> = rows.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(labels, ["Daily Greens (30 servings): Zustand", "Abbuchung vom 09.12.2026"], "{rows:?}");
    assert_eq!(rows[0].before, "Aktiv");
    assert!(rows[0].after.contains("Gekündigt"), "{rows:?}");
    assert!(rows[1].before.contains("Zustand: Geplant") && rows[1].before.contains("Positionen"), "{rows:?}");
    let all = format!("{rows:?}");
    for id in ["61", "71", "79", "91", "51", "Owner", "State"] {
        assert!(!all.contains(id), "{id}: {all}");
    }
}

#[test]
fn what_is_as_wanted_already_is_said_to_be_with_nothing_sent() {
    for (form, writes) in every() {
        let world = World::new(shop());
        let plan = planned(&world, &form);
        // Somebody else does the same.
        assert!(matches!(run(&world, &world.approval(plan.clone(), vec![])), Outcome::Done(_)));
        let approval = world.approval(plan, vec![]);
        let outcome = run(&world, &approval);
        assert!(matches!(outcome, Outcome::Already(_)), "{form:?}: {outcome:?}");
        assert_eq!((approval.sent(), approval.asked().len() <= usize::try_from(writes).unwrap()), (vec![], true));
    }
}

#[test]
fn a_plan_that_stops_half_way_offers_to_finish_and_to_go_back() {
    let world = World::new(shop());
    let plan = planned(&world, &form("move-date", &[61, 62], &json!({"to": "2026-12-20"})));
    let approval = world.approval(plan, vec![Answers::Well, Answers::Refused(422)]);
    let Outcome::Partial(progress) = run(&world, &approval) else { panic!() };
    let Progress { happened, remaining, finish, go_back, text } = progress;
    assert_eq!((happened.len(), remaining.len()), (1, 1));
    assert!(text.contains("Recharge refused it"), "{text}");
    assert_eq!(finish, Some(form("move-date", &[62], &json!({"to": "2026-12-20"}))));
    assert_eq!(go_back, Some(form("move-date", &[61], &json!({"to": "2026-12-09"}))));
    for form in [finish, go_back].into_iter().flatten() {
        let world = World::new(world.shop());
        let outcome = run(&world, &world.approval(planned(&world, &form), vec![]));
        assert!(matches!(outcome, Outcome::Done(_)), "{form:?}: {outcome:?}");
    }
}

#[test]
fn a_new_address_that_nothing_moved_to_is_used_by_the_plan_that_finishes() {
    let world = World::new(shop());
    let (form, _) = every().into_iter().nth(6).unwrap();
    let approval = world.approval(planned(&world, &form), vec![Answers::Well, Answers::LostBefore]);
    let Outcome::Partial(progress) = run(&world, &approval) else { panic!() };
    assert_eq!(progress.go_back, None);
    let plan = planned(&world, &progress.finish.unwrap());
    assert_eq!(plan.writes.len(), 1);
    assert!(matches!(run(&world, &world.approval(plan, vec![])), Outcome::Done(_)));
    assert_eq!(world.shop().addresses.len(), 2, "no third address");
}

#[test]
fn an_interrupted_execution_is_settled_by_the_same_path() {
    let settle = |first: Answers, second: Answers| vec![first, second];
    let (done, open) = (Answers::Fails(AlreadyPerformed), Answers::LostBefore);
    let never = || Answers::Fails(NotPermitted);
    let two = form("move-date", &[61, 62], &json!({"to": "2026-12-20"}));

    // Answered, all of it.
    let world = World::new(shop());
    let plan = planned(&world, &two);
    run(&world, &world.approval(plan.clone(), vec![]));
    let outcome = run(&world, &world.approval(plan.clone(), settle(done.clone(), done.clone())));
    assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");

    // Answered the first, the second never begun.
    let world = World::new(shop());
    run(&world, &world.approval(plan.clone(), vec![Answers::Well, Answers::Fails(NotSent)]));
    let outcome = run(&world, &world.approval(plan.clone(), settle(done, never())));
    assert!(matches!(outcome, Outcome::Partial(_)), "{outcome:?}");

    // Open: it happened, or it did not.
    for (happens, how) in [(true, Answers::LostAfter), (false, Answers::LostBefore)] {
        let world = World::new(shop());
        let one = planned(&world, &form("skip", &[61], &json!({"scope": "item"})));
        run(&world, &world.approval(one.clone(), vec![how]));
        let outcome = match happens {
            // The host says "unknown" without comparing anything; the stand-in compares, so the shop is read only.
            true => {
                Report { texts: &Texts::new("en"), plan: &one, goals: &goals(&one).unwrap(), fates: &[Fate::Unknown] }
                    .outcome(&look(&world, &one), true)
            }
            false => run(&world, &world.approval(one, vec![open.clone()])),
        };
        assert_eq!(matches!(outcome, Outcome::Done(_)), happens, "{outcome:?}");
        assert_eq!(matches!(outcome, Outcome::Failed(_)), !happens, "{outcome:?}");
    }

    // Nothing was begun.
    let world = World::new(shop());
    let outcome = run(&world, &world.approval(plan, settle(never(), never())));
    let Outcome::Failed(words) = outcome else { panic!("{outcome:?}") };
    assert_eq!(words, "Nothing was sent: only settling");
}

fn look(world: &Rc<World>, plan: &Plan) -> Seen {
    let host = world.host();
    let token = crate::testing::MemoryHost::token();
    let mut needs = Needs::default();
    goals(plan).unwrap().iter().for_each(|goal| goal.needs(&mut needs));
    Seen::look(&Client::new(&host, &token), &needs)
}

#[test]
fn reads_that_are_nonsense_leave_it_unknown() {
    for (form, _) in every() {
        let world = World::new(shop()).garbling();
        let plan = planned(&world, &form);
        let outcome = run(&world, &world.approval(plan, vec![]));
        let Outcome::Unknown(words) = outcome else { panic!("{form:?}: {outcome:?}") };
        assert!(words.contains("Look in Recharge before anything is tried again."), "{words}");
        // What could not be read is said to be so, and nothing is made of it.
        assert!(!words.contains("without a name") && !words.contains("no next charge"), "{words}");
        assert!(words.contains("Now: Subscriptions could not be read."), "{words}");
    }
}

#[test]
fn a_charge_that_stays_in_recalculation_is_done_and_says_so() {
    let world = World::new(shop());
    let plan = planned(&world, &form("move-date", &[64], &json!({"to": "2027-01-20"})));
    let approval = world.approval(plan.clone(), vec![]);
    approval.perform(0).unwrap();
    world.change(|shop| {
        for charge in &mut shop.charges {
            charge["has_uncommitted_changes"] = json!(true);
        }
    });
    let outcome = run(&world, &world.approval(plan, vec![Answers::Fails(AlreadyPerformed)]));
    let Outcome::Done(words) = outcome else { panic!("{outcome:?}") };
    assert!(words.contains("still recalculating"), "{words}");
    assert_eq!(world.waited(), PAUSES.iter().sum::<u32>());
}

#[test]
fn a_plan_of_another_plugin_is_refused_with_nothing_asked_for() {
    let world = World::new(shop());
    let plan = planned(&world, &form("skip", &[61], &json!({"scope": "item"})));
    let mut foreign: Vec<Plan> = vec![plan.clone(); 4];
    foreign[0].action = "open".to_owned();
    foreign[1].writes.clear();
    foreign[2].writes[0].path = "/charges/71/refund".to_owned();
    foreign[3].preconditions.clear();
    for plan in foreign {
        let approval = world.approval(plan, vec![]);
        let error = execute_approved_action(&world.host(), &ctx(), &approval).unwrap_err();
        assert!(matches!(error, PluginError::InvalidRequest(_)), "{error:?}");
        assert_eq!(approval.asked(), Vec::<u32>::new());
    }
}

//! The quick actions as a whole: the real component behind the real gate, on the local Recharge over HTTP. What was planned
//! is what is sent, once; what changed meanwhile stops it; what got lost on the way is settled by reading.

use crate::support::{Running, Setup, context};
use host_harness::contract::{ActionRequest, Context, Form, Outcome, Preparation, Target, WriteMethod};
use host_harness::desk::casework::{Approved, Casework, Prepared, Relation};
use host_harness::gate::{Person, Proposer, Role, StoredPlan};
use host_harness::recharge_sandbox::faults::{Effect, Fault, Matcher, OtherWrite};
use host_harness::recharge_sandbox::model::{Charge, ChargeStatus, Id, SubscriptionStatus};
use host_harness::recharge_sandbox::unknowns::{MergeId, PartialSkipId};
use host_harness::recharge_sandbox::{
    BucketSize, By, CommitLag, LedgerEntry, Sandbox, SandboxOptions, State, Unknowns,
};
use serde_json::{Value, json};
use std::time::Duration;

const TOKEN: &str = "sk_test_1x1_actions";
/// Nine days after the day of the shop.
const D: &str = "2026-12-01";
/// A cycle of four weeks later.
const NEXT: &str = "2026-12-29";

const WORLD: &str = r#"
[store]
name = "S"
email = "o@example.com"
currency = "EUR"
time_zone = "Europe/Berlin"
identifier = "s.myshopify.com"
[[tokens]]
token = "sk_test_1x1_actions"
name = "T"
scopes = ["read_customers", "write_customers", "read_subscriptions", "write_subscriptions", "read_orders", "write_orders", "store_info"]
[[products]]
key = "coffee"
title = "Coffee"
price = "9.50"
[[products]]
key = "tea"
title = "Tea"
price = "4.50"
[[products]]
key = "filters"
title = "Filters"
price = "2.00"
[[customers]]
email = "lena.brandt@example.com"
first_name = "Lena"
last_name = "Brandt"
[[customers.addresses]]
address1 = "Weg 1"
city = "Berlin"
zip = "10115"
country_code = "DE"
province = "Berlin"
[[customers.addresses.subscriptions]]
product = "coffee"
every = "4 weeks"
next = "+9d"
[[customers.addresses.subscriptions]]
product = "tea"
every = "4 weeks"
next = "+9d"
[[customers.addresses]]
address1 = "Weg 2"
city = "Potsdam"
zip = "14467"
country_code = "DE"
province = "Brandenburg"
[[customers.addresses.subscriptions]]
product = "filters"
every = "2 weeks"
next = "+20d"
[[customers]]
email = "somebody@example.com"
first_name = "Some"
last_name = "Body"
[[customers.addresses]]
address1 = "Weg 9"
[[customers.addresses.subscriptions]]
product = "coffee"
every = "4 weeks"
next = "+9d"
"#;

/// A shop with a ticket of Lena's.
struct Desk {
    sandbox: Sandbox,
    running: Running,
    work: Casework,
    context: Context,
    anna: Person,
}

impl Desk {
    async fn open(unknowns: Unknowns, commit_lag: CommitLag) -> Self {
        let mut state = State::from_world(WORLD, "world.toml", "2026-11-22T09:30:00Z".parse().unwrap()).unwrap();
        state.unknowns = unknowns;
        let mut options = SandboxOptions::default();
        options.bucket = BucketSize { capacity: 100_000, leak_per_second: 1_000 };
        options.commit_lag = commit_lag;
        let sandbox = Sandbox::start(state, options).await.unwrap();
        let setup = Setup::at_url(&sandbox.base_url()).token(TOKEN).conflict_pause(Duration::from_millis(1));
        let running = setup.plugin().await;
        let work = Casework::new(running.session.clone(), running.gate());
        let anna = Person::new("anna", "Anna", Role::Agent);
        Self { sandbox, running, work, context: context("T-1"), anna }
    }

    async fn plain() -> Self {
        Self::open(Unknowns::default(), CommitLag::AfterRequests(0)).await
    }

    /// Lena's subscription of that product.
    fn subscription(&self, product: &str) -> Id {
        let state = self.sandbox.state_snapshot();
        let lena = state.customers.values().find(|it| it.first_name == "Lena").unwrap().id;
        let mut mine = state.subscriptions.values().filter(|it| it.customer_id == lena);
        mine.find(|it| it.product.title == product).unwrap().id
    }

    fn address_of(&self, subscription: Id) -> Id {
        self.sandbox.state_snapshot().subscriptions[&subscription].address_id
    }

    /// The open charges of a subscription: status and date.
    fn charges(&self, subscription: Id) -> Vec<(ChargeStatus, String)> {
        let mut charges: Vec<_> = self
            .sandbox
            .state_snapshot()
            .charges
            .into_values()
            .filter(|it| it.contains(subscription) && matches!(it.status, ChargeStatus::Queued | ChargeStatus::Skipped))
            .map(|it| (it.status, it.scheduled_at.to_string()))
            .collect();
        charges.sort();
        charges
    }

    fn queued(&self, subscription: Id) -> Charge {
        let mut charges = self.sandbox.state_snapshot().charges.into_values();
        charges.find(|it| it.is_queued() && it.contains(subscription)).unwrap()
    }

    async fn prepare(&self, action: &str, product: &str, parameters: &Value) -> StoredPlan {
        let form = Form {
            action: action.to_owned(),
            targets: vec![Target::Subscription(self.subscription(product))],
            parameters: parameters.to_string(),
        };
        self.ask(form).await.unwrap_or_else(|preparation| panic!("{action} {parameters}: {preparation:?}"))
    }

    async fn ask(&self, form: Form) -> Result<StoredPlan, Preparation> {
        let (request, by) = (ActionRequest::Form(form), Proposer::Person(self.anna.clone()));
        let mut prepared = self.work.prepare(&self.context, &request, &by, &Relation::default()).await.unwrap();
        prepared.plans.pop().ok_or(prepared.preparation)
    }

    async fn approve(&self, plan: &StoredPlan) -> StoredPlan {
        self.approve_or_renew(plan).await.0
    }

    async fn approve_or_renew(&self, plan: &StoredPlan) -> (StoredPlan, Option<Prepared>, bool) {
        let Approved { plan, fresh, is_other, .. } =
            self.work.approve(&self.context, &plan.id, plan.identity, &self.anna).await.unwrap();
        (plan, fresh, is_other)
    }

    async fn undo(&self, plan: &StoredPlan) -> StoredPlan {
        let by = Proposer::Person(self.anna.clone());
        let (_, prepared) = self.work.undo(&self.context, &plan.id, &by).await.unwrap();
        prepared.plans.into_iter().next().unwrap_or_else(|| panic!("{:?}", prepared.preparation))
    }

    /// What clients wrote since that many entries of the ledger.
    fn writes_since(&self, entries: usize) -> Vec<LedgerEntry> {
        let ledger = self.sandbox.ledger().into_iter().skip(entries);
        ledger.filter(|entry| entry.by == By::Client && entry.method != "GET").collect()
    }

    /// Approves a plan and checks that exactly its writes were executed, each once.
    async fn carry_out(&self, plan: &StoredPlan) -> StoredPlan {
        let entries = self.sandbox.ledger().len();
        let ended = self.approve(plan).await;
        let verdict = &ended.ended.as_ref().unwrap().verdict;
        assert_eq!((verdict.code(), &verdict.corrected), ("done", &None), "{}: {:?}", plan.plan.title, verdict.outcome);
        let executed: Vec<LedgerEntry> =
            self.writes_since(entries).into_iter().filter(|entry| (200..300).contains(&entry.status)).collect();
        assert_eq!(executed.len(), plan.plan.writes.len(), "{}: {executed:?}", plan.plan.title);
        for (write, entry) in plan.plan.writes.iter().zip(&executed) {
            let method = if write.method == WriteMethod::Post { "POST" } else { "PUT" };
            assert_eq!((entry.method.as_str(), entry.path.as_str()), (method, write.path.as_str()));
            let query: Vec<String> = write.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
            assert_eq!(entry.query, query.join("&"));
            let mut planned: Option<Value> = write.body.as_deref().map(|body| serde_json::from_str(body).unwrap());
            for binding in &write.bindings {
                let place = planned.as_mut().unwrap().pointer_mut(&binding.into).unwrap();
                *place = entry.body.as_ref().unwrap().pointer(&binding.into).unwrap().clone();
                assert!(place.is_u64(), "a scalar from an earlier answer");
            }
            assert_eq!(entry.body, planned, "{}", write.label);
        }
        self.sandbox.settle();
        assert_eq!(self.sandbox.violations(), []);
        ended
    }

    fn fault(&self, effect: Effect) {
        let when = Matcher { method: Some("write".to_owned()), path: None };
        let fault = Fault { id: 0, when, per_mille: None, times: Some(1), after: 0, effect };
        self.sandbox.faults(|faults| faults.add(fault));
    }

    /// Somebody else writes, before the next read.
    async fn somebody_else(&self, method: &str, path: String, body: Value) {
        let Value::Object(body) = body else { panic!() };
        let other = OtherWrite { method: method.to_owned(), path, body };
        let fault = Fault {
            id: 0,
            when: Matcher::default(),
            per_mille: None,
            times: Some(1),
            after: 0,
            effect: Effect::SomeoneElse(other),
        };
        self.sandbox.faults(|faults| faults.add(fault));
    }
}

/// What Recharge may do where nobody knows: ids renewed or kept, charges that follow late, and 409 until they have.
fn recharges() -> Vec<(Unknowns, CommitLag)> {
    let kept = Unknowns { partial_skip_id: PartialSkipId::Queued, merge_id: MergeId::Keep, ..Unknowns::default() };
    vec![
        (Unknowns::default(), CommitLag::AfterRequests(0)),
        (kept, CommitLag::AfterRequests(2)),
        (Unknowns::default(), CommitLag::AfterRequests(6)),
    ]
}

#[tokio::test]
async fn a_move_is_sent_as_planned_verified_and_moved_back() {
    for (unknowns, lag) in recharges() {
        let desk = Desk::open(unknowns, lag).await;
        let (coffee, tea) = (desk.subscription("Coffee"), desk.subscription("Tea"));
        let moved = desk.carry_out(&desk.prepare("move-date", "Coffee", &json!({"to": "2026-12-05"})).await).await;
        assert_eq!(desk.charges(coffee), [(ChargeStatus::Queued, "2026-12-05".to_owned())]);
        assert_eq!(desk.charges(tea), [(ChargeStatus::Queued, D.to_owned())]);
        desk.carry_out(&desk.undo(&moved).await).await;
        assert!(desk.queued(coffee).contains(tea), "back on the shared charge");

        let whole = desk.prepare("move-date", "Coffee", &json!({"by": {"weeks": 1}, "whole_charge": true})).await;
        assert_eq!(whole.plan.writes.len(), 2, "one write for each subscription");
        desk.carry_out(&whole).await;
        assert!(desk.queued(coffee).contains(tea));
        assert_eq!(desk.charges(tea), [(ChargeStatus::Queued, "2026-12-08".to_owned())]);
    }
}

#[tokio::test]
async fn a_skip_is_sent_as_planned_verified_and_unskipped() {
    for (unknowns, lag) in recharges() {
        let desk = Desk::open(unknowns, lag).await;
        let (coffee, tea) = (desk.subscription("Coffee"), desk.subscription("Tea"));
        let skipped = desk.carry_out(&desk.prepare("skip", "Coffee", &json!({"scope": "item"})).await).await;
        let both = [(ChargeStatus::Queued, NEXT.to_owned()), (ChargeStatus::Skipped, D.to_owned())];
        assert_eq!(desk.charges(coffee), both);
        assert_eq!(desk.charges(tea), [(ChargeStatus::Queued, D.to_owned())]);
        let again = Form {
            action: "skip".to_owned(),
            targets: vec![Target::Subscription(coffee)],
            parameters: "{}".to_owned(),
        };
        assert!(matches!(desk.ask(again).await, Err(Preparation::Refused(_))), "not a second time unless asked for");
        desk.carry_out(&desk.undo(&skipped).await).await;
        assert!(desk.queued(coffee).contains(tea));

        desk.carry_out(&desk.prepare("skip", "Coffee", &json!({"scope": "charge"})).await).await;
        assert_eq!((desk.charges(coffee), desk.charges(tea)), (both.to_vec(), both.to_vec()));
        desk.carry_out(&desk.prepare("unskip", "Coffee", &json!({"date": D})).await).await;
        assert_eq!(desk.charges(coffee), [(ChargeStatus::Queued, D.to_owned())]);
    }
}

#[tokio::test]
async fn a_cancellation_is_sent_as_planned_verified_and_taken_back() {
    for (unknowns, lag) in recharges() {
        let desk = Desk::open(unknowns, lag).await;
        let coffee = desk.subscription("Coffee");
        let parameters = json!({"reason": "Too much", "comment": "Ünïcode", "notify_customer": false});
        let cancelled = desk.carry_out(&desk.prepare("cancel", "Coffee", &parameters).await).await;
        let subscription = |desk: &Desk| desk.sandbox.state_snapshot().subscriptions[&coffee].clone();
        assert_eq!(subscription(&desk).status, SubscriptionStatus::Cancelled);
        assert_eq!(subscription(&desk).cancellation.unwrap().reason.as_deref(), Some("Too much"));
        assert_eq!(desk.charges(coffee), []);
        desk.carry_out(&desk.undo(&cancelled).await).await;
        assert_eq!(subscription(&desk).status, SubscriptionStatus::Active);
        assert_eq!(desk.charges(coffee), [(ChargeStatus::Queued, D.to_owned())]);
    }
}

#[tokio::test]
async fn a_new_address_is_for_all_or_for_one_subscription_alone() {
    for (unknowns, lag) in recharges() {
        let desk = Desk::open(unknowns, lag).await;
        let (coffee, tea) = (desk.subscription("Coffee"), desk.subscription("Tea"));
        let parameters = json!({"address1": "Neue Gasse 3", "apply_to": "all"});
        let changed = desk.carry_out(&desk.prepare("update-address", "Coffee", &parameters).await).await;
        assert_eq!(desk.queued(tea).ships_to.address1.as_deref(), Some("Neue Gasse 3"));
        desk.carry_out(&desk.undo(&changed).await).await;
        assert_eq!(desk.queued(tea).ships_to.address1.as_deref(), Some("Weg 1"));

        let parameters = json!({"address1": "Neue Gasse 3", "apply_to": "subscription"});
        let alone = desk.prepare("update-address", "Coffee", &parameters).await;
        assert_eq!(alone.plan.writes.len(), 2, "a new address, and the subscription moved to it");
        desk.carry_out(&alone).await;
        assert_ne!(desk.address_of(coffee), desk.address_of(tea));
        assert_eq!(desk.queued(coffee).ships_to.address1.as_deref(), Some("Neue Gasse 3"));
        assert_eq!(desk.queued(tea).ships_to.address1.as_deref(), Some("Weg 1"));
    }
}

#[tokio::test]
async fn what_changed_between_preparing_and_approving_stops_everything() {
    let skip = json!({"scope": "item"});
    let cancel = json!({"reason": "R", "notify_customer": false});
    let address = json!({"city": "Bonn", "apply_to": "all"});
    for (action, parameters, what) in [
        ("move-date", json!({"to": "2026-12-05"}), "cancelled"),
        ("skip", skip.clone(), "moved"),
        ("skip", skip.clone(), "skipped"),
        ("skip", skip.clone(), "processed"),
        ("skip", skip, "renewed"),
        ("cancel", cancel, "cancelled"),
        ("update-address", address, "edited"),
    ] {
        let desk = Desk::plain().await;
        let coffee = desk.subscription("Coffee");
        let plan = desk.prepare(action, "Coffee", &parameters).await;
        let charge = desk.queued(coffee).id;
        match what {
            "cancelled" => {
                let path = format!("/subscriptions/{coffee}/cancel");
                desk.somebody_else("POST", path, json!({"cancellation_reason": "Portal"})).await;
            }
            "moved" => {
                let path = format!("/subscriptions/{coffee}/set_next_charge_date");
                desk.somebody_else("POST", path, json!({"date": "2026-12-20"})).await;
            }
            "skipped" => {
                let path = format!("/charges/{charge}/skip");
                desk.somebody_else("POST", path, json!({"purchase_item_ids": [coffee]})).await;
            }
            "edited" => {
                let path = format!("/addresses/{}", desk.address_of(coffee));
                desk.somebody_else("PUT", path, json!({"address1": "Andere Gasse 5"})).await;
            }
            "processed" | "renewed" => {
                let effect = if what == "processed" { Effect::ProcessCharge } else { Effect::RenewChargeIds };
                let when = Matcher::default();
                let fault = Fault { id: 0, when, per_mille: None, times: Some(1), after: 0, effect };
                desk.sandbox.faults(|faults| faults.add(fault));
            }
            other => panic!("{other}"),
        }
        let entries = desk.sandbox.ledger().len();
        let (ended, fresh, is_other) = desk.approve_or_renew(&plan).await;
        let verdict = ended.ended.unwrap().verdict;
        let is_stale = verdict.code() == "stale";
        assert_eq!(fresh.is_some() || is_other, is_stale, "{action}, {what}: what is possible now is offered");
        // The next charge is not the one that was approved, however the wish was worded.
        assert_eq!(is_other, what == "processed" || (action, what) == ("skip", "moved"), "{action}, {what}");
        let anew = fresh.into_iter().flat_map(|fresh| fresh.plans);
        assert!(anew.into_iter().all(|plan| plan.proposed_by == ended.proposed_by));
        // Somebody else did just that: then it is so already.
        let same = matches!((action, what), ("cancel", "cancelled") | ("skip", "skipped"));
        assert_eq!(verdict.code(), if same { "already" } else { "stale" }, "{action}, {what}: {:?}", verdict.outcome);
        if let Outcome::Stale(changes) = &verdict.outcome {
            assert!(!changes.is_empty(), "{action}, {what}: it says what changed");
        }
        assert_eq!(desk.writes_since(entries), [], "{action}, {what}");
        assert!(desk.running.records("write.sent").is_empty());
        assert_eq!(desk.sandbox.violations(), []);
    }
}

#[tokio::test]
async fn an_answer_that_got_lost_is_settled_by_reading_and_nothing_is_sent_twice() {
    let cases = [
        (Effect::CutAfter, "done"),
        (Effect::ErrorAfter, "done"),
        (Effect::Truncated, "done"),
        (Effect::BrokenJson, "done"),
        (Effect::CutBefore, "failed"),
        (Effect::ErrorBefore, "failed"),
    ];
    let actions = [
        ("move-date", json!({"to": "2026-12-05"})),
        ("skip", json!({"scope": "item"})),
        ("cancel", json!({"reason": "R", "notify_customer": false})),
        ("update-address", json!({"address1": "Neue Gasse 3", "apply_to": "all"})),
    ];
    let all = cases.iter().flat_map(|(effect, code)| actions.iter().map(move |action| (effect, *code, action)));
    // Together: what has not happened is only known after a while.
    let settled = all.map(|(effect, code, (action, parameters))| async move {
        let desk = Desk::plain().await;
        let plan = desk.prepare(action, "Coffee", parameters).await;
        let before = desk.sandbox.state_snapshot();
        desk.fault(effect.clone());
        let entries = desk.sandbox.ledger().len();
        let ended = desk.approve(&plan).await;
        let verdict = ended.ended.unwrap().verdict;
        assert_eq!((verdict.code(), &verdict.corrected), (code, &None), "{action}, {effect:?}: {:?}", verdict.outcome);
        assert_eq!(desk.writes_since(entries).len(), 1, "{action}, {effect:?}: sent once");
        let after = desk.sandbox.state_snapshot();
        assert_eq!(
            after.subscriptions == before.subscriptions && after.addresses == before.addresses,
            code == "failed"
        );
        let sent = desk.running.kinds().iter().filter(|kind| *kind == "write.sent").count();
        assert_eq!(sent, 1, "{action}, {effect:?}: recorded once");
        desk.running.verify();
    });
    futures::future::join_all(settled).await;
}

#[tokio::test]
async fn a_plan_of_two_writes_that_stops_half_way_says_so_and_offers_the_rest() {
    let desk = Desk::plain().await;
    let plan = desk.prepare("update-address", "Coffee", &json!({"city": "Bonn", "apply_to": "subscription"})).await;
    let when = Matcher { method: Some("POST".to_owned()), path: Some("/subscriptions/*/change_address".to_owned()) };
    let fault = Fault { id: 0, when, per_mille: None, times: Some(1), after: 0, effect: Effect::ErrorBefore };
    desk.sandbox.faults(|faults| faults.add(fault));
    let ended = desk.approve(&plan).await;
    let Outcome::Partial(progress) = ended.ended.unwrap().verdict.outcome else { panic!("it stopped half-way") };
    assert_eq!((progress.happened.len(), progress.remaining.len()), (1, 1));
    let finish = desk.ask(progress.finish.unwrap()).await.unwrap();
    desk.carry_out(&finish).await;
    assert_eq!(desk.queued(desk.subscription("Coffee")).ships_to.city.as_deref(), Some("Bonn"));
}

#[tokio::test]
async fn somebody_elses_things_are_not_found_and_wrong_input_is_answered_in_words() {
    let desk = Desk::plain().await;
    let state = desk.sandbox.state_snapshot();
    let stranger = state.customers.values().find(|it| it.first_name == "Some").unwrap().id;
    let theirs = state.subscriptions.values().find(|it| it.customer_id == stranger).unwrap().id;
    let refused = async |action: &str, target: Target, parameters: Value| {
        let form = Form { action: action.to_owned(), targets: vec![target], parameters: parameters.to_string() };
        match desk.ask(form).await {
            Err(Preparation::Refused(refusal)) => refusal,
            other => panic!("{action} {parameters}: {other:?}"),
        }
    };
    let cancel = json!({"reason": "R", "notify_customer": false});
    let foreign = refused("cancel", Target::Subscription(theirs), cancel.clone()).await;
    let unknown = refused("cancel", Target::Subscription(5), cancel).await;
    assert_eq!(foreign.code, unknown.code);
    assert_eq!(
        foreign.text.replace(&theirs.to_string(), "N"),
        unknown.text.replace('5', "N"),
        "no hint that it exists"
    );

    let coffee = Target::Subscription(desk.subscription("Coffee"));
    for (action, parameters) in [
        ("move-date", json!({"to": "2026-11-22"})),
        ("move-date", json!({"to": "2020-01-01"})),
        ("move-date", json!({"to": "2026-02-30"})),
        ("move-date", json!({"to": "tomorrow"})),
        ("move-date", json!({"to": "2026-12-05", "by": {"days": 2}})),
        ("move-date", json!({"to": 5})),
        ("cancel", json!({"reason": "R", "comment": "x".repeat(1025), "notify_customer": false})),
        ("cancel", json!({"reason": "a\u{7}b", "notify_customer": false})),
        ("update-address", json!({"country_code": "ZZ", "zip": "1", "apply_to": "all"})),
        ("skip", json!({"scoop": "item"})),
    ] {
        let refusal = refused(action, coffee, parameters.clone()).await;
        assert!(!refusal.text.is_empty() && !refusal.code.is_empty(), "{action} {parameters}");
    }
    assert_eq!(desk.writes_since(0), []);
}

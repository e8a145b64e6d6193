//! A customer's words from their arrival to what they are told, with a real guest in the real engine: what the plugin is given,
//! what is kept, what waits for a person, and that nothing is told but what is done and verified.

use crate::support::{Running, Setup, context};
use axum::Router;
use host_harness::contract::{Identity, Preparation};
use host_harness::desk::casework::{CaseError, Casework};
use host_harness::desk::conversation::{Heard, MAX_MESSAGE, assistant};
use host_harness::desk::tickets::{Ticket, Tickets};
use host_harness::gate::{GateError, Person, Refusal, Role};
use host_harness::store::{PlanState, Voice};

const TOKEN: &str = "sk_test_1x1_this-is-the-canary-of-the-tests";

struct Talk {
    running: Running,
    work: Casework,
    ticket: Ticket,
}

impl Talk {
    /// A ticket whose guest carries out honestly, with a message of the customer and an answer on it.
    async fn new() -> Self {
        Self::on("write-and-look").await
    }

    async fn on(ticket: &str) -> Self {
        let shop = Router::new().fallback(async || "{\"thing\": {}}");
        let running = Setup::new(shop).token(TOKEN).hostile().await;
        let toml = format!(
            "time_zone = \"Europe/Berlin\"\n[[tickets]]\nid = \"{ticket}\"\nsubject = \"S\"\nchannel = \"email\"\nlocale = \"en\"\n\
             contact = {{ name = \"A\", email = \"a@example.com\", identity = \"authenticated\" }}\n\
             [[tickets.messages]]\nfrom = \"customer\"\nat = \"-2h\"\ntext = \"hello\"\n\
             [[tickets.messages]]\nfrom = \"agent\"\nat = \"-1h\"\ntext = \"hi\"\n"
        );
        let tickets = Tickets::parse(&toml, "t.toml", crate::support::NOW.parse().unwrap()).unwrap();
        let ticket = tickets.iter().next().unwrap().clone();
        let work = Casework::new(running.session.clone(), running.gate());
        Self { running, work, ticket }
    }

    async fn try_say(&self, text: Option<&str>) -> Result<Heard, CaseError> {
        let context = context(&self.ticket.id.0);
        self.work.hear(&context, &self.ticket, text.map(str::to_owned), &assistant()).await
    }

    async fn say(&self, text: &str) -> Heard {
        self.try_say(Some(text)).await.unwrap()
    }

    async fn told(&self, text: &str) -> String {
        match self.say(text).await.prepared.preparation {
            Preparation::Information(text) => text,
            other => panic!("{other:?}"),
        }
    }
}

fn anna() -> Person {
    Person::new("anna", "Anna", Role::Agent)
}

#[tokio::test]
async fn a_question_is_answered_in_its_light_and_the_customer_is_told_when_it_is_done_and_verified() {
    let talk = Talk::new().await;
    let asked = talk.say("ask me").await;
    assert_eq!((asked.draft.as_deref(), asked.prepared.plans.len()), (Some("Which one?"), 0));
    assert_eq!(talk.running.records("message.read")[0]["evidence"], serde_json::json!(["the words"]));
    let answered = talk.say("the coffee").await;
    let plan = &answered.prepared.plans[0];
    assert_eq!((plan.state, plan.proposed_by.name.as_str()), (PlanState::Pending, "Ada"));
    assert!(plan.plan.title.contains("coffee") && plan.decision.is_none());
    assert_eq!(talk.running.hits(), 0, "nothing was sent");
    let approved = talk.work.approve(&context(&plan.ticket), &plan.id, plan.identity, &anna()).await.unwrap();
    assert_eq!(approved.told.as_deref(), Some("We skipped the coffee for you."));
    let said = talk.work.gate().conversation(&plan.ticket).await.unwrap();
    let voices: Vec<_> = said.iter().map(|turn| (turn.voice, turn.draft)).collect();
    let customer = (Voice::Customer, false);
    assert_eq!(voices, [customer, (Voice::Assistant, true), customer, (Voice::Assistant, false)]);
    let kinds = talk.running.kinds();
    let order =
        ["message.received", "message.read", "message.received", "message.read", "plan.proposed", "plan.approved"];
    let mut rest = kinds.iter();
    for kind in order.iter().chain(&["write.sent", "plan.ended", "customer.told"]) {
        assert!(rest.any(|found| found == kind), "{kind} in its place: {kinds:?}");
    }
    let proposed = &talk.running.records("plan.proposed")[0];
    assert_eq!((&proposed["evidence"][0], &proposed["rejected"][0]), (&"the coffee".into(), &"everything else".into()));
    talk.running.verify();
}

#[tokio::test]
async fn the_plugin_is_given_the_whole_dialogue_oldest_first_with_the_question_on_its_turn() {
    let talk = Talk::new().await;
    assert_eq!(talk.told("tell").await, "customer:5 agent:2");
    talk.say("ask").await;
    talk.work.gate().person_said(&anna(), "write-and-look", "wait").await.unwrap();
    let told = talk.told("tell").await;
    assert_eq!(told, "customer:5 agent:2 customer:4 assistant:18 customer:3 assistant?:10 agent:4");
    // The same message again is read in the same light and kept once.
    let again = Talk::new().await;
    again.say("tell me").await;
    // Its answer is a draft that nobody sent, so it may be read once more; after a person's own words it is not.
    again.try_say(None).await.unwrap();
    again.work.gate().person_said(&anna(), "write-and-look", "wait").await.unwrap();
    let error = again.try_say(None).await.unwrap_err();
    assert!(matches!(error, CaseError::NothingToRead { .. }), "the agent had the last word: {error}");
}

#[tokio::test]
async fn a_new_message_makes_void_what_waits_and_what_is_approved_but_not_begun() {
    let talk = Talk::new().await;
    let first = talk.say("twice").await;
    assert_eq!(first.prepared.plans.len(), 2);
    let gate = talk.work.gate();
    let plan = &first.prepared.plans[1];
    let approver = gate.approver(&anna(), &plan.id).await.unwrap();
    gate.approve(&approver, &plan.id, plan.identity, None).await.unwrap();
    let second = talk.say("nothing of it").await;
    assert_eq!(second.invalidated.len(), 2);
    for plan in &first.prepared.plans {
        let refused = talk.work.approve(&context(&plan.ticket), &plan.id, plan.identity, &anna()).await;
        let Err(CaseError::Gate(GateError::Refused(refusal))) = refused else { panic!("{refused:?}") };
        assert_eq!(refusal, Refusal::Invalidated);
    }
    assert!(talk.running.records("write.sent").is_empty());
    assert!(talk.running.records("customer.told").is_empty());
}

#[tokio::test]
async fn what_is_not_done_and_verified_is_not_told() {
    for ticket in ["say-done", "write-without-looking", "write-and-deny-it"] {
        let talk = Talk::on(ticket).await;
        let heard = talk.say("twice").await;
        let plan = &heard.prepared.plans[0];
        let approved = talk.work.approve(&context(ticket), &plan.id, plan.identity, &anna()).await.unwrap();
        assert_eq!(approved.told, None, "{ticket}: {:?}", approved.plan.ended);
        assert!(talk.running.records("customer.told").is_empty(), "{ticket}");
    }
    let talk = Talk::new().await;
    let heard = talk.say("silent").await;
    let plan = &heard.prepared.plans[0];
    let approved = talk.work.approve(&context("write-and-look"), &plan.id, plan.identity, &anna()).await.unwrap();
    assert_eq!(approved.told, None, "a plan without words for the customer");
    assert_eq!(approved.plan.ended.unwrap().verdict.code(), "done");
}

#[tokio::test]
async fn every_other_answer_is_kept_as_what_it_is() {
    let talk = Talk::new().await;
    assert_eq!(talk.say("hand it over").await.draft.as_deref(), Some("The shop looks into it."));
    assert_eq!(talk.say("refuse it").await.draft, None);
    assert!(matches!(talk.say("🐈").await.prepared.preparation, Preparation::Nothing));
    let error = talk.try_say(Some("fail")).await.unwrap_err();
    assert!(error.to_string().contains("is away"), "{error}");
    let broken = talk.try_say(Some("broken")).await.unwrap_err();
    assert!(matches!(broken, CaseError::Gate(GateError::Refused(Refusal::Malformed(_)))), "{broken}");
    let came: Vec<_> = talk.running.records("message.read").iter().map(|read| read["came"].clone()).collect();
    assert_eq!(came, ["handoff", "refused", "nothing", "error", "plans"]);
    let why = talk.running.records("message.read")[3]["why"].to_string();
    assert!(why.contains("is away") && !why.contains('\u{1b}'), "{why}");
    assert_eq!(talk.work.gate().conversation("write-and-look").await.unwrap().len(), 6, "five messages and a draft");
}

#[tokio::test]
async fn the_largest_messages_are_read_and_a_long_dialogue_is_cut_at_its_beginning() {
    let talk = Talk::new().await;
    let large = format!("x {}", "ä".repeat(MAX_MESSAGE / 2 - 1));
    assert_eq!(large.len(), MAX_MESSAGE);
    for _ in 0..5 {
        talk.say(&large).await;
    }
    let told = talk.told("tell").await;
    assert_eq!(told.split(' ').count(), 4, "four of them fit: {told}");
    let doubtful = host_harness::contract::Contact { identity: Identity::Unverified, ..context("x").contact };
    let context = host_harness::contract::Context { contact: doubtful, ..context("write-and-look") };
    talk.work.hear(&context, &talk.ticket, Some("hi".to_owned()), &assistant()).await.unwrap();
    let received = talk.running.records("message.received");
    assert_eq!(received.last().unwrap()["identity"], "unverified");
    assert!(received[0]["words"].as_str().unwrap().chars().count() < 200, "the log has the beginning alone");
}

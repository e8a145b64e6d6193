//! What the customer said makes void, and what they are told.

use super::*;
use crate::gate::Reading;
use crate::store::Voice;

fn replying(thing: u64) -> Plan {
    Plan { reply: Some("It is moved.".to_owned()), ..plan(thing, 1, thing, false) }
}

async fn ended(gate: &Gate, world: &World, thing: u64, behaviour: Behaviour) -> StoredPlan {
    let approved = approved(gate, replying(thing)).await;
    gate.execute(world.guest(behaviour), context("T-1"), &approved.id).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_customer_is_told_once_and_only_of_what_is_done_and_verified() {
    let world = World::new();
    let gate = world.gate();
    let waiting = propose(&gate, replying(1)).await;
    assert_eq!(gate.tell_customer(&waiting).await.unwrap(), None, "nothing is done yet");
    let says = Behaviour::Says(Outcome::Done("believe me".to_owned()));
    let lied = ended(&gate, &world, 2, says).await;
    assert_eq!(gate.tell_customer(&lied).await.unwrap(), None, "what isn't believed isn't told");
    let failed = ended(&gate, &world, 3, Behaviour::Says(Outcome::Failed("no".to_owned()))).await;
    assert_eq!(gate.tell_customer(&failed).await.unwrap(), None);
    // A verdict that somebody made up counts as little.
    let done = ended(&gate, &world, 4, Behaviour::Honest).await;
    let forged = StoredPlan { ended: done.ended.clone(), ..failed };
    assert_eq!(gate.tell_customer(&forged).await.unwrap(), None);

    assert_eq!(gate.tell_customer(&done).await.unwrap().as_deref(), Some("It is moved."));
    assert_eq!(gate.tell_customer(&done).await.unwrap(), None, "once");
    let said = gate.conversation("T-1").await.unwrap();
    assert_eq!(said.len(), 1);
    assert_eq!((said[0].voice, said[0].draft, said[0].plan.as_ref()), (Voice::Assistant, false, Some(&done.id)));
    assert_eq!(world.kinds().iter().filter(|kind| *kind == "customer.told").count(), 1);
    world.check();
}

#[tokio::test]
async fn a_customers_words_are_kept_and_make_void_what_was_proposed_and_a_persons_words_do_not() {
    let world = World::new();
    let gate = world.gate();
    let waiting = propose(&gate, replying(1)).await;
    gate.person_said(&agent(), "T-1", "Ich sehe nach.").await.unwrap();
    assert_eq!(gate.get(&waiting.id).await.unwrap().state, crate::store::PlanState::Pending);
    assert!(matches!(refusal(gate.person_said(&viewer(), "T-1", "x").await), Refusal::RoleMissing { .. }));
    let void = gate.customer_said("T-1", "\n doch nicht\u{7}!\nGruß", Identity::Alias, Arrival::New).await.unwrap();
    assert_eq!(void.len(), 1);
    let reading = Reading {
        came: "question",
        draft: Some("Which one?".to_owned()),
        asked: Some("{}".to_owned()),
        ..Reading::default()
    };
    let Proposer::Ai(ai) = assistant() else { panic!("an AI") };
    gate.message_read(&ai, "T-1", reading).await.unwrap();
    gate.customer_said("T-1", "again", Identity::Alias, Arrival::ReadAgain).await.unwrap();
    let said = gate.conversation("T-1").await.unwrap();
    let voices: Vec<_> = said.iter().map(|turn| (turn.voice, turn.draft)).collect();
    assert_eq!(voices, [(Voice::Agent, false), (Voice::Customer, false), (Voice::Assistant, true)]);
    assert_eq!(said[1].text, "\n doch nicht\u{7}!\nGruß", "as they came");
    let records = world.records();
    let received = records.iter().find(|record| record.event.kind.as_str() == "message.received").unwrap();
    assert_eq!(received.event.detail["words"], "doch nicht !");
    assert_eq!(received.event.detail["identity"], "alias");
    world.check();
}

//! The deliveries of webhooks in a store: when one is made, when it is due, and what follows from an attempt. Nothing is
//! sent here.

use jiff::SignedDuration;

use super::happenings::Happening;
use super::payload::{payload, sample};
use super::signature::{plain, timed};
use super::target::Target;
use crate::recharge_sandbox::edit::Change;
use crate::recharge_sandbox::faults::Effect;
use crate::recharge_sandbox::index::Index;
use crate::recharge_sandbox::model::{AnyRecord, Delivery, DeliveryStatus, Id, Kind, Webhook};
use crate::recharge_sandbox::state::State;
use crate::recharge_sandbox::wire::View;

/// Attempts of one delivery. Recharge documents twenty in 48 hours, but not how they are spread; here evenly.
pub(crate) const MAX_ATTEMPTS: u32 = 20;

/// From the first attempt to the last.
const ATTEMPTS_SPAN: SignedDuration = SignedDuration::from_hours(48);

/// How long a fault holds a delivery back, so that later ones overtake it.
const HELD_BACK: SignedDuration = SignedDuration::from_hours(2);

/// The most deliveries that are pending at once; more are dropped and counted.
pub(crate) const MAX_PENDING: usize = 1000;

/// The most deliveries that are kept after they have come to an end.
pub(crate) const MAX_ENDED: usize = 500;

/// The largest body, in bytes.
pub(crate) const MAX_BODY: usize = 256 * 1024;

/// Why nothing was sent.
const ELSEWHERE: &str = "the address is not on this machine: only http to 127.0.0.1, ::1 or localhost is delivered";
const TOO_LARGE: &str = "the body is larger than 256 KiB";
const WEBHOOK_GONE: &str = "the webhook was deleted";
const TOKEN_GONE: &str = "the webhook's token does not exist any more";
const LOST: &str = "lost by a fault";

/// What an attempt met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The receiver answered with that status.
    Answer(u16),
    /// It did not answer, and why.
    Nothing(String),
}

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Letter {
    /// The delivery.
    pub id: u64,
    /// Where to.
    pub target: Target,
    /// The headers that Recharge adds, by name.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
}

/// Makes the deliveries that webhooks want of what happened.
pub(super) fn announce(state: &mut State, index: &Index, happened: &[Happening]) {
    if state.webhooks.is_empty() {
        return;
    }
    let mut made: Vec<(Webhook, Id, String)> = Vec::new();
    for happening in happened {
        for topic in &happening.topics {
            // Payment methods are told of as their customer's.
            let (kind, id) = match happening.kind {
                Kind::PaymentMethod => (Kind::Customer, happening.customer_id),
                kind => (kind, happening.id),
            };
            for webhook in state.webhooks.values().filter(|webhook| webhook.topic == *topic) {
                made.push((webhook.clone(), id, payload(View { state, index }, webhook, kind, id)));
            }
        }
    }
    for (webhook, object_id, body) in made {
        add(state, &webhook, object_id, body);
    }
}

/// Makes the delivery that `POST /webhooks/{id}/test` asks for.
pub(super) fn announce_test(state: &mut State, index: &Index, webhook: Id) {
    let Some(webhook) = state.webhooks.get(&webhook).cloned() else { return };
    let (object_id, body) = sample(View { state, index }, &webhook);
    add(state, &webhook, object_id, body);
}

/// Has what is pending follow its webhook to another address.
pub(super) fn follow(state: &mut State, changes: &[Change]) {
    for change in changes {
        let Some(AnyRecord::Webhook(webhook)) = &change.after else { continue };
        let pending = state.outbox.deliveries.iter_mut();
        for delivery in pending.filter(|it| it.webhook_id == webhook.id && it.is_pending()) {
            delivery.address.clone_from(&webhook.address);
        }
    }
}

/// Ends what is pending for a webhook that is gone.
pub(crate) fn give_up(state: &mut State, webhook: Id) {
    let pending = state.outbox.deliveries.iter_mut();
    for delivery in pending.filter(|delivery| delivery.webhook_id == webhook && delivery.is_pending()) {
        delivery.end(DeliveryStatus::NotSent, WEBHOOK_GONE);
    }
    forget_old(state);
}

fn add(state: &mut State, webhook: &Webhook, object_id: Id, body: String) {
    let effects = state.faults.hit_webhook(&webhook.topic);
    let copies = if effects.contains(&Effect::DuplicateWebhooks) { 2 } else { 1 };
    let now = state.now;
    for _ in 0..copies {
        let pending = state.outbox.deliveries.iter().filter(|delivery| delivery.is_pending()).count();
        if pending >= MAX_PENDING {
            state.outbox.dropped = state.outbox.dropped.saturating_add(1);
            continue;
        }
        let held = effects.contains(&Effect::UnorderedWebhooks);
        let due_at = if held { now.saturating_add(HELD_BACK).unwrap_or(now) } else { now };
        state.outbox.last_id = state.outbox.last_id.saturating_add(1);
        let mut delivery = Delivery {
            id: state.outbox.last_id,
            webhook_id: webhook.id,
            topic: webhook.topic.clone(),
            object_id,
            address: webhook.address.clone(),
            created_at: now,
            status: DeliveryStatus::Pending,
            attempts: 0,
            due_at: Some(due_at),
            attempted_at: None,
            outcome: None,
            body: Some(body.clone()),
        };
        if effects.contains(&Effect::LoseWebhooks) {
            delivery.end(DeliveryStatus::Lost, LOST);
        } else if body.len() > MAX_BODY {
            delivery.end(DeliveryStatus::NotSent, TOO_LARGE);
        } else if Target::of(&webhook.address).is_none() {
            delivery.end(DeliveryStatus::NotSent, ELSEWHERE);
        }
        state.outbox.deliveries.push_back(delivery);
    }
    forget_old(state);
}

/// Drops the oldest of those that have come to an end.
fn forget_old(state: &mut State) {
    let ended = state.outbox.deliveries.iter().filter(|delivery| !delivery.is_pending()).count();
    let mut excess = ended.saturating_sub(MAX_ENDED);
    if excess > 0 {
        state.outbox.deliveries.retain(|delivery| {
            let drops = excess > 0 && !delivery.is_pending();
            excess -= usize::from(drops);
            !drops
        });
    }
}

/// Whether something is to be sent now.
pub(crate) fn is_due(state: &State) -> bool {
    state.outbox.deliveries.iter().any(|delivery| delivery.is_due(state.now))
}

/// What is to be sent now: to each server the delivery that has been due for longest, and at most so many.
pub(crate) fn letters(state: &mut State, most: usize) -> Vec<Letter> {
    let now = state.now;
    let mut due: Vec<(jiff::Timestamp, u64)> = Vec::new();
    due.extend(state.outbox.deliveries.iter().filter(|it| it.is_due(now)).filter_map(|it| Some((it.due_at?, it.id))));
    due.sort_unstable();
    let mut letters: Vec<Letter> = Vec::new();
    for (_, id) in due {
        if letters.len() >= most {
            break;
        }
        match letter(state, id) {
            Ok(letter) if letters.iter().all(|other| other.target.host != letter.target.host) => letters.push(letter),
            Ok(_) => {}
            Err(why) => {
                if let Some(delivery) = find(state, id) {
                    delivery.end(DeliveryStatus::NotSent, why);
                }
            }
        }
    }
    letters
}

/// Writes and signs a delivery as of now.
fn letter(state: &State, id: u64) -> Result<Letter, &'static str> {
    let delivery = state.outbox.deliveries.iter().find(|delivery| delivery.id == id).ok_or(WEBHOOK_GONE)?;
    let webhook = state.webhooks.get(&delivery.webhook_id).ok_or(WEBHOOK_GONE)?;
    let token = state.tokens.iter().find(|token| token.digest == webhook.token_digest).ok_or(TOKEN_GONE)?;
    let target = Target::of(&webhook.address).ok_or(ELSEWHERE)?;
    let body = delivery.body.clone().unwrap_or_default();
    let time = state.now.as_second();
    let headers = vec![
        ("x-recharge-topic", delivery.topic.clone()),
        ("x-recharge-external-platform-domain", state.store.identifier.clone()),
        ("x-recharge-hmac-sha256", plain(&token.client_secret, body.as_bytes())),
        ("x-recharge-webhook-signature", timed(&token.client_secret, time, body.as_bytes())),
        ("x-recharge-webhook-timestamp", time.to_string()),
    ];
    Ok(Letter { id, target, headers, body })
}

/// Notes what an attempt met. After the last one that fails the webhook is deleted, as Recharge does.
pub(crate) fn attempted(state: &mut State, id: u64, outcome: &Outcome) {
    let now = state.now;
    let Some(delivery) = find(state, id).filter(|delivery| delivery.is_pending()) else { return };
    delivery.attempts = delivery.attempts.saturating_add(1);
    delivery.attempted_at = Some(now);
    let text = match outcome {
        Outcome::Answer(status) => status.to_string(),
        Outcome::Nothing(why) => why.clone(),
    };
    match outcome {
        Outcome::Answer(200) => delivery.end(DeliveryStatus::Delivered, &text),
        // These and no answer are failures (Recharge's documentation). What another answer means is not said there: the
        // receiver has it, and has not taken it.
        Outcome::Answer(status) if !matches!(status, 408 | 429 | 500..=599) => {
            delivery.end(DeliveryStatus::Rejected, &text)
        }
        _ if delivery.attempts >= MAX_ATTEMPTS => {
            delivery.end(DeliveryStatus::Failed, &text);
            let webhook = delivery.webhook_id;
            state.webhooks.remove(&webhook);
            give_up(state, webhook);
        }
        _ => {
            let share = ATTEMPTS_SPAN.checked_mul(i32::try_from(delivery.attempts).unwrap_or(i32::MAX));
            let share = share.unwrap_or(ATTEMPTS_SPAN) / i32::try_from(MAX_ATTEMPTS - 1).unwrap_or(1);
            delivery.due_at = Some(delivery.created_at.saturating_add(share).unwrap_or(now));
            delivery.outcome = Some(text);
        }
    }
    forget_old(state);
}

/// Makes everything that is pending due now; how much that is. What was due already stays ahead of what was held back or
/// waits for another attempt.
pub(crate) fn make_due(state: &mut State) -> usize {
    let now = state.now;
    let earlier = now.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(now);
    let mut count = 0;
    for delivery in state.outbox.deliveries.iter_mut().filter(|delivery| delivery.is_pending()) {
        let was_due = delivery.is_due(now);
        delivery.due_at = Some(if was_due { delivery.due_at.unwrap_or(now).min(earlier) } else { now });
        count += 1;
    }
    count
}

fn find(state: &mut State, id: u64) -> Option<&mut Delivery> {
    state.outbox.deliveries.iter_mut().find(|delivery| delivery.id == id)
}

impl Delivery {
    /// Whether it is still to be sent.
    pub(crate) fn is_pending(&self) -> bool {
        self.status == DeliveryStatus::Pending
    }

    fn is_due(&self, now: jiff::Timestamp) -> bool {
        self.is_pending() && self.due_at.is_some_and(|due| due <= now)
    }

    fn end(&mut self, status: DeliveryStatus, outcome: &str) {
        self.status = status;
        self.outcome = Some(outcome.to_owned());
        self.due_at = None;
        self.body = None;
    }
}

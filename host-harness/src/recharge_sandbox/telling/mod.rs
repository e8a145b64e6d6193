//! Tells what happened: every change of the store, whoever made it, becomes events and deliveries of webhooks here.

mod attributes;
mod happenings;
pub(crate) mod outbox;
mod payload;
pub(crate) mod signature;
pub(crate) mod target;
pub(crate) mod topics;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use self::happenings::{Happening, happenings};
use super::edit::Change;
use super::index::Index;
use super::model::{AnyRecord, Event, Id, Kind, Source};
use super::rules::{Call, Procedure, Write};
use super::state::State;
use super::wire::View;

/// How far back events are shown; they are kept no longer.
pub(crate) const EVENT_DAYS: i64 = 7;

/// The most events that are kept; the oldest are dropped.
pub(crate) const MAX_EVENTS: usize = 5000;

/// Why something changed.
#[derive(Debug)]
pub(crate) struct Cause<'a> {
    /// Who did it.
    pub source: Source,
    /// By which call.
    pub call: Option<&'a Call<'a>>,
}

impl Cause<'_> {
    /// Time, or Recharge itself.
    pub(crate) fn system() -> Self {
        Self { source: Source::System, call: None }
    }

    /// Whether it is a pause of that subscription.
    fn pauses(&self, subscription: Id) -> bool {
        self.call.is_some_and(|call| {
            call.flags.pause
                && call.write == Write::Call(Kind::Subscription, subscription, Procedure::SetNextChargeDate)
        })
    }

    /// Whether it updates that subscription itself.
    fn updates(&self, subscription: Id) -> bool {
        self.call.is_some_and(|call| call.write == Write::Update(Kind::Subscription, subscription))
    }
}

/// The oldest time that events are shown from.
pub(crate) fn oldest_event(now: Timestamp) -> Timestamp {
    now.saturating_sub(SignedDuration::from_hours(EVENT_DAYS * 24)).unwrap_or(Timestamp::MIN)
}

/// Tells what was changed. `index` is that of the store after the changes.
pub(crate) fn tell(state: &mut State, index: &Index, changes: &[Change], cause: &Cause<'_>) {
    let happened = happenings(View { state, index }, changes, cause);
    outbox::follow(state, changes);
    keep(state, &happened, &cause.source);
    outbox::announce(state, index, &happened);
    if let Some(Call { write: Write::Call(Kind::Webhook, id, Procedure::Test), .. }) = cause.call {
        outbox::announce_test(state, index, *id);
    }
}

/// Tells what has come near as the store's day passed from one to another.
pub(crate) fn tell_upcoming(state: &mut State, index: &Index, from: Date, to: Date) {
    if from < to && !state.webhooks.is_empty() {
        let happened = happenings::upcoming(View { state, index }, from, to);
        outbox::announce(state, index, &happened);
    }
}

/// Keeps the events, and drops those that are not shown any more.
fn keep(state: &mut State, happened: &[Happening], source: &Source) {
    let at = state.now;
    for happening in happened {
        let Some(verb) = happening.verb else { continue };
        let event = Event {
            id: state.next_event_id(),
            at,
            object_type: happening.kind,
            object_id: happening.id,
            customer_id: happening.customer_id,
            verb: verb.to_owned(),
            description: description(happening, verb),
            source: source.clone(),
            updated_attributes: happening.attributes.clone(),
        };
        state.events.push(event);
    }
    let oldest = oldest_event(at);
    let past = state.events.partition_point(|event| event.at < oldest);
    let excess = state.events.len().saturating_sub(MAX_EVENTS);
    state.events.drain(..past.max(excess));
}

fn description(happening: &Happening, verb: &str) -> String {
    let (record, verb) = (happening.kind.singular().replace('_', " "), verb.replace('_', " "));
    let date = happening.date.map(|date| format!(" on {date}")).unwrap_or_default();
    let mut text = format!("{record} {verb}{date}");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// A record as it is now, for what is told of it later.
fn record(state: &State, kind: Kind, id: Id) -> Option<AnyRecord> {
    state.any(kind, id)
}

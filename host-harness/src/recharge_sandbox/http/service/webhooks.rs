//! The service's side of events and webhooks: every change is told here, and what is due is handed to the courier.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::Date;
use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard, Notify};

use super::{Served, Service};
use crate::recharge_sandbox::edit::Change;
use crate::recharge_sandbox::index::Index;
use crate::recharge_sandbox::model::Delivery;
use crate::recharge_sandbox::telling::outbox::{self, Letter, Outcome};
use crate::recharge_sandbox::telling::{self, Cause};

/// What connects the store with who delivers.
#[derive(Debug, Default)]
pub(super) struct Post {
    wake: Notify,
    round: Mutex<()>,
    /// Counts the stores that were served: what was sent for an earlier one is not noted in a later one.
    era: AtomicU64,
}

impl Post {
    /// Something may be due.
    pub(super) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Another store is served.
    pub(super) fn begin_anew(&self) {
        self.era.fetch_add(1, Ordering::Relaxed);
        self.wake();
    }
}

impl Service {
    /// Makes the index anew after changes, and tells them as events and to webhooks.
    pub(super) fn tell(&self, served: &mut Served, changes: &[Change], cause: &Cause<'_>) {
        if changes.is_empty() && cause.call.is_none() {
            return;
        }
        served.index = Index::of(&served.state);
        telling::tell(&mut served.state, &served.index, changes, cause);
        self.post.wake();
    }

    /// Tells what has come near since that day.
    pub(super) fn tell_upcoming(&self, served: &mut Served, since: Date) {
        let today = served.state.today();
        telling::tell_upcoming(&mut served.state, &served.index, since, today);
    }

    /// Waits until something may be due.
    pub(in crate::recharge_sandbox::http) async fn something_may_be_due(&self) {
        self.post.wake.notified().await;
    }

    /// Only one round of deliveries is under way at a time: while somebody holds this, it is theirs.
    pub(in crate::recharge_sandbox::http) async fn round(&self) -> MutexGuard<'_, ()> {
        self.post.round.lock().await
    }

    /// What is to be sent now, with the number of the store that it belongs to.
    pub(in crate::recharge_sandbox::http) fn letters(&self, most: usize) -> (u64, Vec<Letter>) {
        let era = self.post.era.load(Ordering::Relaxed);
        if !outbox::is_due(&self.served().state) {
            return (era, Vec::new());
        }
        (era, outbox::letters(&mut self.served_mut().state, most))
    }

    /// Notes what an attempt met.
    pub(in crate::recharge_sandbox::http) fn attempted(&self, era: u64, id: u64, outcome: &Outcome) {
        let mut served = self.served_mut();
        if era == self.post.era.load(Ordering::Relaxed) {
            outbox::attempted(&mut served.state, id, outcome);
        }
    }

    /// Makes everything that is pending due.
    pub(in crate::recharge_sandbox::http) fn make_due(&self) -> usize {
        outbox::make_due(&mut self.served_mut().state)
    }

    /// Every delivery that is pending, and the latest others, the oldest first.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.served().state.outbox.deliveries.iter().cloned().collect()
    }

    /// The webhooks and their deliveries, without the bodies.
    pub(in crate::recharge_sandbox::http) fn webhooks(&self) -> Result<Value, serde_json::Error> {
        let served = self.served();
        let state = &served.state;
        let token = |digest: &str| state.tokens.iter().find(|token| token.digest == digest).map(|token| &token.name);
        let webhooks = state.webhooks.values().map(|webhook| {
            json!({
                "id": webhook.id, "topic": webhook.topic, "address": webhook.address,
                "included_objects": webhook.included_objects, "version": webhook.version,
                "token": token(&webhook.token_digest),
            })
        });
        let bare = |delivery: &Delivery| serde_json::to_value(Delivery { body: None, ..delivery.clone() });
        let deliveries: Result<Vec<Value>, _> = state.outbox.deliveries.iter().map(bare).collect();
        Ok(json!({
            "webhooks": webhooks.collect::<Vec<Value>>(),
            "deliveries": deliveries?,
            "dropped": state.outbox.dropped,
        }))
    }
}

//! One change of a store: every record that is touched is remembered as it was, so that a change that fails halfway is
//! taken back whole, and one that succeeds can be told (to the ledger, to events, to webhooks).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::model::{AnyRecord, Id, Kind, Outbox, Record, take};
use super::regenerate::regenerate;
use super::state::State;
use super::telling::outbox;
use super::unknowns::Unknowns;

/// One record that a change created, altered or deleted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Change {
    /// Which kind of record.
    pub kind: Kind,
    /// Which record.
    pub id: Id,
    /// As it was; nothing when it is new.
    pub before: Option<AnyRecord>,
    /// As it is; nothing when it is gone.
    pub after: Option<AnyRecord>,
}

/// A change under way. What is not finished with [`Edit::finish`] stays done; [`Edit::undo`] takes it back.
#[derive(Debug)]
pub(crate) struct Edit<'a> {
    state: &'a mut State,
    before: BTreeMap<(Kind, Id), Option<AnyRecord>>,
    uncommitted: BTreeSet<Id>,
    /// The outbox as it was, once it was touched.
    outbox: Option<Outbox>,
}

impl<'a> Edit<'a> {
    /// Starts a change.
    pub(crate) fn begin(state: &'a mut State) -> Self {
        let uncommitted = state.uncommitted.clone();
        Self { state, before: BTreeMap::new(), uncommitted, outbox: None }
    }

    /// The store as it is now, in the middle of the change.
    pub(crate) fn state(&self) -> &State {
        self.state
    }

    /// How it behaves where nobody knows what Recharge does.
    pub(crate) fn unknowns(&self) -> Unknowns {
        self.state.unknowns
    }

    /// The store's time.
    pub(crate) fn now(&self) -> Timestamp {
        self.state.now
    }

    /// Today in the store's time zone.
    pub(crate) fn today(&self) -> Date {
        self.state.today()
    }

    /// The id of a new record. An id that was given out is not given out again, not even after an undo.
    pub(crate) fn next_id(&mut self) -> Id {
        self.state.next_id()
    }

    /// A record.
    pub(crate) fn get<T: Record>(&self, id: Id) -> Option<&T> {
        T::table(self.state).get(&id)
    }

    /// A record, to be altered; it is remembered as it was. Its `updated_at` is the caller's business: Recharge doesn't
    /// touch it every time.
    pub(crate) fn get_mut<T: Record>(&mut self, id: Id) -> Option<&mut T> {
        self.remember::<T>(id);
        T::table_mut(self.state).get_mut(&id)
    }

    /// Adds a record, or replaces the one with its id.
    pub(crate) fn put<T: Record>(&mut self, record: T) {
        self.remember::<T>(record.id());
        T::table_mut(self.state).insert(record.id(), record);
    }

    /// Takes a record away.
    pub(crate) fn remove<T: Record>(&mut self, id: Id) {
        self.remember::<T>(id);
        T::table_mut(self.state).remove(&id);
    }

    /// Makes the queued charges of an address anew: what was uncommitted is not any more.
    pub(crate) fn regenerate(&mut self, address: Id) {
        self.state.uncommitted.remove(&address);
        let now = self.state.now;
        let mut last_id = self.state.last_id();
        let Some(book) = self.state.address_book(address) else { return };
        let new_id = || {
            last_id = last_id.saturating_add(1);
            last_id
        };
        let change = regenerate(&book, self.state.unknowns.merge_id, new_id, now);
        self.state.reserve_ids(last_id);
        for id in change.deleted {
            self.remove::<super::model::Charge>(id);
        }
        for charge in change.changed {
            self.put(charge);
        }
    }

    /// Says that the queued charges of an address have not followed yet.
    pub(crate) fn leave_uncommitted(&mut self, address: Id) {
        if self.state.addresses.contains_key(&address) {
            self.state.uncommitted.insert(address);
        }
    }

    /// Ends what is still to be delivered for a webhook that is going away.
    pub(crate) fn give_up_deliveries(&mut self, webhook: Id) {
        self.outbox.get_or_insert_with(|| self.state.outbox.clone());
        outbox::give_up(self.state, webhook);
    }

    /// The addresses whose charges depend on what was touched, before and after.
    pub(crate) fn touched_addresses(&self) -> BTreeSet<Id> {
        let before = self.before.values().flatten().filter_map(AnyRecord::address_id);
        let now = self.before.keys().filter_map(|(kind, id)| self.state.any(*kind, *id)?.address_id());
        before.chain(now).collect()
    }

    /// Takes everything back.
    pub(crate) fn undo(self) {
        let Self { state, before, uncommitted, outbox } = self;
        for ((kind, id), record) in before {
            match record {
                Some(record) => record.put(state),
                None => take(state, kind, id),
            }
        }
        state.uncommitted = uncommitted;
        if let Some(outbox) = outbox {
            state.outbox = outbox;
        }
    }

    /// What was changed, without what was touched and is as it was.
    pub(crate) fn finish(self) -> Vec<Change> {
        let Self { state, before, .. } = self;
        let changes = before.into_iter().map(|((kind, id), before)| {
            let after = state.any(kind, id);
            Change { kind, id, before, after }
        });
        changes.filter(|change| change.before != change.after).collect()
    }

    fn remember<T: Record>(&mut self, id: Id) {
        let state = &*self.state;
        self.before.entry((T::KIND, id)).or_insert_with(|| T::table(state).get(&id).cloned().map(T::any));
    }
}

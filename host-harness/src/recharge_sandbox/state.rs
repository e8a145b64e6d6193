//! Everything the local Recharge knows, and how it is kept in a file between two commands.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::edit::Edit;
use super::faults::Faults;
use super::invariants;
use super::model::{
    Address, Charge, Customer, Discount, Event, Id, Listed, Onetime, Order, Outbox, PaymentMethod, RetentionStrategy,
    Store, Subscription, Token, Webhook,
};
use super::regenerate::AddressBook;
use super::unknowns::Unknowns;
use super::world;
use crate::data_file::DataFileError;

/// The number of the file's shape; a file with another one is not read.
const FORMAT: u32 = 3;

/// Where the ids of events start: far from every record's.
const FIRST_EVENT: Id = 5_200_340_000;

/// A store with everything in it, as of `now`. Time passes only when somebody moves `now`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    format: u32,
    /// The time the store is served at.
    pub now: Timestamp,
    /// The store.
    pub store: Store,
    /// What opens it.
    pub tokens: Vec<Token>,
    /// Customers by id.
    pub customers: BTreeMap<Id, Customer>,
    /// Addresses by id.
    pub addresses: BTreeMap<Id, Address>,
    /// Subscriptions by id.
    pub subscriptions: BTreeMap<Id, Subscription>,
    /// Onetimes by id.
    pub onetimes: BTreeMap<Id, Onetime>,
    /// Charges by id, of any status.
    pub charges: BTreeMap<Id, Charge>,
    /// Orders by id.
    pub orders: BTreeMap<Id, Order>,
    /// Payment methods by id.
    pub payment_methods: BTreeMap<Id, PaymentMethod>,
    /// What the shop sells.
    pub products: Vec<Listed>,
    /// The reasons for a cancellation that the shop offers.
    #[serde(default)]
    pub retention_strategies: Vec<RetentionStrategy>,
    /// The shop's discounts by id.
    #[serde(default)]
    pub discounts: BTreeMap<Id, Discount>,
    /// Webhooks by id.
    pub webhooks: BTreeMap<Id, Webhook>,
    /// What happened in the latest days, the oldest first.
    pub events: Vec<Event>,
    /// What webhooks are told.
    pub outbox: Outbox,
    /// Addresses whose queued charges have not followed the latest change yet.
    pub uncommitted: BTreeSet<Id>,
    /// How it behaves where nobody knows what Recharge does.
    pub unknowns: Unknowns,
    /// What goes wrong on purpose.
    #[serde(default)]
    pub faults: Faults,
    last_id: Id,
    last_event_id: Id,
}

/// Why a state could not be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The file can't be read.
    #[error(
        "the local Recharge's state {path} can't be read; check the file's permissions, or start over with `harness reset`"
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is not such a state.
    #[error(
        "the local Recharge's state {path} is damaged at line {line}, column {column}; start over with `harness reset`"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong there.
        source: serde_json::Error,
    },
    /// The file is JSON, and no store can be as it says.
    #[error(
        "the local Recharge's state {path} breaks a rule of every store: {violation}; start over with `harness reset`"
    )]
    Broken {
        /// The file.
        path: PathBuf,
        /// Which rule, and where.
        violation: String,
    },
    /// The file was written by another version.
    #[error(
        "the local Recharge's state {path} has format {found}, this version reads format {FORMAT}; start over with `harness reset`"
    )]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// The format in the file.
        found: u32,
    },
    /// The file can't be written. What was there before still is.
    #[error("the local Recharge's state can't be written to {path}; check that the folder exists and is writable")]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl State {
    /// A store without customers.
    pub(crate) fn empty(now: Timestamp, store: Store, tokens: Vec<Token>) -> Self {
        Self {
            format: FORMAT,
            now,
            store,
            tokens,
            customers: BTreeMap::new(),
            addresses: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            onetimes: BTreeMap::new(),
            charges: BTreeMap::new(),
            orders: BTreeMap::new(),
            payment_methods: BTreeMap::new(),
            products: Vec::new(),
            retention_strategies: Vec::new(),
            discounts: BTreeMap::new(),
            webhooks: BTreeMap::new(),
            events: Vec::new(),
            outbox: Outbox::default(),
            uncommitted: BTreeSet::new(),
            unknowns: Unknowns::default(),
            faults: Faults::default(),
            last_id: 0,
            last_event_id: FIRST_EVENT,
        }
    }

    /// Builds the store that a world (TOML or JSON, see [`super::world`]) describes, with its dates relative to `now`.
    /// `file_name` is for messages only.
    ///
    /// # Errors
    /// The world's first mistake: file, line, field, what is there and what belongs there.
    pub fn from_world(text: &str, file_name: &str, now: Timestamp) -> Result<Self, DataFileError> {
        world::build(text, file_name, now)
    }

    /// Reads a state that [`State::save`] wrote.
    ///
    /// # Errors
    /// When the file can't be read, is damaged (with line and column), breaks a rule of every store, or is of another version.
    pub fn load(path: &Path) -> Result<Self, StateError> {
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        let text =
            fs::read_to_string(path).map_err(|source| StateError::Unreadable { path: path.to_owned(), source })?;
        let damaged = |source: serde_json::Error| StateError::Damaged {
            path: path.to_owned(),
            line: source.line(),
            column: source.column(),
            source,
        };
        let head: Head = serde_json::from_str(&text).map_err(damaged)?;
        if head.format != FORMAT {
            return Err(StateError::OtherFormat { path: path.to_owned(), found: head.format });
        }
        let state: Self = serde_json::from_str(&text).map_err(damaged)?;
        match invariants::check(&state).into_iter().next() {
            None => Ok(state),
            Some(violation) => Err(StateError::Broken { path: path.to_owned(), violation: violation.to_string() }),
        }
    }

    /// Writes the state as JSON: all of it or nothing, also when the machine stops in the middle.
    ///
    /// # Errors
    /// When the file can't be written; what was there before still is.
    pub fn save(&self, path: &Path) -> Result<(), StateError> {
        let unwritable = |source: io::Error| StateError::Unwritable { path: path.to_owned(), source };
        let text = serde_json::to_vec_pretty(self).map_err(|error| unwritable(io::Error::other(error)))?;
        let mut temporary = path.to_owned().into_os_string();
        temporary.push(format!(".{}.tmp", std::process::id()));
        let temporary = PathBuf::from(temporary);
        let written = fs::File::create(&temporary).and_then(|mut file| {
            file.write_all(&text)?;
            file.sync_all()?;
            fs::rename(&temporary, path)
        });
        written.map_err(|source| {
            // The half-written copy is of no use; that it can't be removed changes nothing.
            let _ = fs::remove_file(&temporary);
            unwritable(source)
        })
    }

    /// The store's time zone; UTC when the state names one that doesn't exist.
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.store.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// Today's date in the store's time zone.
    pub fn today(&self) -> Date {
        self.time_zone().to_datetime(self.now).date()
    }

    /// Makes the ids of new records start after this one. All records share one range, so that an id used for the wrong
    /// resource finds nothing.
    pub(crate) fn reserve_ids(&mut self, last: Id) {
        self.last_id = self.last_id.max(last);
    }

    /// The id of a new record.
    pub(crate) fn next_id(&mut self) -> Id {
        self.last_id = self.last_id.saturating_add(1);
        self.last_id
    }

    /// The id of a new event.
    pub(crate) fn next_event_id(&mut self) -> Id {
        self.last_event_id = self.last_event_id.saturating_add(1);
        self.last_event_id
    }

    /// The latest id that was given out.
    pub(crate) fn last_id(&self) -> Id {
        self.last_id
    }

    /// What is sold under that variant's id in the shop system.
    pub(crate) fn variant(&self, external_variant_id: &str) -> Option<&Listed> {
        let is = |listed: &&Listed| listed.product.external_variant_id.as_deref() == Some(external_variant_id);
        self.products.iter().find(is)
    }

    /// The discount of that id, where there is one.
    pub(crate) fn discount(&self, id: Option<Id>) -> Option<&Discount> {
        self.discounts.get(&id?)
    }

    /// The discount of that code.
    pub(crate) fn discount_of_code(&self, code: &str) -> Option<&Discount> {
        self.discounts.values().find(|discount| discount.code == code)
    }

    /// Whether a change of that address waits for regeneration.
    pub fn is_uncommitted(&self, address: Id) -> bool {
        self.uncommitted.contains(&address)
    }

    /// Makes the queued charges of an address anew; an unknown address has none.
    pub fn regenerate_address(&mut self, address: Id) {
        Edit::begin(self).regenerate(address);
    }

    pub(crate) fn address_book(&self, address: Id) -> Option<AddressBook<'_>> {
        Some(AddressBook {
            address: self.addresses.get(&address)?,
            subscriptions: self.subscriptions.values().filter(|record| record.address_id == address).collect(),
            onetimes: self.onetimes.values().filter(|record| record.address_id == address).collect(),
            charges: self.charges.values().filter(|record| record.address_id == address).collect(),
            today: self.today(),
            store_currency: &self.store.currency,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;
    use crate::recharge_sandbox::demo;

    fn state() -> State {
        demo::world("2026-11-22T20:00:00Z".parse().unwrap()).unwrap()
    }

    #[test]
    fn a_saved_state_comes_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("recharge.json");
        let state = state();
        state.save(&path).unwrap();
        state.save(&path).unwrap();
        assert_eq!(State::load(&path).unwrap(), state);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file stays");
    }

    #[test]
    fn no_token_is_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("recharge.json");
        state().save(&path).unwrap();
        let text = fs::read_to_string(path).unwrap();
        for token in [demo::TOKEN_FULL, demo::TOKEN_READ_ONLY, demo::TOKEN_NO_ORDERS, demo::TOKEN_NO_STORE] {
            assert!(!text.contains(token));
            assert!(text.contains(&super::super::model::token_digest(token)));
        }
    }

    #[test]
    fn a_damaged_file_is_named_with_line_and_column_and_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("recharge.json");
        fs::write(&path, "{\n  \"format\": 3,\n  \"now\": 5\n}").unwrap();
        let error = State::load(&path).unwrap_err();
        assert!(matches!(error, StateError::Damaged { line: 3, .. }), "{error:?}");
        let text = error.to_string();
        assert!(text.contains("recharge.json") && text.contains("line 3") && text.contains("harness reset"), "{text}");
        assert!(error.source().is_some());

        state().save(&path).unwrap();
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert!(matches!(State::load(&path), Err(StateError::Damaged { .. })), "cut off in the middle");
        fs::write(&path, [0xff, 0xfe]).unwrap();
        assert!(matches!(State::load(&path), Err(StateError::Unreadable { .. })));
    }

    #[test]
    fn a_file_that_says_what_no_store_can_be_is_named_with_the_rule() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("recharge.json");
        let mut state = state();
        state.subscriptions.values_mut().next().unwrap().address_id = 5;
        state.save(&path).unwrap();
        let error = State::load(&path).unwrap_err();
        assert!(matches!(error, StateError::Broken { .. }), "{error:?}");
        assert!(error.to_string().contains("harness reset"), "{error}");
    }

    #[test]
    fn a_file_of_another_version_is_not_guessed_at() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("recharge.json");
        fs::write(&path, "{\"format\": 7}").unwrap();
        assert!(matches!(State::load(&path), Err(StateError::OtherFormat { found: 7, .. })));
    }

    #[test]
    fn a_missing_file_and_a_missing_folder_are_clear_errors() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nowhere").join("recharge.json");
        assert!(matches!(State::load(&path), Err(StateError::Unreadable { .. })));
        assert!(matches!(state().save(&path), Err(StateError::Unwritable { .. })));
    }
}

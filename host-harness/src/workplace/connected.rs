//! A plugin, connected to a Recharge, with the gate before it: what every command and every page works through.

use super::failure::{Exit, Failure};
use super::local::Local;
use super::mapping::{gate_error, unknown_person, unknown_ticket};
use super::place::{UPSTREAM, Workplace};
use crate::capabilities::Grants;
use crate::clock::Clock;
use crate::context::Surroundings;
use crate::contract::{self, Contact, Context};
use crate::desk::casework::{CaseError, Casework};
use crate::desk::people::Roster;
use crate::desk::tickets::{Identity, Ticket, TicketId, Tickets};
use crate::engine::{CallError, Plugin, Session};
use crate::gate::{Gate, GateConfig, GateError, Missing, Person, StoredPlan};
use crate::secret_store::SecretSource;
use crate::store::{AuditLog, Database, PlanStore};
use crate::upstream::{BaseUrl, HttpTransport, Transport, Upstream, UpstreamConfig};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use secrecy::SecretString;
use std::sync::Arc;

/// The time zone of a store nobody has connected yet. The plugin is careful where it may be another one.
const UNKNOWN_ZONE: &str = "UTC";

/// Which Recharge, and in whose time.
#[derive(Debug)]
pub struct Target {
    /// The connection's id.
    pub connection: String,
    /// Its address.
    pub base: BaseUrl,
    /// The store's time zone, IANA, once it is known.
    pub time_zone: Option<String>,
    /// The time of plans, of records and of the age of answers.
    pub clock: Arc<dyn Clock>,
    /// The moment that the times of the demo's tickets are reckoned from.
    pub tickets_since: Timestamp,
}

/// A connected plugin and what is around it.
pub struct Connected {
    /// The plugin behind its gate.
    casework: Casework,
    /// What the contexts have in common.
    pub surroundings: Surroundings,
    /// Whose time it is.
    clock: Arc<dyn Clock>,
    /// The moment that the times of the demo's tickets are reckoned from.
    tickets_since: Timestamp,
    /// The database.
    pub database: Arc<Database>,
    /// Where the connection's secrets are kept.
    secrets: Arc<dyn SecretSource>,
    /// The local Recharge, where it is the one that is meant.
    local: Option<Local>,
    /// Who works here.
    roster: Roster,
}

impl Connected {
    /// Connects a plugin to a Recharge. Reads and sends nothing yet.
    ///
    /// # Errors
    /// When the plugin wants more than there is to grant, or TLS can't be set up.
    pub fn open(
        plugin: &Plugin,
        database: Arc<Database>,
        secrets: Arc<dyn SecretSource>,
        target: Target,
        locale: &str,
        local: Option<Local>,
        roster: Roster,
    ) -> Result<Self, Failure> {
        let Target { connection, base, time_zone, clock, tickets_since } = target;
        let config = Grants::configure(plugin.manifest(), UpstreamConfig::new(UPSTREAM, base))?;
        let transport = Arc::new(HttpTransport::new(&config)?);
        let reads = Arc::clone(&transport) as Arc<dyn Transport>;
        let upstream = Upstream::new(config, Arc::clone(&clock), reads)?.with_writes(transport);
        let grants = Grants::builder(plugin.manifest(), connection.as_str())
            .upstream(Arc::new(upstream))
            .secrets(Arc::clone(&secrets))
            .audit(Arc::clone(&database) as Arc<dyn AuditLog>)
            .clock(Arc::clone(&clock))
            .build()?;
        let gate = Gate::new(Arc::clone(&database) as Arc<dyn PlanStore>, GateConfig::new(Arc::clone(&clock)))?;
        let surroundings = Surroundings {
            connection,
            time_zone: time_zone.and_then(|name| TimeZone::get(&name).ok()).unwrap_or_else(unknown_zone),
            locale: locale.to_owned(),
            settings: Vec::new(),
        };
        let casework = Casework::new(plugin.connect(grants), gate);
        Ok(Self { casework, surroundings, clock, tickets_since, database, secrets, local, roster })
    }

    /// Now, as plans and contexts have it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The tickets, which came in before this desk was set up, and before now wherever that is earlier.
    ///
    /// # Errors
    /// When they can't be read, which is a bug.
    pub fn tickets(&self) -> Result<Tickets, Failure> {
        Ok(Tickets::demo(self.tickets_since.min(self.now()))?)
    }

    /// The plugin behind its gate.
    #[must_use]
    pub fn casework(&self) -> &Casework {
        &self.casework
    }

    /// The plugin with its grants.
    #[must_use]
    pub fn session(&self) -> &Session {
        self.casework.session()
    }

    /// Where the local Recharge is, or the connection's name.
    #[must_use]
    pub fn recharge(&self) -> String {
        self.local.as_ref().map_or_else(|| self.surroundings.connection.clone(), |local| local.url.clone())
    }

    /// Keeps what was changed in the local Recharge, where it is this process's to keep.
    ///
    /// # Errors
    /// When its state can't be written.
    pub fn keep(&self, place: &Workplace) -> Result<(), Failure> {
        match &self.local {
            Some(local) => local.keep(place),
            None => Ok(()),
        }
    }

    /// Settles, by reading, what an earlier process left in the middle.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn recover(&self) -> Result<(), Failure> {
        let tickets = self.tickets()?;
        let context = |ticket: &str| {
            let ticket = tickets.get(&TicketId::from(ticket)).ok()?;
            self.context(&ticket.id.0, contact(ticket)).ok()
        };
        self.casework.recover(&context).await.map(drop).map_err(|error| self.gate_error(error))
    }

    /// A refusal or failure of the gate in the reader's language.
    pub fn gate_error(&self, error: GateError) -> Failure {
        gate_error(error, &self.surroundings.locale)
    }

    /// The error for a ticket or a person that isn't there, after the record that it was asked for.
    pub async fn in_vain(
        &self,
        asked: &str,
        missing: Missing<'_>,
        by: Option<&Person>,
        ticket: Option<&str>,
        error: Failure,
    ) -> Failure {
        match self.casework.gate().asked_in_vain(asked, missing, by, ticket).await {
            Ok(()) => error,
            // That it can't be recorded is worse than the slip.
            Err(why) => self.gate_error(why),
        }
    }

    /// Why work on a ticket failed, for whoever sits here.
    pub async fn case_error(&self, error: CaseError) -> Failure {
        match error {
            CaseError::Call(error) => self.explain(*error).await,
            CaseError::Gate(error) => self.gate_error(error),
            CaseError::NothingToRead { .. } => Failure::new("nothing-to-read", Exit::Usage, error.to_string()),
        }
    }

    /// The context of a call.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn context(&self, ticket: &str, contact: Contact) -> Result<Context, Failure> {
        let seed = getrandom::u64().map_err(|why| {
            Failure::new("no-randomness", Exit::Environment, format!("the system gives no random numbers: {why}"))
        })?;
        Ok(self.surroundings.context(ticket, contact, self.now(), seed))
    }

    /// The connection's secret of that name, where there is one.
    ///
    /// # Errors
    /// When the place where it is kept can't be read.
    pub async fn secret(&self, name: &str) -> Result<Option<SecretString>, Failure> {
        let (secrets, connection, name) =
            (Arc::clone(&self.secrets), self.surroundings.connection.clone(), name.to_owned());
        let read = tokio::task::spawn_blocking(move || secrets.get(&connection, &name));
        match read.await {
            Ok(found) => Ok(found?),
            Err(why) => Err(Failure::new("task-lost", Exit::Failed, format!("a task was lost: {why}"))),
        }
    }

    /// The error of a call for whoever sits here. A plugin is only told that a secret can't be read, and says to try
    /// again; where it is kept and what to do about it is the host's to tell.
    pub async fn explain(&self, error: CallError) -> Failure {
        if error.code() != "unavailable" {
            return error.into();
        }
        let (secrets, connection) = (Arc::clone(&self.secrets), self.surroundings.connection.clone());
        let declared = &self.session().plugin().manifest().secrets;
        let names: Vec<String> = declared.iter().map(|secret| secret.name.clone()).collect();
        let read = move || names.iter().try_for_each(|name| secrets.get(&connection, name).map(drop));
        match tokio::task::spawn_blocking(read).await {
            Ok(Err(why)) => why.into(),
            _ => error.into(),
        }
    }

    /// A plan of this connection that somebody wants to do something with.
    ///
    /// # Errors
    /// When there is none of that id; recorded.
    pub async fn plan(&self, id: &str, asked: &str, person: &Person) -> Result<StoredPlan, Failure> {
        let found = self.casework().gate().find(id, asked, person, &self.surroundings.connection).await;
        found.map_err(|error| self.gate_error(error))
    }

    /// The context of a call about a ticket that somebody named.
    ///
    /// # Errors
    /// When the ticket is unknown; recorded.
    pub async fn ticket_context(&self, id: &str, asked: &str, by: Option<&Person>) -> Result<Context, Failure> {
        let ticket = self.ticket(id, asked, by).await?;
        self.context(&ticket.id.0, contact(&ticket))
    }

    /// The ticket that somebody named.
    ///
    /// # Errors
    /// When it is unknown; recorded.
    pub async fn ticket(&self, id: &str, asked: &str, by: Option<&Person>) -> Result<Ticket, Failure> {
        let tickets = self.tickets()?;
        match tickets.get(&TicketId::from(id)) {
            Ok(ticket) => Ok(ticket.clone()),
            Err(unknown) => {
                let error = unknown_ticket(unknown, &self.surroundings.locale);
                Err(self.in_vain(asked, Missing::Ticket(id), by, None, error).await)
            }
        }
    }

    /// The person of that id, who wants to do something, perhaps with a plan.
    ///
    /// # Errors
    /// When there is none; recorded, with the plan's ticket where there is such a plan. When it isn't known who works here.
    pub async fn person(&self, id: &str, asked: &str, plan: Option<&str>) -> Result<Person, Failure> {
        let unknown = match self.roster.read()?.get(id) {
            Ok(person) => return Ok(person.clone()),
            Err(unknown) => unknown,
        };
        let ticket = match plan {
            Some(plan) => self.casework().gate().get(plan).await.ok().map(|plan| plan.ticket),
            None => None,
        };
        let error = unknown_person(unknown, &self.surroundings.locale);
        Err(self.in_vain(asked, Missing::Person(id), None, ticket.as_deref(), error).await)
    }
}

/// The contact of a ticket as the contract has it.
pub fn contact(ticket: &Ticket) -> Contact {
    let identity = match ticket.contact.identity {
        Identity::Authenticated => contract::Identity::Authenticated,
        Identity::Alias => contract::Identity::Alias,
        Identity::Forwarded => contract::Identity::Forwarded,
        Identity::Unverified => contract::Identity::Unverified,
    };
    Contact { email: ticket.contact.email.clone(), identity }
}

fn unknown_zone() -> TimeZone {
    TimeZone::get(UNKNOWN_ZONE).unwrap_or(TimeZone::UTC)
}

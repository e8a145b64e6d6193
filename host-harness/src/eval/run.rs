//! Puts each message through the real component, with its customer's store behind a real server on loopback.
//!
//! Each lane has a server of its own, whose store is replaced between two messages; transport and compiled code stay, the
//! rest is made anew for each message, so that nothing of one is remembered at the next. The log of the calls is thrown away:
//! these customers are made up, and nothing of theirs belongs into a helpdesk's log.

use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::SecretString;

use super::fixture::{Customer, FixtureError, SENDER};
use super::format::{Lang, Line};
use super::judge::{Judgement, judge};
use super::reading::Given;
use crate::capabilities::{GrantError, Grants};
use crate::clock::{Clock, FixedClock};
use crate::context::Surroundings;
use crate::contract::{ActionRequest, Contact, Identity, Message};
use crate::engine::{Plugin, Session};
use crate::recharge_sandbox::{BucketSize, CommitLag, Sandbox, SandboxError, SandboxOptions, demo};
use crate::secret_store::{SecretSource, SecretStoreError};
use crate::store::{AuditLog, MemoryAuditLog};
use crate::upstream::{
    BaseUrlError, HttpTransport, Transport, TransportSetupError, Upstream, UpstreamConfig, UpstreamConfigError,
};

/// The connection, the ticket and the upstream of every message.
const CONNECTION: &str = "eval";
const TICKET: &str = "eval";
const UPSTREAM: &str = "recharge";

/// Messages under way at once: enough to have a processor for the guest and one for the server.
const LANES: usize = 2;

/// What came of one line.
#[derive(Debug, Clone)]
pub struct Answered {
    /// What came.
    pub given: Given,
    /// How it was judged, where there is gold.
    pub judgement: Option<Judgement>,
    /// How long the call took.
    pub took: Duration,
}

/// Why messages can't be put to the component at all.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The customer can't be made.
    #[error("line {line}: {why}")]
    Fixture {
        /// The line.
        line: usize,
        /// Why.
        #[source]
        why: FixtureError,
    },
    /// There is no server.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// The server's address is none, which is a bug.
    #[error(transparent)]
    Address(#[from] BaseUrlError),
    /// The plugin wants something that there is not.
    #[error(transparent)]
    Grant(#[from] GrantError),
    /// The upstream can't be asked.
    #[error(transparent)]
    Upstream(#[from] UpstreamConfigError),
    /// Nothing can be sent.
    #[error(transparent)]
    Transport(#[from] TransportSetupError),
    /// A lane ended early, which is a bug.
    #[error("a part of the run stopped before its end: {0}")]
    Lane(#[from] tokio::task::JoinError),
}

/// Puts every line to the component; answers in the order of the lines.
///
/// # Errors
/// When there is no server or no customer to ask about. A line without an answer is an answer.
pub async fn run(plugin: &Plugin, lines: &[Line]) -> Result<Vec<Answered>, RunError> {
    let lanes: Vec<_> = (0..LANES)
        .map(|lane| {
            let mine: Vec<Line> = lines.iter().skip(lane).step_by(LANES).cloned().collect();
            let plugin = plugin.clone();
            tokio::spawn(async move { lane_of(&plugin, &mine).await })
        })
        .collect();
    let mut answers = Vec::new();
    for lane in lanes {
        answers.push(lane.await??.into_iter());
    }
    // Lane by lane, as they were dealt out.
    let mut lane = 0;
    let dealt = std::iter::from_fn(|| {
        let next = answers.get_mut(lane % LANES).and_then(Iterator::next);
        lane += 1;
        next
    });
    Ok(dealt.collect())
}

async fn lane_of(plugin: &Plugin, lines: &[Line]) -> Result<Vec<Answered>, RunError> {
    let (mut shop, mut answers) = (None, Vec::new());
    for line in lines {
        let customer = Customer::of(line);
        let customer = customer.map_err(|why| RunError::Fixture { line: line.number, why })?;
        let shop: &Shop = match &shop {
            None => shop.insert(Shop::open(plugin, &customer).await?),
            Some(shop) => {
                shop.sandbox.edit(|state| *state = customer.state.clone());
                shop
            }
        };
        let request =
            ActionRequest::Message(Message { text: line.text.clone(), dialogue: Vec::new(), lapsed: Vec::new() });
        let started = Instant::now();
        let given = shop.ask(plugin, &customer, line.lang, &request).await?;
        let took = started.elapsed();
        let judgement = line.gold.as_ref().map(|gold| judge(&customer, gold, &given));
        answers.push(Answered { given, judgement, took });
    }
    Ok(answers)
}

/// A customer's store that can be asked.
pub struct Shop {
    sandbox: Sandbox,
    config: UpstreamConfig,
    transport: Arc<dyn Transport>,
}

impl Shop {
    /// Serves the store.
    ///
    /// # Errors
    /// When there is no port, or the plugin wants another upstream than this one.
    pub async fn open(plugin: &Plugin, customer: &Customer) -> Result<Self, RunError> {
        let options = SandboxOptions {
            // Nobody else asks it.
            bucket: BucketSize { capacity: u32::MAX, ..BucketSize::default() },
            commit_lag: CommitLag::ByHand,
            hold_webhooks: true,
            ..SandboxOptions::default()
        };
        let sandbox = Sandbox::start(customer.state.clone(), options).await?;
        let config = UpstreamConfig::new(UPSTREAM, sandbox.base_url().parse()?);
        let config = Grants::configure(plugin.manifest(), config)?;
        let transport = Arc::new(HttpTransport::new(&config)?);
        Ok(Self { sandbox, config, transport })
    }

    /// What the component makes of a request of the customer whose store this is.
    ///
    /// # Errors
    /// When it can't be granted what it wants. That it has no answer is an answer.
    pub async fn ask(
        &self,
        plugin: &Plugin,
        customer: &Customer,
        lang: Lang,
        request: &ActionRequest,
    ) -> Result<Given, RunError> {
        let session = self.session(plugin, customer)?;
        let surroundings = Surroundings {
            connection: CONNECTION.to_owned(),
            time_zone: customer.state.time_zone(),
            locale: lang.word().to_owned(),
            settings: Vec::new(),
        };
        let contact = Contact { email: SENDER.to_owned(), identity: Identity::Authenticated };
        // The same seed each time, so that a run can be repeated.
        let context = surroundings.context(TICKET, contact, customer.now(), 0);
        Ok(Given::of(customer, &session.prepare_action(&context, request).await))
    }

    /// Reads alone: there is no way to write from here.
    fn session(&self, plugin: &Plugin, customer: &Customer) -> Result<Session, RunError> {
        let clock: Arc<dyn Clock> = Arc::new(FixedClock(customer.now()));
        let upstream = Upstream::new(self.config.clone(), Arc::clone(&clock), Arc::clone(&self.transport))?;
        let grants = Grants::builder(plugin.manifest(), CONNECTION)
            .upstream(Arc::new(upstream))
            .secrets(Arc::new(Published))
            .audit(Arc::new(MemoryAuditLog::new()) as Arc<dyn AuditLog>)
            .clock(clock)
            .build()?;
        Ok(plugin.connect(grants))
    }
}

/// The token that opens a fixture's store, and nothing else.
#[derive(Debug)]
struct Published;

impl SecretSource for Published {
    fn get(&self, _connection: &str, _name: &str) -> Result<Option<SecretString>, SecretStoreError> {
        Ok(Some(SecretString::from(demo::TOKEN_FULL)))
    }
}

//! Everything a preparation decides by, read fresh: the ticket's customers with all they have, the token, the clock.
//!
//! Nothing is found here that isn't one of the ticket's customers': rows of others were dropped where they were read. So
//! an id of somebody else and one that doesn't exist end in the same refusal.

use jiff::civil::Date;
use serde_json::json;

use super::stop::{Asks, Stop, choice, hindered, refused, targets_json};
use crate::actions::{Definition, Line, Obstacle, READING, Scopes};
use crate::contract::{Choice, Context, Form, Identity, MissingPart, Target};
use crate::cutoff::Cutoff;
use crate::l10n::{Key, Texts};
use crate::moment::Moment;
use crate::portal::Portal;
use crate::problems;
use crate::reading::{Found, Holdings, Index, Pulled, Schedule};
use crate::recharge::{Address, AddressId, Charge, ChargeStatus, Customer, ReadError, Row, Subscription};
use crate::text;

/// Subscriptions that are offered to choose from at most.
const MOST_CHOICES: usize = 20;

/// One of the ticket's customers.
#[derive(Debug)]
pub struct Party<'a> {
    /// Who.
    pub customer: &'a Customer,
    /// What it has.
    pub held: &'a Holdings,
    /// The same by what refers to it.
    pub index: Index<'a>,
}

/// The surroundings of a preparation.
#[derive(Debug)]
pub struct Desk<'a> {
    /// The reader's language.
    pub texts: &'a Texts,
    /// Now.
    pub now: Moment,
    /// From when on a charge is being processed.
    pub cutoff: Cutoff,
    /// Recharge's own pages.
    pub portal: Portal,
    /// What the token may do.
    pub scopes: &'a Scopes,
    /// How sure the host is of the contact.
    pub identity: Identity,
    /// The contact's address.
    pub email: &'a str,
    /// The ticket's customers.
    pub parties: Vec<Party<'a>>,
    /// Customers with the same address that were not read.
    pub hidden: usize,
    /// The reasons for a cancellation that the shop defined.
    pub reasons: Vec<String>,
}

/// A subscription with what decides about it.
#[derive(Debug)]
pub struct Case<'d> {
    /// Whose it is.
    pub party: &'d Party<'d>,
    /// What the actions judge by.
    pub line: Line<'d>,
    /// When it is charged next.
    pub schedule: Schedule<'d>,
}

impl<'d> Case<'d> {
    /// The subscription.
    pub fn subscription(&self) -> &'d Subscription {
        self.line.subscription
    }

    /// Its id.
    pub fn id(&self) -> u64 {
        self.line.subscription.id.get()
    }

    /// Its charges, the earliest first.
    pub fn charges(&self) -> &'d [&'d Charge] {
        self.line.charges.unwrap_or_default()
    }

    /// The dates ahead on which it is skipped.
    pub fn skipped_ahead(&self) -> Vec<Date> {
        let skipped = self.charges().iter().filter(|charge| charge.status() == ChargeStatus::Skipped);
        let dates = skipped.filter_map(|charge| charge.scheduled_at);
        dates.filter(|date| !self.line.cutoff.has_begun(*date)).collect()
    }

    /// A charge of it whose payment failed or is under way, so that nobody knows what a new date would do.
    pub fn open_payment(&self) -> Option<&'d Charge> {
        let open = |charge: &&&Charge| {
            matches!(charge.status(), ChargeStatus::Error | ChargeStatus::Pending | ChargeStatus::PendingManualPayment)
        };
        self.charges().iter().find(open).copied()
    }

    /// Other live subscriptions at its address.
    pub fn neighbours(&self) -> Vec<&'d Subscription> {
        let own = self.subscription().id;
        let rows = self.party.held.subscriptions.rows.iter();
        rows.filter(|row| row.id != own && row.is_live() && row.address_id == self.subscription().address_id).collect()
    }
}

impl<'a> Desk<'a> {
    /// The surroundings, out of what was found.
    pub fn new(
        texts: &'a Texts,
        ctx: &'a Context,
        now: Moment,
        portal_setting: &str,
        found: &'a Found,
        held: &'a [Holdings],
        hidden: usize,
    ) -> Self {
        let store = found.store.as_ref().ok();
        let cutoff = Cutoff::new(now, &ctx.time_zone, store.and_then(|store| store.time_zone.as_deref()));
        let parties = found.customers.iter().zip(held);
        Self {
            texts,
            now,
            cutoff,
            portal: Portal::new(portal_setting, store),
            scopes: &found.scopes,
            identity: ctx.contact.identity,
            email: &ctx.contact.email,
            parties: parties
                .map(|(customer, held)| Party { customer, held, index: Index::new(held, cutoff) })
                .collect(),
            hidden,
            reasons: Vec::new(),
        }
    }

    /// Stops when nobody was found at all.
    pub fn somebody(&self) -> Result<(), Stop> {
        if self.parties.is_empty() {
            let email = text::clean(self.email, text::LINE);
            return Err(refused("no-customer", self.texts.with(Key::MatchNone, [("email", email.into())]), None));
        }
        Ok(())
    }

    /// Stops when the token is known to lack what an action needs.
    pub fn permitted(&self, definition: &Definition) -> Result<(), Stop> {
        match self.scopes.missing(definition.scopes) {
            missing if missing.is_empty() => Ok(()),
            missing => Err(hindered(self.texts, &Obstacle::Scopes(missing), None)),
        }
    }

    /// A subscription with what decides about it.
    pub fn case<'d>(&'d self, party: &'d Party<'d>, subscription: &'d Subscription) -> Case<'d> {
        let schedule = Schedule::of(subscription, &party.index);
        let next_charge = schedule.next_charge.filter(|_| subscription.is_live());
        let link = self.portal.subscription(subscription.id);
        let line = Line::new(subscription, &party.index, next_charge, self.cutoff, self.scopes, link);
        Case { party, line, schedule }
    }

    /// The subscription of that id.
    ///
    /// # Errors
    /// When it is none of the ticket's customers'.
    pub fn subscription<'d>(&'d self, id: u64) -> Result<Case<'d>, Stop> {
        let found = self.find(id, |held| &held.subscriptions);
        let (party, row) = found.ok_or_else(|| self.not_found(|held| state(&held.subscriptions)))?;
        Ok(self.case(party, row))
    }

    /// The charge of that id.
    ///
    /// # Errors
    /// When it is none of the ticket's customers'.
    pub fn charge(&self, id: u64) -> Result<(&Party<'_>, &Charge), Stop> {
        self.find(id, |held| &held.charges).ok_or_else(|| self.not_found(|held| state(&held.charges)))
    }

    /// The address of that id.
    ///
    /// # Errors
    /// When it is none of the ticket's customers'.
    pub fn address(&self, id: u64) -> Result<(&Party<'_>, &Address), Stop> {
        self.find(id, |held| &held.addresses).ok_or_else(|| self.not_found(|held| state(&held.addresses)))
    }

    /// The customer of that id.
    ///
    /// # Errors
    /// When it is none of the ticket's.
    pub fn customer(&self, id: u64) -> Result<&Party<'_>, Stop> {
        let found = self.parties.iter().find(|party| party.customer.id.get() == id);
        found.ok_or_else(|| self.not_found(|_| (None, true)))
    }

    fn find<T: Row>(&self, id: u64, list: impl Fn(&Holdings) -> &Pulled<T>) -> Option<(&Party<'_>, &T)> {
        self.parties.iter().find_map(|party| {
            let row = list(party.held).rows.iter().find(|row| row.id() == id)?;
            Some((party, row))
        })
    }

    /// What is said about an id that isn't there, be it somebody else's or nobody's. Only when not everything could be
    /// read, it isn't said that it isn't there.
    fn not_found(&self, state: impl Fn(&Holdings) -> (Option<&ReadError>, bool)) -> Stop {
        for party in &self.parties {
            match state(party.held) {
                (Some(error), _) => return Stop::Error(problems::plugin_error(self.texts, error, READING)),
                (None, false) => return refused("incomplete", self.texts.get(Key::RefusedIncomplete), None),
                (None, true) => {}
            }
        }
        let key = if self.hidden > 0 { Key::RefusedIncomplete } else { Key::RefusedNotFound };
        refused(if self.hidden > 0 { "incomplete" } else { "not-found" }, self.texts.get(key), None)
    }

    /// Every subscription that is running, of the customers that the form names or else of all.
    fn running<'d>(&'d self, customers: &[u64]) -> Vec<Case<'d>> {
        let parties = self.parties.iter();
        let parties = parties.filter(|party| customers.is_empty() || customers.contains(&party.customer.id.get()));
        let rows = parties.flat_map(|party| {
            let rows = party.held.subscriptions.rows.iter().filter(|row| row.is_live());
            rows.map(move |row| self.case(party, row))
        });
        rows.collect()
    }

    /// The subscriptions that a form means: those it names, or the only one that comes into question. Nothing when that
    /// has to be asked.
    ///
    /// # Errors
    /// When one isn't the customer's, when there is none, and when what could be chosen from isn't known.
    pub fn chosen<'d>(
        &'d self,
        form: &Form,
        possible: impl Fn(&Case<'d>) -> bool,
        asks: &mut Asks<'_>,
    ) -> Result<Vec<Case<'d>>, Stop> {
        let mut named = Vec::<u64>::new();
        let (mut customers, mut billed) = (Vec::new(), None);
        for target in &form.targets {
            match target {
                Target::Subscription(id) if !named.contains(id) => named.push(*id),
                Target::Subscription(_) => {}
                Target::Customer(id) => customers.push(self.customer(*id)?.customer.id.get()),
                // Beside a subscription a charge says which one is meant, and alone that it is one of those on it.
                Target::Charge(id) => billed = Some(self.charge(*id)?.1),
                Target::Address(_) => {
                    return Err(refused("invalid-targets", self.texts.get(Key::RefusedTargets), None));
                }
            }
        }
        if !named.is_empty() {
            return named.into_iter().map(|id| self.subscription(id)).collect();
        }
        for party in &self.parties {
            if let Some(failure) = &party.held.subscriptions.failure {
                return Err(Stop::Error(problems::plugin_error(self.texts, failure, &["read_subscriptions"])));
            }
        }
        let mut running = self.running(&customers);
        running.retain(|case| billed.is_none_or(|charge| charge.bills(case.id())));
        let count = running.iter().filter(|case| possible(case)).count();
        let mut candidates: Vec<Case<'d>> = match count {
            // None of them can be acted on: with only one it is said why, and otherwise it has to be asked.
            0 => running,
            _ => running.into_iter().filter(|case| possible(case)).collect(),
        };
        match candidates.len() {
            0 => Err(refused("no-subscription", self.texts.get(Key::RefusedNoSubscription), None)),
            1 => Ok(candidates),
            _ => {
                candidates.truncate(MOST_CHOICES);
                let choices = candidates.iter().map(|case| self.subscription_choice(case)).collect();
                asks.ask(MissingPart::Subscription, Key::AskSubscription, choices);
                Ok(Vec::new())
            }
        }
    }

    fn subscription_choice(&self, case: &Case<'_>) -> Choice {
        let target = targets_json(&[Target::Subscription(case.id())]);
        let next = case.schedule.next_charge.map(|date| {
            self.texts.with(Key::HeadlineNextDate, [("date", self.date(date).into()), ("count", 1_u32.into())])
        });
        let whose = (self.parties.len() > 1).then(|| self.name(case.party.customer));
        let detail: Vec<String> = next.into_iter().chain(whose).collect();
        let detail = Some(detail.join(", ")).filter(|detail| !detail.is_empty());
        choice(&json!({"targets": target}), self.title(case.subscription()), detail)
    }

    /// A customer's name.
    pub fn name(&self, customer: &Customer) -> String {
        let parts = [&customer.first_name, &customer.last_name];
        let parts: Vec<_> = parts.iter().filter_map(|part| text::clean_some(part.as_deref(), text::NAME)).collect();
        if parts.is_empty() { self.texts.get(Key::CustomerUnnamed) } else { parts.join(" ") }
    }

    /// Product and variant of a subscription.
    pub fn title(&self, subscription: &Subscription) -> String {
        self.product(subscription.product_title.as_deref(), subscription.variant_title.as_deref())
    }

    /// Product and variant, in a form that can stand in a list.
    pub fn product(&self, product: Option<&str>, variant: Option<&str>) -> String {
        match (text::clean_some(product, text::NAME), text::clean_some(variant, text::NAME)) {
            (Some(product), Some(variant)) => format!("{product} ({variant})"),
            (product, _) => product.unwrap_or_else(|| self.texts.get(Key::ProductUntitled)),
        }
    }

    /// The titles of these items of a charge.
    pub fn item_titles(&self, charge: &Charge, wanted: impl Fn(&crate::recharge::LineItem) -> bool) -> Vec<String> {
        let items = charge.items().iter().filter(|item| wanted(item));
        items.map(|item| self.product(item.title.as_deref(), item.variant_title.as_deref())).collect()
    }

    /// A date in the reader's form.
    pub fn date(&self, date: Date) -> String {
        self.texts.date_text(date)
    }

    /// Dates in the reader's form; a dash for none.
    pub fn dates(&self, dates: &[Date]) -> String {
        if dates.is_empty() {
            return "-".to_owned();
        }
        dates.iter().map(|date| self.date(*date)).collect::<Vec<_>>().join(", ")
    }

    /// The running subscriptions at an address.
    pub fn at_address<'d>(&'d self, party: &'d Party<'d>, address: AddressId) -> Vec<&'d Subscription> {
        let rows = party.held.subscriptions.rows.iter();
        rows.filter(|row| row.is_live() && row.address_id == Some(address)).collect()
    }
}

/// Why a list is not whole, and whether it is.
fn state<T>(list: &Pulled<T>) -> (Option<&ReadError>, bool) {
    (list.failure.as_ref(), list.complete)
}

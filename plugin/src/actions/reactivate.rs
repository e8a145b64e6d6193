//! Reactivate: takes back a cancellation. No quick action, so it isn't listed; it is how a cancellation is undone, and it
//! goes through the same door as everything else.
//!
//! Which date Recharge gives a subscription that is activated again isn't documented: the date from before was captured,
//! and others have met none or one that has passed. So the date is part of the plan, as a write of its own behind the
//! activation, whatever date that brings.

use jiff::civil::Date;
use serde_json::json;

use super::execute::{Goal, Needs, Seen, Sent, Standing};
use super::move_date::Dated;
use super::prepare::{
    Asks, Case, Desk, Draft, Request, Stop, choice, effects, equals, form_of, hindered, refused, upcoming,
};
use super::{Definition, Line, Obstacle, Possible};
use crate::contract::{ActionKind, Form, MissingPart, Preparation, Target, Tone, WriteMethod};
use crate::l10n::{Key, Texts};
use crate::moment::{iso_date, parse_date};
use crate::recharge::SubscriptionStatus;

/// What this action is.
pub const DEFINITION: Definition = Definition {
    id: "reactivate",
    kind: ActionKind::Write,
    label: Key::ActionReactivate,
    description: Key::ActionReactivateDescription,
    model_description: "Takes back a cancellation. Needs the cancelled subscription as target and `to`, the date of its next \
        charge.",
    scopes: SCOPES,
    wants_reasons: false,
    judge,
    prepare,
    goal,
};

const SCOPES: &[&str] = &["read_customers", "read_subscriptions", "read_orders", "write_subscriptions"];

/// Parameters.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub struct Parameters {
    /// The date of the next charge, "YYYY-MM-DD".
    #[cfg_attr(test, schemars(extend("format" = "date")))]
    pub to: Option<String>,
}

impl Parameters {
    fn of(request: &Request<'_>) -> Self {
        Self { to: request.text("to") }
    }
}

/// The form for a subscription, with the date it is to be charged on.
pub fn form_for(subscription: u64, to: Option<Date>) -> Form {
    let parameters = to.map_or_else(|| json!({}), |to| json!({"to": iso_date(to)}));
    form_of(DEFINITION.id, subscription, &parameters)
}

fn judge(line: &Line<'_>) -> Result<Possible, Obstacle> {
    match line.subscription.status() {
        SubscriptionStatus::Cancelled | SubscriptionStatus::Expired => {}
        SubscriptionStatus::Active => return Err(Obstacle::Running),
        SubscriptionStatus::OneTime => return Err(Obstacle::StatusUnknown("onetime".to_owned())),
        SubscriptionStatus::Other(word) => return Err(Obstacle::StatusUnknown(word)),
    }
    match line.scopes.missing(SCOPES) {
        missing if missing.is_empty() => Ok(Possible::default()),
        missing => Err(Obstacle::Scopes(missing)),
    }
}

fn prepare(desk: &Desk<'_>, request: &Request<'_>) -> Result<Preparation, Stop> {
    let wanted = Parameters::of(request);
    let mut asks = Asks::new(desk, request.form, &request.fields);
    let ids: Vec<u64> = request
        .form
        .targets
        .iter()
        .filter_map(|target| match target {
            Target::Subscription(id) => Some(*id),
            _ => None,
        })
        .collect();
    // What ended long ago is nothing to guess from: the subscription is always named.
    let [id] = ids.as_slice() else {
        return Err(refused("one-at-a-time", desk.texts.get(Key::RefusedOneAtATime), None));
    };
    let case = desk.subscription(*id)?;
    judge(&case.line).map_err(|obstacle| hindered(desk.texts, &obstacle, None))?;
    let first = desk.cutoff.first_possible();
    let to = wanted.to.as_deref().and_then(parse_date);
    match to {
        None => {
            let soon = upcoming::after(case.subscription(), desk.now.date()).filter(|date| *date >= first);
            let choices = [Some(first), soon].into_iter().flatten();
            let choices = choices.map(|date| choice(&json!({"to": iso_date(date)}), desk.date(date), None)).collect();
            asks.ask(MissingPart::Date, Key::AskDate, choices);
        }
        Some(early) if desk.cutoff.has_begun(early) => {
            let words = [("date", desk.date(early).into()), ("first", desk.date(first).into())];
            let text = desk.texts.with(Key::RefusedDateTooEarly, words);
            return Err(refused("date-too-early", text, Some(form_for(*id, Some(first)))));
        }
        Some(to) => {
            if let Some(last) = upcoming::furthest(desk.now.date()).filter(|last| to > *last) {
                let words = [("date", desk.date(to).into()), ("last", desk.date(last).into())];
                let text = desk.texts.with(Key::RefusedDateTooFar, words);
                return Err(refused("date-too-far", text, Some(form_for(*id, Some(last)))));
            }
        }
    }
    asks.done()?;
    let to = to.ok_or_else(|| hindered(desk.texts, &Obstacle::NoCharge, None))?;
    Ok(plan(desk, &case, to))
}

fn plan(desk: &Desk<'_>, case: &Case<'_>, to: Date) -> Preparation {
    let texts = desk.texts;
    let product = desk.title(case.subscription());
    let item = || ("product", product.clone().into());
    let title = texts.with(Key::PlanReactivateTitle, [item(), ("date", desk.date(to).into())]);
    let mut draft = Draft::new(desk, DEFINITION.id, vec![Target::Subscription(case.id())], title);
    let (before, code) = match case.subscription().status() {
        SubscriptionStatus::Expired => (Key::StatusExpired, "expired"),
        _ => (Key::StatusCancelled, "cancelled"),
    };
    draft.change(Key::LabelStatus, texts.get(before), texts.get(Key::StatusActive));
    draft.change(Key::LabelNextCharge, texts.get(Key::PlanNone), desk.date(to));
    let dates = upcoming::dates(case.subscription(), to, 3, &[]);
    draft.change(Key::PlanNextDates, desk.dates(&[]), desk.dates(&dates));
    draft.effect("reactivation", Tone::Neutral, Key::EffectReactivated, &[]);
    if case.subscription().max_retries_reached == Some(true) || case.open_payment().is_some() {
        draft.warn("payment-problem", Key::WarnPaymentProblem, &[]);
    }
    effects::joins(&mut draft, desk, case, case.subscription().address_id, to, &[case.id()]);
    effects::redated(&mut draft, desk, case, to);
    effects::carrier(&mut draft);
    effects::tomorrow(&mut draft, desk, to);
    draft.before(to);
    let activate = draft.write(
        texts.with(Key::WriteActivate, [item()]),
        WriteMethod::Post,
        format!("/subscriptions/{}/activate", case.id()),
        false,
        None,
        Vec::new(),
    );
    let status = [("/status", equals(&json!(code)), desk.texts.get(Key::LabelStatus))];
    draft.require_subscription(activate, case, &status);
    let date = draft.write(
        texts.with(Key::WriteMove, [item(), ("date", desk.date(to).into())]),
        WriteMethod::Post,
        format!("/subscriptions/{}/set_next_charge_date", case.id()),
        true,
        Some(&json!({"date": iso_date(to)})),
        Vec::new(),
    );
    draft.require_subscription(date, case, &[]);
    draft.undone_by(form_of(super::cancel::DEFINITION.id, case.id(), &json!({})))
}

/// The subscription runs again.
#[derive(Debug)]
struct Running {
    subscription: u64,
}

fn goal(sent: &Sent<'_>) -> Option<Box<dyn Goal>> {
    if let Some(subscription) = sent.matches(WriteMethod::Post, "subscriptions", "activate") {
        return Some(Box::new(Running { subscription }));
    }
    Dated::read(sent).map(|goal| Box::new(goal) as Box<dyn Goal>)
}

impl Goal for Running {
    fn needs(&self, needs: &mut Needs) {
        needs.subscriptions.push(self.subscription);
    }

    fn standing(&self, seen: &Seen) -> Standing {
        match seen.subscription(self.subscription).map(|row| row.status()) {
            None => Standing::Unread,
            Some(SubscriptionStatus::Active) => Standing::Reached,
            Some(_) => Standing::Not,
        }
    }

    fn now(&self, seen: &Seen, texts: &Texts) -> String {
        seen.status_words(self.subscription, texts)
    }

    fn finish(&self) -> Option<Form> {
        Some(form_for(self.subscription, None))
    }

    fn go_back(&self) -> Option<Form> {
        Some(form_of(super::cancel::DEFINITION.id, self.subscription, &json!({})))
    }
}

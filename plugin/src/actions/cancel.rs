//! Cancel: ends one subscription.

use crate::text::lower;
use serde_json::{Value, json};

use super::execute::{Goal, Needs, Seen, Sent, Standing};
use super::prepare::{
    Asks, Case, Desk, Draft, Request, Stop, choice, dated, effects, equals, form, form_of, hindered, refused,
};
use super::{Definition, Line, Obstacle, Possible};
use crate::contract::{ActionKind, Choice, Form, MissingPart, Preparation, Target, Tone, WriteMethod};
use crate::l10n::{Key, LANGUAGES, Texts};
use crate::problems;
use crate::recharge::{ChargeStatus, SubscriptionStatus};

/// What this action is.
pub const DEFINITION: Definition = Definition {
    id: "cancel",
    kind: ActionKind::Write,
    label: Key::ActionCancel,
    description: Key::ActionCancelDescription,
    model_description: "Cancels one subscription for good. Use it only when the customer says that they want to end it. Do \
        not use it for a pause (move-date), for one unwanted delivery (skip), or for a one-time order. Needs the \
        subscription as target and `reason`; `comment` may carry the customer's own words. Ask about `notify_customer` \
        when it isn't clear: Recharge mails the customer and the shop by default. Other subscriptions stay.",
    scopes: SCOPES,
    wants_reasons: true,
    judge,
    prepare,
    goal,
};

const SCOPES: &[&str] = &["read_customers", "read_subscriptions", "read_orders", "write_subscriptions"];

/// Parameters.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub struct Parameters {
    /// Why; Recharge requires one.
    #[cfg_attr(test, schemars(length(min = 1, max = 255)))]
    pub reason: Option<String>,
    /// A comment; Recharge takes 1024 characters.
    #[cfg_attr(test, schemars(length(max = 1024)))]
    pub comment: Option<String>,
    /// Whether Recharge mails the customer and the shop.
    pub notify_customer: Option<bool>,
}

impl Parameters {
    fn of(request: &Request<'_>) -> Self {
        Self {
            reason: request.text("reason"),
            comment: request.text("comment"),
            notify_customer: request.flag("notify_customer"),
        }
    }
}

fn judge(line: &Line<'_>) -> Result<Possible, Obstacle> {
    line.may_change(SCOPES)?;
    line.charges()?;
    line.not_running()?;
    Ok(Possible { charge: line.upcoming().map(|charge| charge.id), ..Possible::default() })
}

fn prepare(desk: &Desk<'_>, request: &Request<'_>) -> Result<Preparation, Stop> {
    let wanted = Parameters::of(request);
    let mut asks = Asks::new(desk, request.form, &request.fields);
    let cases = desk.chosen(request.form, |case| judge(&case.line).is_ok(), &mut asks)?;
    match cases.as_slice() {
        [case] => judged(desk, case)?,
        [] => {}
        // Each end is approved by itself.
        _ => return Err(refused("one-at-a-time", desk.texts.get(Key::RefusedOneAtATime), None)),
    }
    let reason = reason(desk, wanted.reason.as_deref());
    if reason.is_none() {
        // Not every customer says why, and none of the shop's reasons should be made up for them.
        let own = desk.texts.get(Key::ReasonCustomer);
        let beside = (!desk.reasons.is_empty() && !desk.reasons.contains(&own)).then_some(&own);
        let reasons = desk.reasons.iter().chain(beside);
        let reasons = reasons.map(|reason| choice(&json!({"reason": reason}), reason.clone(), None)).collect();
        let key = if desk.reasons.is_empty() { Key::AskReason } else { Key::AskReasonOfList };
        asks.ask(MissingPart::Reason, key, reasons);
    }
    if wanted.notify_customer.is_none() {
        asks.ask(MissingPart::Scope, Key::AskNotify, notify_choices(desk));
    }
    asks.done()?;
    match (cases.first(), reason, wanted.notify_customer) {
        (Some(case), Some(reason), Some(notify)) => Ok(plan(desk, case, &reason, wanted.comment.as_deref(), notify)),
        _ => Err(hindered(desk.texts, &Obstacle::NoCharge, None)),
    }
}

/// The reason: free, or as the shop's list writes it, or, beside the list, that the customer asked for it. Nothing when
/// there is none, or another one.
fn reason(desk: &Desk<'_>, wanted: Option<&str>) -> Option<String> {
    let wanted = wanted.map(str::trim)?;
    if desk.reasons.is_empty() {
        return Some(wanted.to_owned());
    }
    let listed = desk.reasons.iter().find(|reason| lower(reason) == lower(wanted)).cloned();
    // A form may have been filled in in another language than it is read in.
    let own = || LANGUAGES.into_iter().map(|language| Texts::new(language.tag()).get(Key::ReasonCustomer));
    listed.or_else(|| own().find(|own| own == wanted))
}

fn notify_choices(desk: &Desk<'_>) -> Vec<Choice> {
    let one = |notify: bool, key| choice(&json!({"notify_customer": notify}), desk.texts.get(key), None);
    vec![one(true, Key::ChoiceNotify), one(false, Key::ChoiceNotNotify)]
}

/// Stops when this subscription can't be cancelled now.
fn judged(desk: &Desk<'_>, case: &Case<'_>) -> Result<(), Stop> {
    judge(&case.line).map(|_| ()).map_err(|obstacle| match &obstacle {
        Obstacle::Cancelled => refused("already-cancelled", obstacle.text(desk.texts), None),
        Obstacle::ChargeRunning(_) => {
            let page = json!({"page": "subscription"});
            hindered(desk.texts, &obstacle, Some(form_of(super::open::DEFINITION.id, case.id(), &page)))
        }
        _ => hindered(desk.texts, &obstacle, None),
    })
}

fn plan(desk: &Desk<'_>, case: &Case<'_>, reason: &str, comment: Option<&str>, notify: bool) -> Preparation {
    let (subscription, texts) = (case.subscription(), desk.texts);
    let product = desk.title(subscription);
    let item = || ("product", product.clone().into());
    let target = vec![Target::Subscription(case.id())];
    let mut draft = Draft::new(desk, DEFINITION.id, target, texts.with(Key::PlanCancelTitle, [item()]));
    let none = || texts.get(Key::PlanNone);
    draft.change(Key::LabelStatus, texts.get(Key::StatusActive), texts.get(Key::StatusCancelled));
    let next = case.schedule.next_charge;
    draft.change(Key::LabelNextCharge, next.map_or_else(none, |date| desk.date(date)), none());
    draft.change(Key::LabelReason, none(), reason.to_owned());
    if let Some(comment) = comment.filter(|comment| !comment.trim().is_empty()) {
        draft.change(Key::LabelComment, none(), comment.to_owned());
    }
    let mail = if notify { Key::EffectMail } else { Key::EffectNoMail };
    draft.effect(if notify { "mail" } else { "no-mail" }, Tone::Neutral, mail, &[]);
    remains(&mut draft, desk, case);
    draft.effect("reactivation", Tone::Neutral, Key::EffectReactivation, &[]);
    if let Some(charge) = case.line.upcoming() {
        effects::leaves(&mut draft, desk, charge, &[case.id()]);
        effects::recalculating(&mut draft, charge);
    }
    effects::differing(&mut draft, desk, case);
    if let Some(date) = next {
        effects::tomorrow(&mut draft, desk, date);
        draft.before(date);
    }
    let mut body = json!({"cancellation_reason": reason, "send_email": notify});
    if let (Some(body), Some(comment)) = (body.as_object_mut(), comment.filter(|comment| !comment.trim().is_empty())) {
        body.insert("cancellation_reason_comments".to_owned(), Value::from(comment));
    }
    let step = draft.write(
        texts.with(Key::PlanCancelTitle, [item()]),
        WriteMethod::Post,
        format!("/subscriptions/{}/cancel", case.id()),
        false,
        Some(&body),
        Vec::new(),
    );
    draft.require_subscription(
        step,
        case,
        &[
            ("/status", equals(&json!("active")), desk.texts.get(Key::LabelStatus)),
            (
                "/next_charge_scheduled_at",
                dated(subscription.next_charge_scheduled_at),
                desk.texts.get(Key::LabelNextCharge),
            ),
        ],
    );
    draft.undone_by(super::reactivate::form_for(case.id(), next))
}

/// What a cancellation leaves as it is.
fn remains(draft: &mut Draft<'_>, desk: &Desk<'_>, case: &Case<'_>) {
    let rows = case.party.held.subscriptions.rows.iter();
    let others = rows.filter(|row| row.id != case.subscription().id && row.status() == SubscriptionStatus::Active);
    let others: Vec<String> = others.map(|row| desk.title(row)).collect();
    if !others.is_empty() {
        let words = [("items", problems::list(&others).into())];
        draft.effect("others-stay", Tone::Neutral, Key::EffectOthersStay, &words);
    }
    effects::paid(draft, desk, case, Key::EffectPrepaidAfterCancel);
    for charge in case.charges() {
        let date = charge.scheduled_at.map_or_else(|| "-".to_owned(), |date| desk.date(date));
        match charge.status() {
            ChargeStatus::Error => {
                draft.effect("failed-charge-stays", Tone::Critical, Key::EffectFailedStays, &[("date", date.into())]);
            }
            ChargeStatus::Pending | ChargeStatus::PendingManualPayment => {
                draft.warn("charge-pending", Key::NoticeChargePending, &[]);
            }
            _ => {}
        }
    }
    let skipped = case.skipped_ahead();
    if !skipped.is_empty() {
        draft.effect("skips-lost", Tone::Neutral, Key::EffectSkipsLost, &[("dates", desk.dates(&skipped).into())]);
    }
}

/// The subscription has ended.
#[derive(Debug)]
struct Ended {
    subscription: u64,
}

fn goal(sent: &Sent<'_>) -> Option<Box<dyn Goal>> {
    let subscription = sent.matches(WriteMethod::Post, "subscriptions", "cancel")?;
    Some(Box::new(Ended { subscription }))
}

impl Goal for Ended {
    fn needs(&self, needs: &mut Needs) {
        needs.subscriptions.push(self.subscription);
        needs.items.push(self.subscription);
    }

    fn standing(&self, seen: &Seen) -> Standing {
        let Some(row) = seen.subscription(self.subscription) else { return Standing::Unread };
        if row.status() != SubscriptionStatus::Cancelled {
            return Standing::Not;
        }
        // Its item leaves the coming charge a little later.
        match seen.charges_of(self.subscription) {
            None => Standing::Unread,
            Some(charges) if charges.iter().any(|charge| charge.status() == ChargeStatus::Queued) => Standing::Settling,
            Some(_) => Standing::Reached,
        }
    }

    fn now(&self, seen: &Seen, texts: &Texts) -> String {
        seen.status_words(self.subscription, texts)
    }

    fn finish(&self) -> Option<Form> {
        Some(form(DEFINITION.id, vec![Target::Subscription(self.subscription)], &json!({})))
    }
}

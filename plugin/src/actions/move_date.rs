//! Move delivery date: another date for the next charge, and so for the next delivery.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::execute::{Goal, Needs, Seen, Sent, Standing};
use super::prepare::{
    Asks, Case, Desk, Draft, Request, Stop, choice, dated, effects, equals, form, hindered, pinned, refused, upcoming,
};
use super::{Definition, Line, Obstacle, Possible};
use crate::contract::{ActionKind, Choice, Form, MissingPart, Preparation, Target, Tone, WriteMethod};
use crate::l10n::Key;
use crate::moment::{iso_date, parse_date, plus_days};
use crate::problems;
use crate::recharge::{Charge, ChargeStatus};

/// What this action is.
pub const DEFINITION: Definition = Definition {
    id: "move-date",
    kind: ActionKind::Write,
    label: Key::ActionMoveDate,
    description: Key::ActionMoveDateDescription,
    model_description: "Moves the next charge of one subscription to another date; the order, and so the delivery, follows \
        the charge, and later dates follow the new one. Use it when the customer wants a delivery later or earlier, or a \
        pause until a date. Do not use it to drop a delivery (skip) or to end the subscription (cancel), nor for a parcel \
        that is on its way. Needs the subscription as target (or several, or a charge for everything on it) and either `to` \
        (a date, earlier or later, tomorrow at the earliest) or `by` (days or weeks later). Set `whole_charge` only when everything billed together is to move together. Never promise \
        a carrier's date.",
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
    /// The new date, "YYYY-MM-DD".
    #[cfg_attr(test, schemars(extend("format" = "date")))]
    pub to: Option<String>,
    /// By how much later.
    pub by: Option<Shift>,
    /// Whether everything on the same charge moves.
    #[cfg_attr(test, serde(default))]
    pub whole_charge: bool,
}

impl Parameters {
    fn of(request: &Request<'_>) -> Self {
        let number = |by: &Value, name: &str| by.get(name)?.as_u64().and_then(|number| u16::try_from(number).ok());
        let shift = |by: &Value| Shift { days: number(by, "days"), weeks: number(by, "weeks") };
        Self {
            to: request.text("to"),
            by: request.fields.get("by").map(shift),
            whole_charge: request.flag("whole_charge") == Some(true),
        }
    }
}

/// A shift to a later date.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub struct Shift {
    /// Days.
    #[cfg_attr(test, schemars(range(min = 1, max = 365)))]
    pub days: Option<u16>,
    /// Weeks.
    #[cfg_attr(test, schemars(range(min = 1, max = 52)))]
    pub weeks: Option<u16>,
}

fn judge(line: &Line<'_>) -> Result<Possible, Obstacle> {
    line.may_change(SCOPES)?;
    line.charges()?;
    line.not_running()?;
    match (line.upcoming(), line.next_charge) {
        (Some(charge), _) => Ok(Possible { charge: Some(charge.id), ..Possible::default() }),
        // Recharge moves the subscription, so a date without a charge will do.
        (None, Some(_)) => Ok(Possible::default()),
        (None, None) => Err(line.why_none_upcoming()),
    }
}

/// Later than so many days ahead is likely a slip.
const FAR_DAYS: i64 = 366;
/// Subscriptions that move in one plan: each is a write, before which the host reads every other one again.
const MOST: usize = 10;
/// Dates of the schedule that a plan shows.
const SHOWN_DATES: usize = 3;

/// One subscription with the date it leaves and the one it gets.
struct Move<'d> {
    case: Case<'d>,
    from: Date,
    to: Date,
}

fn prepare(desk: &Desk<'_>, request: &Request<'_>) -> Result<Preparation, Stop> {
    let wanted = Parameters::of(request);
    if wanted.to.is_some() && wanted.by.is_some() {
        return Err(refused("invalid-parameters", desk.texts.get(Key::FaultToAndBy), None));
    }
    if wanted.by.as_ref().is_some_and(|by| by.days.is_none() && by.weeks.is_none()) {
        return Err(refused("invalid-parameters", desk.texts.get(Key::FaultByNothing), None));
    }
    let mut asks = Asks::new(desk, request.form, &request.fields);
    let (cases, stay) = movers(desk, request, &wanted, &mut asks)?;
    if wanted.to.is_none() && wanted.by.is_none() {
        asks.ask(MissingPart::Date, Key::AskDate, date_choices(desk));
    }
    asks.between("to", Some(desk.cutoff.first_possible()), upcoming::furthest(desk.now.date()));
    asks.done()?;
    let mut moves = Vec::new();
    for case in cases {
        judged(desk, &case)?;
        let from = case.schedule.next_charge.ok_or_else(|| hindered(desk.texts, &Obstacle::NoCharge, None))?;
        let to = target_date(desk, &wanted, from)?;
        moves.push(Move { case, from, to });
    }
    possible(desk, &moves)?;
    plan(desk, moves, &stay)
}

/// The subscriptions that are to move, and the titles of those on the same charge that can't.
fn movers<'d>(
    desk: &'d Desk<'_>,
    request: &Request<'_>,
    wanted: &Parameters,
    asks: &mut Asks<'_>,
) -> Result<(Vec<Case<'d>>, Vec<String>), Stop> {
    let charge = request.charge(desk)?;
    if charge.is_none() || request.names_subscription() {
        let cases = desk.chosen(request.form, |case| judge(&case.line).is_ok(), asks)?;
        for case in &cases {
            pinned(desk, charge, case)?;
        }
        let shared = match cases.as_slice() {
            [only] if wanted.whole_charge => only.line.upcoming(),
            _ => None,
        };
        return match shared {
            Some(charge) => whole(desk, charge, &cases),
            None => Ok((cases, Vec::new())),
        };
    }
    let (party, charge) = desk.charge(charge.unwrap_or_default())?;
    let date = charge.scheduled_at;
    match charge.status() {
        ChargeStatus::Queued => {}
        ChargeStatus::Error => return Err(payment_open(desk, charge)),
        _ => return Err(refused("charge-not-queued", desk.texts.get(Key::RefusedChargeNotQueued), None)),
    }
    if let Some(date) = date.filter(|date| desk.cutoff.has_begun(*date)) {
        return Err(hindered(desk.texts, &Obstacle::ChargeRunning(date), Some(open_charge(charge))));
    }
    let rows = party.held.subscriptions.rows.iter().filter(|row| charge.bills(row.id.get()));
    let cases: Vec<Case<'d>> = rows.map(|row| desk.case(party, row)).collect();
    whole(desk, charge, &cases)
}

/// Everything on a charge that can move, and what can't.
fn whole<'d>(desk: &'d Desk<'_>, charge: &Charge, known: &[Case<'d>]) -> Result<(Vec<Case<'d>>, Vec<String>), Stop> {
    let Some(first) = known.first() else {
        return Err(hindered(desk.texts, &Obstacle::NoCharge, None));
    };
    judged(desk, first)?;
    let rows = first.party.held.subscriptions.rows.iter().filter(|row| charge.bills(row.id.get()));
    let (movable, stuck): (Vec<_>, Vec<_>) = rows
        .map(|row| desk.case(first.party, row))
        .partition(|case| judge(&case.line).is_ok() && case.open_payment().is_none());
    Ok((movable, stuck.iter().map(|case| desk.title(case.subscription())).collect()))
}

/// Stops when this subscription can't be moved now.
fn judged(desk: &Desk<'_>, case: &Case<'_>) -> Result<(), Stop> {
    if case.subscription().is_live()
        && let Some(charge) = case.open_payment()
    {
        return Err(payment_open(desk, charge));
    }
    judge(&case.line).map(|_| ()).map_err(|obstacle| {
        let instead = match &obstacle {
            Obstacle::Cancelled | Obstacle::Expired => Some(super::reactivate::form_for(case.id(), None)),
            Obstacle::ChargeRunning(_) => case.line.upcoming().map(open_charge),
            _ => None,
        };
        hindered(desk.texts, &obstacle, instead)
    })
}

fn payment_open(desk: &Desk<'_>, charge: &Charge) -> Stop {
    let (code, key) = match charge.status() {
        ChargeStatus::Error => ("payment-failed", Key::RefusedPaymentFailed),
        _ => ("charge-pending", Key::RefusedChargePending),
    };
    let date = charge.scheduled_at.map_or_else(|| "-".to_owned(), |date| desk.date(date));
    refused(code, desk.texts.with(key, [("date", date.into())]), Some(open_charge(charge)))
}

/// The page of a charge, as the nearest possible thing.
fn open_charge(charge: &Charge) -> Form {
    form(super::open::DEFINITION.id, vec![Target::Charge(charge.id.get())], &json!({"page": "charge"}))
}

fn target_date(desk: &Desk<'_>, wanted: &Parameters, from: Date) -> Result<Date, Stop> {
    let by = |by: &Shift| {
        let days = i64::from(by.days.unwrap_or(0)).checked_add(i64::from(by.weeks.unwrap_or(0)).checked_mul(7)?)?;
        plus_days(from, days)
    };
    let to = match (&wanted.to, &wanted.by) {
        (Some(to), _) => parse_date(to),
        (None, Some(shift)) => by(shift),
        (None, None) => None,
    };
    to.ok_or_else(|| refused("invalid-parameters", desk.texts.get(Key::FaultDateEnd), None))
}

/// Stops when the new date is none that Recharge would take, or none at all.
fn possible(desk: &Desk<'_>, moves: &[Move<'_>]) -> Result<(), Stop> {
    let targets = || moves.iter().map(|one| Target::Subscription(one.case.id())).collect::<Vec<_>>();
    let first = desk.cutoff.first_possible();
    if let Some(early) = moves.iter().find(|one| desk.cutoff.has_begun(one.to)) {
        let words = [("date", desk.date(early.to).into()), ("first", desk.date(first).into())];
        let instead = moves
            .iter()
            .any(|one| one.from != first)
            .then(|| form(DEFINITION.id, targets(), &json!({"to": iso_date(first)})));
        return Err(refused("date-too-early", desk.texts.with(Key::RefusedDateTooEarly, words), instead));
    }
    if let Some(last) = upcoming::furthest(desk.now.date())
        && let Some(far) = moves.iter().find(|one| one.to > last)
    {
        let words = [("date", desk.date(far.to).into()), ("last", desk.date(last).into())];
        let instead = form(DEFINITION.id, targets(), &json!({"to": iso_date(last)}));
        return Err(refused("date-too-far", desk.texts.with(Key::RefusedDateTooFar, words), Some(instead)));
    }
    if moves.iter().all(|one| one.from == one.to) {
        let date = moves.first().map_or_else(String::new, |one| desk.date(one.to));
        return Err(refused("nothing-to-change", desk.texts.with(Key::RefusedSameDate, [("date", date.into())]), None));
    }
    if let Some(skipped) = moves.iter().find(|one| one.case.skipped_ahead().contains(&one.to)) {
        let words =
            [("date", desk.date(skipped.to).into()), ("product", desk.title(skipped.case.subscription()).into())];
        let instead = form(
            super::unskip::DEFINITION.id,
            vec![Target::Subscription(skipped.case.id())],
            &json!({"date": iso_date(skipped.to)}),
        );
        return Err(refused("date-skipped", desk.texts.with(Key::RefusedDateSkipped, words), Some(instead)));
    }
    Ok(())
}

fn plan(desk: &Desk<'_>, mut moves: Vec<Move<'_>>, stay: &[String]) -> Result<Preparation, Stop> {
    moves.retain(|one| one.from != one.to);
    if moves.len() > MOST {
        return Err(refused("too-many", desk.texts.with(Key::RefusedTooMany, [("most", MOST.into())]), None));
    }
    let ids: Vec<u64> = moves.iter().map(|one| one.case.id()).collect();
    let targets: Vec<Target> = ids.iter().copied().map(Target::Subscription).collect();
    let titles: Vec<String> = moves.iter().map(|one| desk.title(one.case.subscription())).collect();
    let Some(lead) = moves.first() else {
        return Err(hindered(desk.texts, &Obstacle::NoCharge, None));
    };
    let (from, to) = (lead.from, lead.to);
    let words = [("items", problems::list(&titles).into()), ("date", desk.date(to).into())];
    let mut draft = Draft::new(desk, DEFINITION.id, targets.clone(), desk.texts.with(Key::PlanMoveTitle, words));
    let mut left = Vec::new();
    for one in &moves {
        let (case, product) = (&one.case, desk.title(one.case.subscription()));
        let label = |draft: &mut Draft<'_>, key, before, after| match moves.len() {
            1 => draft.change(key, before, after),
            _ => draft.change_of(key, &product, before, after),
        };
        label(&mut draft, Key::LabelNextCharge, desk.date(one.from), desk.date(one.to));
        if !case.subscription().is_prepaid() {
            label(&mut draft, Key::LabelNextDelivery, order_on(desk, one.from), order_on(desk, one.to));
        }
        let skipped = case.skipped_ahead();
        let dates = |first| upcoming::dates(case.subscription(), first, SHOWN_DATES, &skipped);
        let coming = dates(one.to);
        label(&mut draft, Key::PlanNextDates, desk.dates(&dates(one.from)), desk.dates(&coming));
        if let Some(charge) = case.line.upcoming()
            && !left.contains(&charge.id)
        {
            left.push(charge.id);
            draft.require_charge(0, case.party.customer.id, charge, "queued");
            effects::leaves(&mut draft, desk, charge, &ids);
            effects::recalculating(&mut draft, charge);
        }
        effects::joins(&mut draft, desk, case, case.subscription().address_id, one.to, &ids);
        effects::likely_joins(&mut draft, desk, case, &coming, &ids);
        effects::redated(&mut draft, desk, case, one.to);
        if !skipped.is_empty() {
            let words = [("product", product.clone().into()), ("dates", desk.dates(&skipped).into())];
            draft.effect("skipped-ahead", Tone::Warning, Key::EffectSkippedAhead, &words);
        }
        effects::differing(&mut draft, desk, case);
        effects::tomorrow(&mut draft, desk, one.from);
        effects::tomorrow(&mut draft, desk, one.to);
        if plus_days(desk.now.date(), FAR_DAYS).is_some_and(|far| one.to > far) {
            draft.warn("far-ahead", Key::WarnFarAhead, &[("date", desk.date(one.to).into())]);
        }
        draft.before(one.from);
        draft.before(one.to);
        let words = [("product", product.into()), ("date", desk.date(one.to).into())];
        let step = draft.write(
            desk.texts.with(Key::WriteMove, words),
            WriteMethod::Post,
            format!("/subscriptions/{}/set_next_charge_date", case.id()),
            true,
            Some(&json!({"date": iso_date(one.to)})),
            Vec::new(),
        );
        draft.require_subscription(
            step,
            case,
            &[
                ("/status", equals(&json!("active")), desk.texts.get(Key::LabelStatus)),
                (
                    "/next_charge_scheduled_at",
                    dated(case.subscription().next_charge_scheduled_at),
                    desk.texts.get(Key::LabelNextCharge),
                ),
                (
                    "/address_id",
                    case.subscription()
                        .address_id
                        .map_or(crate::contract::Expectation::Absent, |id| equals(&json!(id.get()))),
                    desk.texts.get(Key::LabelAddress),
                ),
            ],
        );
    }
    if moves.len() > 1 {
        let words = [("items", problems::list(&titles).into()), ("date", desk.date(to).into())];
        draft.effect("moves-together", Tone::Neutral, Key::EffectMovesTogether, &words);
    }
    if !stay.is_empty() {
        draft.effect("stays-behind", Tone::Warning, Key::EffectStaysBehind, &[("items", problems::list(stay).into())]);
    }
    effects::later_dates(&mut draft, desk, &moves.iter().map(|one| &one.case).collect::<Vec<_>>());
    effects::carrier(&mut draft);
    // Several that come from different dates can't be brought back by one form.
    if moves.iter().any(|one| one.from != from) {
        return Ok(draft.not_undone(Key::UndoDifferentDates));
    }
    Ok(draft.undone_by(form(DEFINITION.id, targets, &json!({"to": iso_date(from)}))))
}

fn order_on(desk: &Desk<'_>, date: Date) -> String {
    desk.texts.with(Key::PlanOrderOn, [("date", desk.date(date).into())])
}

fn date_choices(desk: &Desk<'_>) -> Vec<Choice> {
    let later = |weeks: u32| {
        choice(
            &json!({"by": {"weeks": weeks}}),
            desk.texts.with(Key::ChoiceWeeksLater, [("count", weeks.into())]),
            None,
        )
    };
    [1, 2, 4].map(later).to_vec()
}

/// The subscription is charged next on a date.
#[derive(Debug)]
pub struct Dated {
    /// The subscription.
    pub subscription: u64,
    /// The date.
    pub date: Date,
    /// The date before, as the plan has it.
    pub before: Option<Date>,
}

fn goal(sent: &Sent<'_>) -> Option<Box<dyn Goal>> {
    Dated::read(sent).map(|goal| Box::new(goal) as Box<dyn Goal>)
}

impl Dated {
    /// The goal of a `set_next_charge_date`.
    pub fn read(sent: &Sent<'_>) -> Option<Self> {
        let id = sent.matches(WriteMethod::Post, "subscriptions", "set_next_charge_date")?;
        let before = sent.expected(&format!("/subscriptions/{id}"), "/subscription/next_charge_scheduled_at");
        let before = before.as_deref().and_then(parse_date);
        Some(Self { subscription: id, date: parse_date(sent.text("date")?)?, before })
    }
}

impl Goal for Dated {
    fn needs(&self, needs: &mut Needs) {
        needs.subscriptions.push(self.subscription);
        needs.items.push(self.subscription);
    }

    /// The charge is what bills, the subscription's own date may come first: both have to say the date. A charge that is
    /// still missing, or still to be computed anew, is waited for.
    fn standing(&self, seen: &Seen) -> Standing {
        let Some(row) = seen.subscription(self.subscription) else { return Standing::Unread };
        let Some(charges) = seen.charges_of(self.subscription) else { return Standing::Unread };
        let queued: Vec<&Charge> =
            charges.into_iter().filter(|charge| charge.status() == ChargeStatus::Queued).collect();
        if row.next_charge_scheduled_at != Some(self.date) {
            return Standing::Not;
        }
        let there = queued.iter().any(|charge| charge.scheduled_at == Some(self.date));
        let elsewhere = queued.iter().any(|charge| charge.scheduled_at != Some(self.date));
        if there && !elsewhere && !queued.iter().any(|charge| charge.is_recalculating()) {
            Standing::Reached
        } else {
            Standing::Settling
        }
    }

    fn now(&self, seen: &Seen, texts: &crate::l10n::Texts) -> String {
        seen.next_charge_words(self.subscription, texts)
    }

    fn finish(&self) -> Option<Form> {
        Some(form(DEFINITION.id, vec![Target::Subscription(self.subscription)], &json!({"to": iso_date(self.date)})))
    }

    fn go_back(&self) -> Option<Form> {
        let before = json!({"to": iso_date(self.before?)});
        Some(form(DEFINITION.id, vec![Target::Subscription(self.subscription)], &before))
    }
}

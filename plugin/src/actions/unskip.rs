//! Unskip charge: brings a skipped one back, as long as its date lies ahead.

use jiff::civil::Date;
use serde_json::json;

use super::execute::{Goal, Sent};
use super::prepare::{
    Asks, Case, Desk, Draft, Request, Stop, choice, effects, equals, form, form_of, hindered, pinned, refused, upcoming,
};
use super::skips::Skips;
use super::{Definition, Line, Obstacle, Possible};
use crate::contract::{ActionKind, Choice, MissingPart, Preparation, Target, Tone, WriteMethod};
use crate::l10n::Key;
use crate::moment::{iso_date, parse_date};
use crate::problems;
use crate::recharge::{Charge, ChargeStatus, LineItem};

/// What this action is.
pub const DEFINITION: Definition = Definition {
    id: "unskip",
    kind: ActionKind::Write,
    label: Key::ActionUnskip,
    description: Key::ActionUnskipDescription,
    model_description: "Brings back a skipped charge of one subscription while its date lies ahead. Use it when the customer \
        wants a delivery after all that was skipped. Do not use it for a new date (move-date) or to restart a cancelled \
        subscription. Needs the subscription as target, and `date` when more than one charge is skipped.",
    scopes: SCOPES,
    wants_reasons: false,
    judge,
    prepare,
    goal,
};

const SCOPES: &[&str] = &["read_customers", "read_subscriptions", "read_orders", "write_orders"];

/// Parameters.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub struct Parameters {
    /// The date of the skipped charge, "YYYY-MM-DD".
    #[cfg_attr(test, schemars(extend("format" = "date")))]
    pub date: Option<String>,
}

impl Parameters {
    fn of(request: &Request<'_>) -> Self {
        Self { date: request.text("date") }
    }
}

fn judge(line: &Line<'_>) -> Result<Possible, Obstacle> {
    line.may_change(SCOPES)?;
    let skipped = || line.charges.into_iter().flatten().filter(|charge| charge.status() == ChargeStatus::Skipped);
    line.charges()?;
    let dated = || skipped().filter_map(|charge| charge.scheduled_at.map(|date| (date, charge.id)));
    if let Some((_, charge)) = dated().find(|(date, _)| !line.cutoff.has_begun(*date)) {
        return Ok(Possible { charge: Some(charge), ..Possible::default() });
    }
    match dated().next_back() {
        Some((date, _)) => Err(Obstacle::SkipOver(date)),
        None if !line.charges_complete => Err(Obstacle::ChargesUnread),
        None => Err(Obstacle::NothingSkipped),
    }
}

fn prepare(desk: &Desk<'_>, request: &Request<'_>) -> Result<Preparation, Stop> {
    let wanted = Parameters::of(request);
    let mut asks = Asks::new(desk, request.form, &request.fields);
    let named = request.charge(desk)?;
    let cases = match named {
        Some(id) if !request.names_subscription() => {
            let (party, charge) = desk.charge(id)?;
            let rows = party.held.subscriptions.rows.iter().filter(|row| charge.bills(row.id.get()));
            rows.map(|row| desk.case(party, row)).collect()
        }
        _ => desk.chosen(request.form, |case| judge(&case.line).is_ok(), &mut asks)?,
    };
    let Some(lead) = cases.first() else {
        asks.done()?;
        return Err(hindered(desk.texts, &Obstacle::NothingSkipped, None));
    };
    for case in &cases {
        judged(desk, case)?;
        pinned(desk, named, case)?;
    }
    let Some(charge) = skipped_charge(desk, &wanted, named, lead, &mut asks)? else {
        asks.done()?;
        return Err(hindered(desk.texts, &Obstacle::NothingSkipped, None));
    };
    asks.done()?;
    let date = charge.scheduled_at.ok_or_else(|| hindered(desk.texts, &Obstacle::NothingSkipped, None))?;
    if let Some(stranger) = cases.iter().find(|case| !charge.bills(case.id())) {
        let words = [("product", desk.title(stranger.subscription()).into()), ("date", desk.date(date).into())];
        return Err(refused("not-skipped-then", desk.texts.with(Key::RefusedNotSkippedThen, words), None));
    }
    Ok(plan(desk, charge, date, &cases))
}

/// Stops when nothing of this subscription can be brought back.
fn judged(desk: &Desk<'_>, case: &Case<'_>) -> Result<(), Stop> {
    judge(&case.line).map(|_| ()).map_err(|obstacle| {
        let first = desk.cutoff.first_possible();
        let instead = match &obstacle {
            // The date is gone; a delivery soon is the nearest thing.
            Obstacle::SkipOver(_) => {
                Some(form_of(super::move_date::DEFINITION.id, case.id(), &json!({"to": iso_date(first)})))
            }
            Obstacle::Cancelled | Obstacle::Expired => Some(super::reactivate::form_for(case.id(), None)),
            _ => None,
        };
        hindered(desk.texts, &obstacle, instead)
    })
}

/// The skipped charge that is meant: by its date, or the only one. Nothing when that has to be asked.
fn skipped_charge<'d>(
    desk: &Desk<'_>,
    wanted: &Parameters,
    named: Option<u64>,
    lead: &Case<'d>,
    asks: &mut Asks<'_>,
) -> Result<Option<&'d Charge>, Stop> {
    let skipped = lead.charges().iter().copied().filter(|charge| charge.status() == ChargeStatus::Skipped);
    let skipped: Vec<&Charge> = skipped.filter(|charge| named.is_none_or(|id| charge.id.get() == id)).collect();
    let ahead = |charge: &&&Charge| charge.scheduled_at.is_some_and(|date| !desk.cutoff.has_begun(date));
    let choices = || skipped.iter().filter(ahead).copied().collect::<Vec<&Charge>>();
    if let Some(meant) = wanted.date.as_deref().and_then(parse_date) {
        let Some(found) = skipped.iter().copied().find(|charge| charge.scheduled_at == Some(meant)) else {
            let words = [("product", desk.title(lead.subscription()).into()), ("date", desk.date(meant).into())];
            let nearest = choices().first().and_then(|charge| charge.scheduled_at);
            let instead = nearest.map(|date| form_of(DEFINITION.id, lead.id(), &json!({"date": iso_date(date)})));
            return Err(refused("not-skipped-then", desk.texts.with(Key::RefusedNotSkippedThen, words), instead));
        };
        if desk.cutoff.has_begun(meant) {
            let first = desk.cutoff.first_possible();
            let instead = form_of(super::move_date::DEFINITION.id, lead.id(), &json!({"to": iso_date(first)}));
            return Err(hindered(desk.texts, &Obstacle::SkipOver(meant), Some(instead)));
        }
        return Ok(Some(found));
    }
    match choices().as_slice() {
        [one] => Ok(Some(*one)),
        [] => match skipped.iter().filter_map(|charge| charge.scheduled_at).next_back() {
            Some(over) => Err(hindered(desk.texts, &Obstacle::SkipOver(over), None)),
            None => Ok(None),
        },
        many => {
            let dates = many.iter().filter_map(|charge| charge.scheduled_at);
            let dates: Vec<Choice> =
                dates.map(|date| choice(&json!({"date": iso_date(date)}), desk.date(date), None)).collect();
            let days = || many.iter().filter_map(|charge| charge.scheduled_at);
            asks.understood(vec![Target::Subscription(lead.id())]);
            asks.between("date", days().min(), days().max());
            asks.ask(MissingPart::Date, Key::AskSkippedDate, dates);
            Ok(None)
        }
    }
}

fn plan(desk: &Desk<'_>, charge: &Charge, date: Date, cases: &[Case<'_>]) -> Preparation {
    let ids: Vec<u64> = cases.iter().map(Case::id).collect();
    let targets: Vec<Target> = ids.iter().copied().map(Target::Subscription).collect();
    let titles: Vec<String> = cases.iter().map(|case| desk.title(case.subscription())).collect();
    let words = || [("items", problems::list(&titles).into()), ("date", desk.date(date).into())];
    let mut draft = Draft::new(desk, DEFINITION.id, targets.clone(), desk.texts.with(Key::PlanUnskipTitle, words()));
    for case in cases {
        let product = desk.title(case.subscription());
        let still: Vec<Date> = case.skipped_ahead().into_iter().filter(|other| *other != date).collect();
        // The earliest date counts: one that is queued before the date that comes back stays the next one.
        let now = case.schedule.next_charge;
        let next = now.map_or(date, |now| now.min(date));
        let label = |draft: &mut Draft<'_>, key, before, after| match cases.len() {
            1 => draft.change(key, before, after),
            _ => draft.change_of(key, &product, before, after),
        };
        let before = now.map_or_else(|| desk.texts.get(Key::PlanNone), |now| desk.date(now));
        label(&mut draft, Key::LabelNextCharge, before, desk.date(next));
        let skipped = case.skipped_ahead();
        let was = now.map(|now| upcoming::dates(case.subscription(), now, 3, &skipped)).unwrap_or_default();
        let will = upcoming::dates(case.subscription(), date, 3, &still);
        label(&mut draft, Key::PlanNextDates, desk.dates(&was), desk.dates(&will));
        effects::joins(&mut draft, desk, case, charge.address_id, date, &ids);
        if let Some(later) = case.line.upcoming().filter(|later| later.scheduled_at != Some(date)) {
            effects::leaves(&mut draft, desk, later, &ids);
            effects::recalculating(&mut draft, later);
            if let Some(now) = now {
                draft.before(now);
            }
        }
        draft.require_subscription(0, case, &[("/status", equals(&json!("active")), desk.texts.get(Key::LabelStatus))]);
        effects::redated(&mut draft, desk, case, date);
    }
    if let Some(case) = cases.first() {
        draft.require_charge(0, case.party.customer.id, charge, "skipped");
    }
    let stays = |item: &LineItem| item.purchase_item_id.is_none_or(|id| !ids.contains(&id.get()));
    let stay = desk.item_titles(charge, stays);
    if !stay.is_empty() {
        let words = [("items", problems::list(&stay).into()), ("date", desk.date(date).into())];
        draft.effect("stays-skipped", Tone::Neutral, Key::EffectStaysSkipped, &words);
    }
    effects::carrier(&mut draft);
    effects::tomorrow(&mut draft, desk, date);
    draft.before(date);
    draft.write(
        desk.texts.with(Key::PlanUnskipTitle, words()),
        WriteMethod::Post,
        format!("/charges/{}/unskip", charge.id),
        false,
        Some(&json!({"purchase_item_ids": ids})),
        Vec::new(),
    );
    // It is a skip again, whatever else is skipped.
    draft.undone_by(form(super::skip::DEFINITION.id, targets, &json!({"date": iso_date(date), "again": true})))
}

fn goal(sent: &Sent<'_>) -> Option<Box<dyn Goal>> {
    Skips::read(sent, false).map(|goal| Box::new(goal) as Box<dyn Goal>)
}

//! Skip next charge: one delivery less, the subscription goes on.

use jiff::civil::Date;
use serde_json::json;

use super::execute::{Goal, Sent};
use super::prepare::{
    Asks, Case, Desk, Draft, Request, Stop, choice, effects, equals, form, form_of, hindered, pinned, refused, upcoming,
};
use super::skips::Skips;
use super::{Definition, Line, Obstacle, Possible};
use crate::contract::{ActionKind, MissingPart, Preparation, Target, Tone, WriteMethod};
use crate::l10n::Key;
use crate::moment::{iso_date, parse_date};
use crate::problems;
use crate::recharge::{Charge, ChargeStatus};

/// What this action is.
pub const DEFINITION: Definition = Definition {
    id: "skip",
    kind: ActionKind::Write,
    label: Key::ActionSkip,
    description: Key::ActionSkipDescription,
    model_description: "Skips the next charge of one subscription once; the date after it stays. Use it when the customer \
        doesn't want the coming delivery. Do not use it when they name another date (move-date) or want to end the \
        subscription (cancel). Needs the subscription as target. `scope` decides between this product (\"item\") and \
        everything billed with it (\"charge\"): ask when several products share the charge. Set `again` only when a \
        delivery is skipped already and the customer wants another one skipped. Give `date` when the customer names the \
        delivery that they mean. Prepaid deliveries can't be skipped.",
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
    /// What is skipped.
    pub scope: Option<Scope>,
    /// Whether it is wanted although something is skipped already.
    #[cfg_attr(test, serde(default))]
    pub again: bool,
    /// The date of the charge that is meant, "YYYY-MM-DD".
    #[cfg_attr(test, schemars(extend("format" = "date")))]
    pub date: Option<String>,
}

impl Parameters {
    fn of(request: &Request<'_>) -> Self {
        let scope = match request.word("scope") {
            Some("item") => Some(Scope::Item),
            Some("charge") => Some(Scope::Charge),
            _ => None,
        };
        Self { scope, again: request.flag("again") == Some(true), date: request.text("date") }
    }
}

/// How much of a charge is skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(rename_all = "kebab-case"))]
pub enum Scope {
    /// The subscription's own item.
    Item,
    /// Everything that can be skipped.
    Charge,
}

fn judge(line: &Line<'_>) -> Result<Possible, Obstacle> {
    line.may_change(SCOPES)?;
    if line.subscription.is_prepaid() {
        return Err(Obstacle::Prepaid);
    }
    if line.subscription.is_skippable == Some(false) {
        return Err(Obstacle::NotSkippable);
    }
    line.charges()?;
    line.not_running()?;
    let charge = line.upcoming().ok_or_else(|| line.why_none_upcoming())?;
    Ok(Possible { charge: Some(charge.id), ..Possible::default() })
}

fn prepare(desk: &Desk<'_>, request: &Request<'_>) -> Result<Preparation, Stop> {
    let wanted = Parameters::of(request);
    let mut asks = Asks::new(desk, request.form, &request.fields);
    let named = request.charge(desk)?;
    let (cases, scope) = match named {
        Some(id) if !request.names_subscription() => {
            let (party, charge) = desk.charge(id)?;
            let rows = party.held.subscriptions.rows.iter().filter(|row| charge.bills(row.id.get()));
            let cases: Vec<Case<'_>> = rows.map(|row| desk.case(party, row)).collect();
            // Of a charge that is named itself everything is meant, unless said otherwise.
            (cases, wanted.scope.or(Some(Scope::Charge)))
        }
        _ => (desk.chosen(request.form, |case| judge(&case.line).is_ok(), &mut asks)?, wanted.scope),
    };
    let Some(first) = cases.first() else {
        asks.done()?;
        return Err(hindered(desk.texts, &Obstacle::NoCharge, None));
    };
    let alone = cases.len() == 1;
    let lead = cases.iter().find(|case| judge(&case.line).is_ok()).unwrap_or(first);
    judged(desk, lead)?;
    let charge = lead.line.upcoming().ok_or_else(|| hindered(desk.texts, &lead.line.why_none_upcoming(), None))?;
    let date = charge.scheduled_at.ok_or_else(|| hindered(desk.texts, &Obstacle::NoCharge, None))?;
    right_charge(desk, &wanted, named, lead, charge, date)?;
    let rows = lead.party.held.subscriptions.rows.iter().filter(|row| charge.bills(row.id.get()));
    let on_charge: Vec<Case<'_>> = rows.map(|row| desk.case(lead.party, row)).collect();
    let skippable = |case: &Case<'_>| judge(&case.line).is_ok();
    let chosen: Vec<u64> = match scope {
        Some(Scope::Charge) => on_charge.iter().filter(|case| skippable(case)).map(Case::id).collect(),
        Some(Scope::Item) => cases.iter().map(Case::id).collect(),
        // Several that are named are meant by name; one that shares the charge with others has to be asked about.
        None if alone && on_charge.iter().filter(|case| skippable(case)).count() > 1 => {
            asks.understood(vec![Target::Subscription(lead.id())]);
            asks.between("date", Some(date), Some(date));
            asks.ask(MissingPart::Charge, Key::AskSkipScope, scope_choices(desk, lead, &on_charge));
            Vec::new()
        }
        None => cases.iter().map(Case::id).collect(),
    };
    asks.done()?;
    let (mut items, mut besides) = (Vec::new(), false);
    for id in &chosen {
        // A subscription that was named and is not on this charge has another next charge: a plan of its own.
        let Some(case) = on_charge.iter().find(|case| case.id() == *id) else {
            return Err(refused("invalid-targets", desk.texts.get(Key::RefusedTargets), None));
        };
        judged(desk, case)?;
        besides |= again(desk, &wanted, case, date, request)?;
        items.push(case);
    }
    let stay: Vec<&Case<'_>> =
        on_charge.iter().filter(|case| !chosen.contains(&case.id()) && !skippable(case)).collect();
    Ok(plan(desk, charge, date, &items, &stay, besides))
}

/// Stops when this subscription's next charge can't be skipped.
fn judged(desk: &Desk<'_>, case: &Case<'_>) -> Result<(), Stop> {
    judge(&case.line).map(|_| ()).map_err(|obstacle| {
        let subscription = Target::Subscription(case.id());
        let page = || form(super::open::DEFINITION.id, vec![subscription], &json!({"page": "subscription"}));
        let instead = match &obstacle {
            Obstacle::Cancelled | Obstacle::Expired => Some(super::reactivate::form_for(case.id(), None)),
            // A pause is the nearest thing that Recharge lets everybody do.
            Obstacle::NotSkippable => Some(form_of(super::move_date::DEFINITION.id, case.id(), &json!({}))),
            Obstacle::Prepaid | Obstacle::ChargeRunning(_) | Obstacle::PaymentFailed => Some(page()),
            _ => None,
        };
        hindered(desk.texts, &obstacle, instead)
    })
}

/// Stops when another charge was meant than the one that comes next. So "skip" said twice never hits the charge after.
fn right_charge(
    desk: &Desk<'_>,
    wanted: &Parameters,
    named: Option<u64>,
    lead: &Case<'_>,
    charge: &Charge,
    date: Date,
) -> Result<(), Stop> {
    pinned(desk, named, lead)?;
    let meant = wanted.date.as_deref().and_then(parse_date);
    let skipped = meant.filter(|meant| lead.skipped_ahead().contains(meant));
    let other = named.is_some_and(|id| id != charge.id.get()) || meant.is_some_and(|meant| meant != date);
    if let Some(skipped) = skipped {
        let words = [("date", desk.date(skipped).into())];
        return Err(refused("already-skipped", desk.texts.with(Key::RefusedAlreadySkipped, words), None));
    }
    if other {
        let words = [("date", desk.date(date).into())];
        let instead = form_of(DEFINITION.id, lead.id(), &json!({"date": iso_date(date)}));
        return Err(refused("another-charge", desk.texts.with(Key::RefusedAnotherCharge, words), Some(instead)));
    }
    Ok(())
}

/// Whether another delivery is skipped: one that lies ahead, or the one just before this charge. Stops when nobody asked
/// for a second skip as such.
fn again(
    desk: &Desk<'_>,
    wanted: &Parameters,
    case: &Case<'_>,
    date: Date,
    request: &Request<'_>,
) -> Result<bool, Stop> {
    let earlier = case.charges().iter().filter(|charge| charge.scheduled_at.is_some_and(|other| other < date));
    let last = earlier.max_by_key(|charge| charge.scheduled_at);
    let last = last.filter(|charge| charge.status() == ChargeStatus::Skipped).and_then(|charge| charge.scheduled_at);
    // One from long ago, with paid charges since that are not listed any more, is not the last one.
    let last = last.filter(|last| upcoming::after(case.subscription(), *last).is_none_or(|next| next >= date));
    let Some(skipped) = case.skipped_ahead().into_iter().next().or(last) else { return Ok(false) };
    if wanted.again {
        return Ok(true);
    }
    let mut fields = request.fields.clone();
    fields.insert("again".to_owned(), json!(true));
    let instead = form(DEFINITION.id, request.form.targets.clone(), &serde_json::Value::Object(fields));
    let words = [("skipped", desk.date(skipped).into()), ("date", desk.date(date).into())];
    Err(refused("skipped-already", desk.texts.with(Key::RefusedSecondSkip, words), Some(instead)))
}

fn scope_choices(desk: &Desk<'_>, lead: &Case<'_>, on_charge: &[Case<'_>]) -> Vec<crate::contract::Choice> {
    let titles: Vec<String> =
        on_charge.iter().filter(|case| judge(&case.line).is_ok()).map(|case| desk.title(case.subscription())).collect();
    let word = |scope: &str| desk.texts.by_name(&format!("param-skip-scope-{scope}")).unwrap_or_default();
    vec![
        choice(&json!({"scope": "item"}), word("item"), Some(desk.title(lead.subscription()))),
        choice(&json!({"scope": "charge"}), word("charge"), Some(problems::list(&titles))),
    ]
}

fn plan(
    desk: &Desk<'_>,
    charge: &Charge,
    date: Date,
    items: &[&Case<'_>],
    stay: &[&Case<'_>],
    besides: bool,
) -> Preparation {
    let ids: Vec<u64> = items.iter().map(|case| case.id()).collect();
    let targets: Vec<Target> = ids.iter().copied().map(Target::Subscription).collect();
    let titles: Vec<String> = items.iter().map(|case| desk.title(case.subscription())).collect();
    let words = || [("items", problems::list(&titles).into()), ("date", desk.date(date).into())];
    let mut draft = Draft::new(desk, DEFINITION.id, targets.clone(), desk.texts.with(Key::PlanSkipTitle, words()));
    let owner = items.first().map(|case| case.party.customer.id);
    for case in items {
        let product = desk.title(case.subscription());
        let skipped = case.skipped_ahead();
        let next = upcoming::after_skipped(case.subscription(), date, &skipped);
        let after = next.map_or_else(|| desk.texts.get(Key::PlanUnknown), |next| desk.date(next));
        let label = |draft: &mut Draft<'_>, key, before, after| match items.len() {
            1 => draft.change(key, before, after),
            _ => draft.change_of(key, &product, before, after),
        };
        label(&mut draft, Key::LabelNextCharge, desk.date(date), after);
        if let Some(next) = next {
            let dates = |first| upcoming::dates(case.subscription(), first, 3, &skipped);
            label(&mut draft, Key::PlanNextDates, desk.dates(&dates(date)), desk.dates(&dates(next)));
            effects::joins(&mut draft, desk, case, charge.address_id, next, &ids);
            effects::redated(&mut draft, desk, case, date);
        }
        let step = 0;
        draft.require_subscription(
            step,
            case,
            &[("/status", equals(&json!("active")), desk.texts.get(Key::LabelStatus))],
        );
    }
    if let Some(owner) = owner {
        draft.require_charge(0, owner, charge, "queued");
    }
    effects::leaves(&mut draft, desk, charge, &ids);
    effects::recalculating(&mut draft, charge);
    if !stay.is_empty() {
        let stay: Vec<String> = stay.iter().map(|case| desk.title(case.subscription())).collect();
        draft.effect(
            "not-skippable",
            Tone::Warning,
            Key::EffectNotSkippable,
            &[("items", problems::list(&stay).into())],
        );
    }
    // What is asked for as a second skip, as the way back from an unskip always is, may be the only one.
    if besides {
        draft.warn("skipped-again", Key::WarnSkippedAgain, &[]);
    }
    draft.effect("rhythm-stays", Tone::Neutral, Key::EffectRhythmStays, &[]);
    effects::carrier(&mut draft);
    effects::tomorrow(&mut draft, desk, date);
    draft.before(date);
    draft.write(
        desk.texts.with(Key::PlanSkipTitle, words()),
        WriteMethod::Post,
        format!("/charges/{}/skip", charge.id),
        false,
        // Always the explicit items: without them Recharge may skip everything, or nothing.
        Some(&json!({"purchase_item_ids": ids})),
        Vec::new(),
    );
    draft.undone_by(form(super::unskip::DEFINITION.id, targets, &json!({"date": iso_date(date)})))
}

fn goal(sent: &Sent<'_>) -> Option<Box<dyn Goal>> {
    Skips::read(sent, true).map(|goal| Box::new(goal) as Box<dyn Goal>)
}

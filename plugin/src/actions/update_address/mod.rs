//! Update address: where deliveries go, for everything at an address or for one subscription.

mod fields;
mod goals;
pub(crate) mod postcode;

use serde_json::{Map, Value, json};

use super::prepare::{
    Asks, Case, Desk, Draft, Party, Request, Stop, choice, dated, effects, equals, form, form_of, hindered, refused,
    texted,
};
use super::{Definition, Line, Obstacle, Possible};
use crate::contract::{ActionKind, Binding, Choice, Expectation, MissingPart, Preparation, Target, Tone, WriteMethod};
use crate::l10n::Key;
use crate::problems;
use crate::recharge::{Address, ChargeStatus, Subscription};
use crate::text;
use crate::widget::address::lines;

/// What this action is.
pub const DEFINITION: Definition = Definition {
    id: "update-address",
    kind: ActionKind::Write,
    label: Key::ActionUpdateAddress,
    description: Key::ActionUpdateAddressDescription,
    model_description: "Changes the delivery address of coming deliveries. Use it when the customer moves or corrects an \
        address. Do not use it for a parcel that is on its way or an order that is paid already: that is the shop's \
        business. Needs the subscription or address as target and only those fields that change; a new `country_code` \
        needs `zip` too, drops the old `province`, and asks for the new one where addresses have one. Empty text removes company, address2, province or phone. `apply_to` decides between everything that ships to the address (\"all\") and one subscription \
        (\"subscription\"): ask when several share it. The billing address and the shop's customer account don't change.",
    scopes: SCOPES,
    wants_reasons: false,
    judge,
    prepare,
    goal: goals::goal,
};

const SCOPES: &[&str] = &["read_customers", "read_subscriptions", "read_orders", "write_customers"];

/// Parameters: the fields that change, empty text for those that can be removed. They are read by name, so the type says
/// what the schema is, and nothing else.
#[cfg(test)]
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub struct Parameters {
    /// First name.
    #[cfg_attr(test, schemars(length(min = 1, max = 255)))]
    pub first_name: Option<String>,
    /// Last name.
    #[cfg_attr(test, schemars(length(min = 1, max = 255)))]
    pub last_name: Option<String>,
    /// Company.
    #[cfg_attr(test, schemars(length(max = 255)))]
    pub company: Option<String>,
    /// Street and number.
    #[cfg_attr(test, schemars(length(min = 1, max = 255)))]
    pub address1: Option<String>,
    /// Floor, building and the like.
    #[cfg_attr(test, schemars(length(max = 255)))]
    pub address2: Option<String>,
    /// City.
    #[cfg_attr(test, schemars(length(min = 1, max = 255)))]
    pub city: Option<String>,
    /// State or province.
    #[cfg_attr(test, schemars(length(max = 255)))]
    pub province: Option<String>,
    /// Postcode; empty where a country has none.
    #[cfg_attr(test, schemars(length(max = 20)))]
    pub zip: Option<String>,
    /// ISO 3166-1 code, two letters.
    #[cfg_attr(test, schemars(regex(pattern = r"^[A-Za-z]{2}$"), extend("format" = "country-code")))]
    pub country_code: Option<String>,
    /// Phone.
    #[cfg_attr(test, schemars(length(max = 40)))]
    pub phone: Option<String>,
    /// What it applies to.
    pub apply_to: Option<ApplyTo>,
}

/// What a change of address applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(rename_all = "kebab-case"))]
pub enum ApplyTo {
    /// Everything that ships there.
    All,
    /// The subscription alone.
    Subscription,
}

fn judge(line: &Line<'_>) -> Result<Possible, Obstacle> {
    line.may_change(SCOPES)?;
    if line.subscription.address_id.is_none() {
        return Err(Obstacle::AddressUnknown);
    }
    match line.address_known {
        None => return Err(Obstacle::AddressUnread),
        Some(false) => return Err(Obstacle::AddressUnknown),
        Some(true) => {}
    }
    // A new address makes Recharge compute every charge there anew, so another subscription's counts as well.
    line.charges()?;
    line.not_running()?;
    match line.running_at_address {
        Some(date) => Err(Obstacle::ChargeRunning(date)),
        None => Ok(Possible::default()),
    }
}

/// Needed besides to move one subscription to another address.
const MOVING: &[&str] = &["write_subscriptions"];

/// What is to change, and for whom.
struct Wish<'d> {
    party: &'d Party<'d>,
    address: &'d Address,
    /// The subscription that was named, or the only one there.
    case: Option<Case<'d>>,
    texts: Map<String, Value>,
}

fn prepare(desk: &Desk<'_>, request: &Request<'_>) -> Result<Preparation, Stop> {
    let apply_to = match request.word("apply_to") {
        Some("all") => Some(ApplyTo::All),
        Some("subscription") => Some(ApplyTo::Subscription),
        _ => None,
    };
    let mut asks = Asks::new(desk, request.form, &request.fields);
    let given = fields::ALL.iter().any(|field| request.fields.contains_key(field.name));
    if !given {
        asks.ask(MissingPart::Address, Key::AskAddress, Vec::new());
    }
    let Some((party, address, case)) = aimed(desk, request, &mut asks)? else {
        asks.done()?;
        return Err(hindered(desk.texts, &Obstacle::AddressUnknown, None));
    };
    judged(desk, party, address, case.as_ref())?;
    for field in &fields::ALL {
        asks.current(field.name, field.of(address));
    }
    let texts = fields::changed(address, &request.fields);
    plausible(desk, address, &texts, request, &mut asks)?;
    let there = desk.at_address(party, address.id);
    let apply_to = match (apply_to, &case) {
        (Some(apply_to), _) => Some(apply_to),
        // An address that was named itself is meant as a whole.
        (None, None) => Some(ApplyTo::All),
        (None, Some(_)) if there.len() <= 1 && !has_more(party, address, case.as_ref()) => Some(ApplyTo::All),
        (None, Some(case)) => {
            asks.understood(vec![Target::Subscription(case.id())]);
            asks.ask(MissingPart::Scope, Key::AskApplyTo, apply_choices(desk, case, &there));
            None
        }
    };
    let case = match (apply_to, case) {
        (Some(ApplyTo::Subscription), None) => match there.as_slice() {
            [only] => Some(desk.case(party, only)),
            _ => {
                let target = |row: &&Subscription| {
                    let value = json!({"targets": [{"subscription": row.id.get()}]});
                    choice(&value, desk.title(row), None)
                };
                asks.ask(MissingPart::Subscription, Key::AskSubscription, there.iter().map(target).collect());
                None
            }
        },
        (_, case) => case,
    };
    asks.done()?;
    if fields::is(address, &texts) {
        return Err(refused("nothing-to-change", desk.texts.get(Key::RefusedSameAddress), None));
    }
    let wish = Wish { party, address, case, texts };
    match apply_to {
        Some(ApplyTo::Subscription) => for_one(desk, &wish),
        _ => Ok(for_all(desk, &wish, &there)),
    }
}

/// The address that is meant, whose it is, and the subscription that was named. Nothing when that has to be asked.
#[expect(clippy::type_complexity, reason = "three things that belong together here alone")]
fn aimed<'d>(
    desk: &'d Desk<'_>,
    request: &Request<'_>,
    asks: &mut Asks<'_>,
) -> Result<Option<(&'d Party<'d>, &'d Address, Option<Case<'d>>)>, Stop> {
    let mut addresses = request.form.targets.iter().filter_map(|target| match target {
        Target::Address(id) => Some(*id),
        _ => None,
    });
    if let Some(id) = addresses.next() {
        let (party, address) = desk.address(id)?;
        if addresses.next().is_some() || request.charge(desk)?.is_some() {
            return Err(refused("invalid-targets", desk.texts.get(Key::RefusedTargets), None));
        }
        let subscriptions = request.form.targets.iter().filter_map(|target| match target {
            Target::Subscription(id) => Some(*id),
            _ => None,
        });
        let mut case = None;
        for id in subscriptions {
            let named = desk.subscription(id)?;
            if case.is_some() || named.subscription().address_id != Some(address.id) {
                return Err(refused("invalid-targets", desk.texts.get(Key::RefusedTargets), None));
            }
            case = Some(named);
        }
        return Ok(Some((party, address, case)));
    }
    if request.charge(desk)?.is_some() {
        return Err(refused("invalid-targets", desk.texts.get(Key::RefusedTargets), None));
    }
    let mut cases = desk.chosen(request.form, |case| judge(&case.line).is_ok(), asks)?;
    if cases.len() > 1 {
        return Err(refused("one-at-a-time", desk.texts.get(Key::RefusedOneAtATime), None));
    }
    let Some(case) = cases.pop() else { return Ok(None) };
    judge(&case.line).map_err(|obstacle| stop(desk, &obstacle, &case))?;
    let rows = &case.party.held.addresses.rows;
    let address = rows.iter().find(|row| Some(row.id) == case.subscription().address_id);
    let address = address.ok_or_else(|| hindered(desk.texts, &Obstacle::AddressUnknown, None))?;
    Ok(Some((case.party, address, Some(case))))
}

fn stop(desk: &Desk<'_>, obstacle: &Obstacle, case: &Case<'_>) -> Stop {
    let instead = match obstacle {
        Obstacle::Cancelled | Obstacle::Expired => Some(super::reactivate::form_for(case.id(), None)),
        Obstacle::ChargeRunning(_) | Obstacle::AddressUnknown => {
            Some(form_of(super::open::DEFINITION.id, case.id(), &json!({"page": "subscription"})))
        }
        _ => None,
    };
    hindered(desk.texts, obstacle, instead)
}

/// Stops when a charge at the address is being processed, whose parcel nobody would know where to send, or is open.
fn judged(desk: &Desk<'_>, party: &Party<'_>, address: &Address, case: Option<&Case<'_>>) -> Result<(), Stop> {
    if let Some(case) = case {
        judge(&case.line).map_err(|obstacle| stop(desk, &obstacle, case))?;
    }
    if party.held.charges.is_missing() {
        return Err(hindered(desk.texts, &Obstacle::ChargesUnread, None));
    }
    match party.index.running_at(address.id) {
        Some(date) => Err(hindered(desk.texts, &Obstacle::ChargeRunning(date), None)),
        None => Ok(()),
    }
}

/// Stops at a country that doesn't exist and a postcode that can't be one there; asks for what is missing.
fn plausible(
    desk: &Desk<'_>,
    address: &Address,
    texts: &Map<String, Value>,
    request: &Request<'_>,
    asks: &mut Asks<'_>,
) -> Result<(), Stop> {
    let (country, zip) = (fields::text(texts, "country_code"), fields::text(texts, "zip"));
    if country.is_empty() {
        asks.ask(MissingPart::Address, Key::AskCountry, Vec::new());
        return Ok(());
    }
    let given = |name: &str| request.fields.contains_key(name);
    let another = country != address.country_code.as_deref().unwrap_or_default().trim();
    if given("country_code") && !postcode::is_country(country) {
        let words = [("country", text::clean(country, text::NAME).into())];
        return Err(refused("unknown-country", desk.texts.with(Key::RefusedCountry, words), None));
    }
    if another && !given("zip") {
        asks.ask(MissingPart::Address, Key::AskZip, Vec::new());
        return Ok(());
    }
    // An address that is odd already may stay so in what isn't changed.
    if (another || given("zip")) && !postcode::is_plausible(country, zip) {
        let (country, forms) = (text::clean(country, text::NAME), postcode::forms(country).unwrap_or_default());
        let where_ = [("country", country.into()), ("forms", forms.into())];
        let text = match zip.is_empty() {
            true => desk.texts.with(Key::RefusedPostcodeMissing, where_),
            false => {
                let [country, forms] = where_;
                let zip = ("zip", text::clean(zip, text::NAME).into());
                desk.texts.with(Key::RefusedPostcode, [zip, country, forms])
            }
        };
        return Err(refused("implausible-postcode", text, None));
    }
    if another && !given("province") && postcode::wants_province(country) {
        asks.ask(MissingPart::Address, Key::AskProvince, Vec::new());
    }
    Ok(())
}

/// True iff a charge that ships to the address bills something else as well.
fn has_more(party: &Party<'_>, address: &Address, case: Option<&Case<'_>>) -> bool {
    let queued = party.held.charges.rows.iter().filter(|charge| charge.status() == ChargeStatus::Queued);
    let mut here = queued.filter(|charge| charge.address_id == Some(address.id)).flat_map(|charge| charge.items());
    here.any(|item| item.purchase_item_id.map(|id| id.get()) != case.map(Case::id))
}

fn apply_choices(desk: &Desk<'_>, case: &Case<'_>, there: &[&Subscription]) -> Vec<Choice> {
    let titles: Vec<String> = there.iter().map(|row| desk.title(row)).collect();
    let word = |value: &str| desk.texts.by_name(&format!("param-update-address-apply_to-{value}")).unwrap_or_default();
    vec![
        choice(&json!({"apply_to": "all"}), word("all"), Some(problems::list(&titles))),
        choice(&json!({"apply_to": "subscription"}), word("subscription"), Some(desk.title(case.subscription()))),
    ]
}

/// Old against new: the whole address, and what the lines of a parcel don't show.
fn compare(draft: &mut Draft<'_>, desk: &Desk<'_>, wish: &Wish<'_>) {
    let new = fields::with(wish.address, &wish.texts);
    let one = |address: &Address| lines(desk.texts, address).join(", ");
    draft.change(Key::LabelAddress, one(wish.address), one(&new));
    let changed = fields::ALL.iter().filter(|field| field.of(wish.address) != fields::text(&wish.texts, field.name));
    for field in changed {
        let label = desk.texts.by_name(&format!("param-update-address-{}", field.name));
        let shown = |text: &str| Some(text::clean(text, text::NAME)).filter(|text| !text.is_empty());
        let shown = |text: &str| shown(text).unwrap_or_else(|| desk.texts.get(Key::PlanNone));
        draft.change_labelled(
            label.unwrap_or_else(|| field.name.to_owned()),
            shown(field.of(wish.address)),
            shown(fields::text(&wish.texts, field.name)),
        );
    }
    kept_province(draft, desk, wish.address, &new);
}

/// A province that stays is part of what is approved, so it is shown where the lines of a parcel leave it out.
fn kept_province(draft: &mut Draft<'_>, desk: &Desk<'_>, old: &Address, new: &Address) {
    let province = |address: &Address| text::clean_some(address.province.as_deref(), text::NAME);
    let Some(kept) = province(new).filter(|kept| province(old).as_ref() == Some(kept)) else { return };
    let city = text::clean_some(new.city.as_deref(), text::NAME);
    if city.as_ref() == Some(&kept) {
        let label = desk.texts.by_name("param-update-address-province");
        draft.change_labelled(label.unwrap_or_else(|| "province".to_owned()), kept.clone(), kept);
    }
}

/// Every field of the address as it is, so that what was approved replaces what was seen.
fn as_it_is(address: &Address) -> Vec<(String, Expectation)> {
    fields::ALL.iter().map(|field| (format!("/{}", field.name), texted(field.raw(address)))).collect()
}

fn require_address(draft: &mut Draft<'_>, desk: &Desk<'_>, step: u32, party: &Party<'_>, address: &Address) {
    let fields = as_it_is(address);
    let word = |at: &str| {
        let name = format!("param-update-address-{}", at.trim_start_matches('/'));
        desk.texts.by_name(&name).unwrap_or(name)
    };
    let fields: Vec<_> = fields.iter().map(|(at, expect)| (at.as_str(), expect.clone(), word(at))).collect();
    draft.require_address(step, party, address, &fields);
}

/// One write: the address itself, for everything that ships there.
fn for_all(desk: &Desk<'_>, wish: &Wish<'_>, there: &[&Subscription]) -> Preparation {
    let (texts, address) = (desk.texts, wish.address);
    let targets = vec![Target::Address(address.id.get())];
    let mut draft = Draft::new(desk, DEFINITION.id, targets.clone(), texts.get(Key::PlanAddressTitle));
    compare(&mut draft, desk, wish);
    let titles: Vec<String> = there.iter().map(|row| desk.title(row)).collect();
    if there.len() > 1 {
        let words = [("items", problems::list(&titles).into()), ("count", there.len().into())];
        draft.effect("shared-address", Tone::Warning, Key::EffectSharedAddress, &words);
    }
    let queued = wish.party.held.charges.rows.iter().filter(|charge| charge.status() == ChargeStatus::Queued);
    for charge in queued.filter(|charge| charge.address_id == Some(address.id)) {
        let Some(date) = charge.scheduled_at else { continue };
        let words =
            [("date", desk.date(date).into()), ("items", problems::list(&desk.item_titles(charge, |_| true)).into())];
        draft.effect("charge-recomputed", Tone::Neutral, Key::EffectRecomputed, &words);
        if charge.has_discounts {
            draft.effect("discount-lost", Tone::Warning, Key::EffectDiscountLost, &words[..1]);
        }
        effects::tomorrow(&mut draft, desk, date);
        effects::recalculating(&mut draft, charge);
        draft.before(date);
    }
    let pending = |charge: &&crate::recharge::Charge| {
        charge.address_id == Some(address.id) && charge.status() == ChargeStatus::Pending
    };
    if wish.party.held.charges.rows.iter().any(|charge| pending(&charge)) {
        draft.warn("charge-pending", Key::NoticeChargePending, &[]);
    }
    for row in there {
        let case = desk.case(wish.party, row);
        effects::paid(&mut draft, desk, &case, Key::EffectPrepaidAddress);
    }
    draft.effect("elsewhere-unchanged", Tone::Neutral, Key::EffectAddressElsewhere, &[]);
    let changed = |name: &str| {
        let field = fields::ALL.iter().find(|field| field.name == name);
        field.is_some_and(|field| field.of(address) != fields::text(&wish.texts, name))
    };
    // Recharge wants the postcode together with another country.
    let sent = |name: &str| changed(name) || (name == "zip" && changed("country_code"));
    let changed_texts = wish.texts.iter().filter(|(name, _)| sent(name));
    let body = fields::object(changed_texts.map(|(name, text)| (name.clone(), text.clone())));
    let path = format!("/addresses/{}", address.id);
    let step = draft.write(
        texts.get(Key::PlanAddressTitle),
        WriteMethod::Put,
        path,
        true,
        Some(&Value::Object(body)),
        Vec::new(),
    );
    require_address(&mut draft, desk, step, wish.party, address);
    // On the way back to a country the province is named, be it none, so that nobody is asked for it.
    match fields::parameters(address, |name| sent(name) || (name == "province" && changed("country_code"))) {
        Some(mut old) => {
            old.insert("apply_to".to_owned(), json!("all"));
            draft.undone_by(form(DEFINITION.id, targets, &Value::Object(old)))
        }
        None => draft.not_undone(Key::UndoAddressBlank),
    }
}

/// One subscription moves: to an address of the customer that is like that already, or to a new one, made first.
fn for_one(desk: &Desk<'_>, wish: &Wish<'_>) -> Result<Preparation, Stop> {
    let texts = desk.texts;
    let Some(case) = &wish.case else { return Err(hindered(texts, &Obstacle::AddressUnknown, None)) };
    let missing = desk.scopes.missing(MOVING);
    if !missing.is_empty() {
        return Err(hindered(texts, &Obstacle::Scopes(missing), None));
    }
    if let Some(charge) = case.open_payment() {
        let date = charge.scheduled_at.map_or_else(|| "-".to_owned(), |date| desk.date(date));
        let page = form_of(super::open::DEFINITION.id, case.id(), &json!({"page": "subscription"}));
        let text = texts.with(Key::RefusedPaymentFailed, [("date", date.into())]);
        return Err(refused("payment-failed", text, Some(page)));
    }
    // The name, street, city and country have to be there to make an address.
    if fields::ALL.iter().any(|field| field.required && fields::text(&wish.texts, field.name).is_empty()) {
        return Err(refused("incomplete-address", texts.get(Key::RefusedAddressIncomplete), None));
    }
    let product = desk.title(case.subscription());
    let item = || ("product", product.clone().into());
    let targets = vec![Target::Subscription(case.id())];
    let mut draft = Draft::new(desk, DEFINITION.id, targets, texts.with(Key::PlanAddressOneTitle, [item()]));
    compare(&mut draft, desk, wish);
    let rows = wish.party.held.addresses.rows.iter();
    let existing = rows.filter(|row| row.id != wish.address.id).find(|row| fields::is(row, &wish.texts));
    stays(&mut draft, desk, case);
    let moving = texts.with(Key::WriteChangeAddress, [item()]);
    let path = format!("/subscriptions/{}/change_address", case.id());
    let step = match existing {
        Some(existing) => {
            let next = case.schedule.next_charge;
            if let Some(next) = next {
                effects::joins(&mut draft, desk, case, Some(existing.id), next, &[case.id()]);
            }
            draft.effect("known-address", Tone::Neutral, Key::EffectKnownAddress, &[]);
            let body = json!({"address_id": existing.id.get()});
            let step = draft.write(moving, WriteMethod::Post, path, false, Some(&body), Vec::new());
            require_address(&mut draft, desk, step, wish.party, existing);
            step
        }
        None => {
            let body = Value::Object(new_address(wish));
            let label = texts.get(Key::WriteNewAddress);
            let made = draft.write(label, WriteMethod::Post, "/addresses".to_owned(), true, Some(&body), Vec::new());
            require_address(&mut draft, desk, made, wish.party, wish.address);
            let binding = Binding { into: "/address_id".to_owned(), step: made, pointer: "/address/id".to_owned() };
            // The host puts the new address's id in the place of the null.
            draft.write(moving, WriteMethod::Post, path, false, Some(&json!({"address_id": null})), vec![binding])
        }
    };
    let subscription = case.subscription();
    draft.require_subscription(
        step,
        case,
        &[
            ("/status", equals(&json!("active")), desk.texts.get(Key::LabelStatus)),
            ("/address_id", equals(&json!(wish.address.id.get())), desk.texts.get(Key::LabelAddress)),
            (
                "/next_charge_scheduled_at",
                dated(subscription.next_charge_scheduled_at),
                desk.texts.get(Key::LabelNextCharge),
            ),
        ],
    );
    Ok(match fields::parameters(wish.address, |_| true) {
        Some(mut old) => {
            old.insert("apply_to".to_owned(), json!("subscription"));
            draft.undone_by(form_of(DEFINITION.id, case.id(), &Value::Object(old)))
        }
        None => draft.not_undone(Key::UndoAddressBlank),
    })
}

/// What stays at the old address, and what doesn't come along.
fn stays(draft: &mut Draft<'_>, desk: &Desk<'_>, case: &Case<'_>) {
    let others: Vec<String> = case.neighbours().iter().map(|row| desk.title(row)).collect();
    if !others.is_empty() {
        let words = [("items", problems::list(&others).into())];
        draft.effect("others-keep-address", Tone::Neutral, Key::EffectOthersKeepAddress, &words);
    }
    if let Some(charge) = case.line.upcoming() {
        effects::leaves(draft, desk, charge, &[case.id()]);
        effects::recalculating(draft, charge);
    }
    let skipped = case.skipped_ahead();
    if !skipped.is_empty() {
        draft.effect("skips-lost", Tone::Warning, Key::EffectSkipsLost, &[("dates", desk.dates(&skipped).into())]);
    }
    effects::paid(draft, desk, case, Key::EffectPrepaidAddress);
    draft.effect("elsewhere-unchanged", Tone::Neutral, Key::EffectAddressElsewhere, &[]);
    if let Some(date) = case.schedule.next_charge {
        effects::tomorrow(draft, desk, date);
        draft.before(date);
    }
}

/// The body of a new address: the old one with what changes. Its discounts don't come along.
fn new_address(wish: &Wish<'_>) -> Map<String, Value> {
    // Recharge wants the phone to be named, be it empty, and the state as well.
    let keep = |name: &str, text: &Value| text != "" || ["phone", "province"].contains(&name);
    let kept = wish.texts.iter().filter(|(name, text)| keep(name, text));
    let mut body = fields::object(kept.map(|(name, text)| (name.clone(), text.clone())));
    body.insert("customer_id".to_owned(), json!(wish.party.customer.id.get()));
    if let Some(method) = wish.address.payment_method_id {
        body.insert("payment_method_id".to_owned(), json!(method));
    }
    if let Some(note) = wish.address.order_note.as_deref().filter(|note| !note.is_empty()) {
        body.insert("order_note".to_owned(), json!(note));
    }
    body
}

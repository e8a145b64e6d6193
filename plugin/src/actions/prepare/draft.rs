//! A plan on its way: what a person reads, what the host checks and sends.
//!
//! Every precondition on an object names the object's owner, so that no write can go out without the host having checked
//! whose object it is.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::desk::{Case, Desk, Party};
use crate::contract::{
    Binding, Change, Check, Expectation, Form, Identity, Notice, Plan, Precondition, Preparation, SideEffect, Target,
    Tone, Undo, Write, WriteMethod,
};
use crate::json;
use crate::l10n::{Argument, Key};
use crate::moment::iso_date;
use crate::recharge::{Address, Charge, CustomerId, SECRET, UPSTREAM, VERSION};

/// How long a plan may wait for its approval, in seconds.
const LIFETIME: u32 = 24 * 60 * 60;

/// A plan on its way.
#[derive(Debug)]
pub struct Draft<'a> {
    desk: &'a Desk<'a>,
    plan: Plan,
    ends: crate::moment::Moment,
}

type Words<'a> = &'a [(&'static str, Argument)];

impl<'a> Draft<'a> {
    /// An empty plan for an action, with the warnings that every plan of this ticket has.
    pub fn new(desk: &'a Desk<'a>, action: &str, targets: Vec<Target>, title: String) -> Self {
        let plan = Plan {
            action: action.to_owned(),
            targets,
            title,
            changes: Vec::new(),
            side_effects: Vec::new(),
            warnings: Vec::new(),
            preconditions: Vec::new(),
            writes: Vec::new(),
            undo: Undo::Impossible(String::new()),
            expires: String::new(),
            evidence: Vec::new(),
            rejected: Vec::new(),
            understood: String::new(),
            reply: None,
        };
        let mut draft = Self { desk, plan, ends: desk.now.seconds_after(LIFETIME) };
        match desk.identity {
            Identity::Authenticated | Identity::Alias => {}
            Identity::Forwarded => draft.warn("identity-forwarded", Key::NoticeIdentityForwarded, &[]),
            Identity::Unverified => draft.warn("identity-unverified", Key::NoticeIdentityUnverified, &[]),
        }
        if desk.parties.len().saturating_add(desk.hidden) > 1 {
            draft.warn("several-customers", Key::NoticeSeveralCustomers, &[]);
        }
        draft
    }

    /// A change, before and after.
    pub fn change(&mut self, label: Key, before: String, after: String) {
        let label = self.desk.texts.get(label);
        self.change_labelled(label, before, after);
    }

    /// A change of one of several products, before and after.
    pub fn change_of(&mut self, label: Key, product: &str, before: String, after: String) {
        let label = self.desk.texts.with(
            Key::PlanLabelOf,
            [("label", self.desk.texts.get(label).into()), ("product", product.to_owned().into())],
        );
        self.change_labelled(label, before, after);
    }

    /// A change under a label of its own. That there is nothing and stays nothing is no row.
    pub fn change_labelled(&mut self, label: String, before: String, after: String) {
        if before == after && (before == "-" || before == self.desk.texts.get(Key::PlanNone)) {
            return;
        }
        self.plan.changes.push(Change { label, before, after });
    }

    /// Something else that happens. Said once, however many products it is true of.
    pub fn effect(&mut self, code: &str, tone: Tone, key: Key, words: Words<'_>) {
        let effect = SideEffect { code: code.to_owned(), tone, text: self.desk.texts.with_all(key, words) };
        if !self.plan.side_effects.contains(&effect) {
            self.plan.side_effects.push(effect);
        }
    }

    /// Something that must be read before approving. Said once.
    pub fn warn(&mut self, code: &str, key: Key, words: Words<'_>) {
        let text = self.desk.texts.with_all(key, words);
        let notice = Notice { code: code.to_owned(), tone: Tone::Warning, text };
        if !self.plan.warnings.contains(&notice) {
            self.plan.warnings.push(notice);
        }
    }

    /// Ends the plan when charges of this date begin to be processed.
    pub fn before(&mut self, date: Date) {
        self.ends = self.ends.earlier(self.desk.cutoff.begins(date));
    }

    /// A write; its number.
    pub fn write(
        &mut self,
        label: String,
        method: WriteMethod,
        path: String,
        commit: bool,
        body: Option<&Value>,
        bindings: Vec<Binding>,
    ) -> u32 {
        let step = u32::try_from(self.plan.writes.len()).unwrap_or(u32::MAX);
        self.plan.writes.push(Write {
            label,
            upstream: UPSTREAM.to_owned(),
            method,
            path,
            query: if commit { vec![("commit".to_owned(), "true".to_owned())] } else { Vec::new() },
            headers: headers(),
            body: body.map(json::ordered),
            secret: SECRET.to_owned(),
            bindings,
        });
        step
    }

    /// A subscription must be this customer's, and these fields as they are.
    pub fn require_subscription(&mut self, step: u32, case: &Case<'_>, fields: &[(&str, Expectation, String)]) {
        let owner = case.party.customer.id;
        let product = self.desk.title(case.subscription());
        self.require(
            step,
            format!("/subscriptions/{}", case.id()),
            "subscription",
            "/customer_id",
            owner,
            &product,
            fields,
        );
    }

    /// A charge must be this customer's, of this state and date, and bill these items, at their places and no others.
    pub fn require_charge(&mut self, step: u32, owner: CustomerId, charge: &Charge, status: &str) {
        let word = |key| self.desk.texts.get(key);
        let mut fields = vec![("/status".to_owned(), equals(&json!(status)), word(Key::LabelStatus))];
        if let Some(date) = charge.scheduled_at {
            fields.push(("/scheduled_at".to_owned(), equals(&json!(iso_date(date))), word(Key::LabelDate)));
        }
        if let Some(address) = charge.address_id {
            fields.push(("/address_id".to_owned(), equals(&json!(address.get())), word(Key::LabelAddress)));
        }
        for (place, item) in charge.items().iter().enumerate() {
            if let Some(id) = item.purchase_item_id {
                let pointer = format!("/line_items/{place}/purchase_item_id");
                fields.push((pointer, equals(&json!(id.get())), word(Key::LabelItems)));
            }
        }
        fields.push((format!("/line_items/{}", charge.items().len()), Expectation::Absent, word(Key::LabelItems)));
        let fields: Vec<_> =
            fields.iter().map(|(pointer, expect, word)| (pointer.as_str(), expect.clone(), word.clone())).collect();
        let subject = match charge.scheduled_at {
            Some(date) => self.desk.texts.with(Key::CheckChargeOf, [("date", self.desk.date(date).into())]),
            None => self.desk.texts.get(Key::CheckCharge),
        };
        self.require(step, format!("/charges/{}", charge.id), "charge", "/customer/id", owner, &subject, &fields);
    }

    /// An address must be this customer's, and these fields as they are.
    pub fn require_address(
        &mut self,
        step: u32,
        party: &Party<'_>,
        address: &Address,
        fields: &[(&str, Expectation, String)],
    ) {
        let path = format!("/addresses/{}", address.id);
        let subject = self.desk.texts.get(Key::LabelAddress);
        self.require(step, path, "address", "/customer_id", party.customer.id, &subject, fields);
    }

    #[expect(clippy::too_many_arguments, reason = "one place that knows what every precondition has")]
    fn require(
        &mut self,
        step: u32,
        path: String,
        object: &str,
        owner_at: &str,
        owner: CustomerId,
        subject: &str,
        fields: &[(&str, Expectation, String)],
    ) {
        let texts = self.desk.texts;
        let label = |word: &str| {
            texts.with(Key::CheckLabel, [("subject", subject.to_owned().into()), ("field", word.to_owned().into())])
        };
        let owned = (owner_at, equals(&json!(owner.get())), texts.get(Key::CheckOwner));
        let checks = std::iter::once(&owned).chain(fields).map(|(pointer, expect, word)| Check {
            pointer: format!("/{object}{pointer}"),
            expect: expect.clone(),
            label: label(word),
        });
        let checks = checks.collect();
        self.plan.preconditions.push(Precondition {
            step,
            upstream: UPSTREAM.to_owned(),
            path,
            query: Vec::new(),
            secret: SECRET.to_owned(),
            headers: headers(),
            checks,
        });
    }

    /// The plan, with how it is undone.
    pub fn undone_by(mut self, form: Form) -> Preparation {
        self.plan.undo = Undo::Action(form);
        self.finish()
    }

    /// The plan, with why it can't be undone.
    pub fn not_undone(mut self, why: Key) -> Preparation {
        self.plan.undo = Undo::Impossible(self.desk.texts.get(why));
        self.finish()
    }

    fn finish(mut self) -> Preparation {
        self.plan.expires = self.ends.iso();
        Preparation::Plans(vec![self.plan])
    }
}

/// The value there is this one.
pub fn equals(value: &Value) -> Expectation {
    Expectation::Equals(json::ordered(value))
}

/// The value there is this date, or there is none.
pub fn dated(date: Option<Date>) -> Expectation {
    date.map_or(Expectation::Absent, |date| equals(&json!(iso_date(date))))
}

/// The text there is this one, or there is none.
pub fn texted(text: Option<&str>) -> Expectation {
    text.map_or(Expectation::Absent, |text| equals(&json!(text)))
}

fn headers() -> Vec<(String, String)> {
    vec![(VERSION.0.to_owned(), VERSION.1.to_owned())]
}

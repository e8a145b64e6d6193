//! What ends a preparation before there is a plan: a refusal, a question, or an error.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::desk::Desk;
use crate::actions::Obstacle;
use crate::contract::{Choice, FieldHint, Form, MissingPart, PluginError, Preparation, Question, Refusal, Target};
use crate::json;
use crate::l10n::{Key, Texts};

/// Why there is no plan.
#[derive(Debug)]
pub enum Stop {
    /// An answer that is no plan.
    Answer(Preparation),
    /// No answer at all.
    Error(PluginError),
}

impl From<PluginError> for Stop {
    fn from(error: PluginError) -> Self {
        Self::Error(error)
    }
}

/// A refusal with its stable code.
pub fn refused(code: &str, text: String, instead: Option<Form>) -> Stop {
    Stop::Answer(Preparation::Refused(Refusal { code: code.to_owned(), text, instead }))
}

/// A refusal because of an obstacle, which has its own code and words.
pub fn hindered(texts: &Texts, obstacle: &Obstacle, instead: Option<Form>) -> Stop {
    refused(obstacle.code(), obstacle.text(texts), instead)
}

/// A form.
pub fn form(action: &str, targets: Vec<Target>, parameters: &Value) -> Form {
    Form { action: action.to_owned(), targets, parameters: json::ordered(parameters) }
}

/// A form of one subscription.
pub fn form_of(action: &str, subscription: u64, parameters: &Value) -> Form {
    form(action, vec![Target::Subscription(subscription)], parameters)
}

/// Targets as JSON: `[{"subscription": 61}]`.
pub fn targets_json(targets: &[Target]) -> Value {
    let one = |target: &Target| {
        let (kind, id) = match target {
            Target::Subscription(id) => ("subscription", id),
            Target::Charge(id) => ("charge", id),
            Target::Address(id) => ("address", id),
            Target::Customer(id) => ("customer", id),
        };
        serde_json::json!({kind: id})
    };
    targets.iter().map(one).collect()
}

/// What is still to be asked, collected so that everything is asked at once.
///
/// The shapes that come back:
/// - `question.understood` is `{"action": "skip", "targets": [{"subscription": 61}], "parameters": {…}}`, a form as far as
///   it was understood;
/// - `choice.value` is an object. Its key `targets`, where it is there, replaces the targets of that form; every other key
///   is a parameter and goes into its parameters. Choices that answer different parts of one question have different keys,
///   and one of each is merged.
#[derive(Debug)]
pub struct Asks<'a> {
    texts: &'a Texts,
    action: &'a str,
    targets: Vec<Target>,
    parameters: Map<String, Value>,
    sentences: Vec<String>,
    missing: Vec<MissingPart>,
    choices: Vec<Choice>,
    fields: Vec<FieldHint>,
}

impl<'a> Asks<'a> {
    /// Nothing to ask so far.
    pub fn new(desk: &Desk<'a>, form: &'a Form, parameters: &Map<String, Value>) -> Self {
        Self {
            texts: desk.texts,
            action: &form.action,
            targets: form.targets.clone(),
            parameters: parameters.clone(),
            sentences: Vec::new(),
            missing: Vec::new(),
            choices: Vec::new(),
            fields: Vec::new(),
        }
    }

    /// Asks for one thing.
    pub fn ask(&mut self, part: MissingPart, sentence: Key, choices: Vec<Choice>) {
        self.missing.push(part);
        self.sentences.push(self.texts.get(sentence));
        self.choices.extend(choices);
    }

    /// Says how a parameter that is text is now; empty for none.
    pub fn current(&mut self, name: &str, text: &str) {
        let current = Some(Value::from(text).to_string());
        self.fields.push(FieldHint { pointer: format!("/{name}"), current, first: None, last: None });
    }

    /// Says between which days a parameter that is a date has to lie, where that is known.
    pub fn between(&mut self, name: &str, first: Option<Date>, last: Option<Date>) {
        let date = |date: Option<Date>| date.map(|date| self.texts.date(date));
        let (first, last) = (date(first), date(last));
        self.fields.push(FieldHint { pointer: format!("/{name}"), current: None, first, last });
    }

    /// Notes what a target was found to be.
    pub fn understood(&mut self, targets: Vec<Target>) {
        self.targets = targets;
    }

    /// Goes on when there is nothing to ask.
    ///
    /// # Errors
    /// The question.
    pub fn done(self) -> Result<(), Stop> {
        if self.missing.is_empty() {
            return Ok(());
        }
        let understood = serde_json::json!({
            "action": self.action,
            "targets": targets_json(&self.targets),
            "parameters": Value::Object(self.parameters),
        });
        Err(Stop::Answer(Preparation::Question(Question {
            text: self.sentences.join(" "),
            missing: self.missing,
            choices: self.choices,
            fields: self.fields,
            gist: Vec::new(),
            evidence: Vec::new(),
            understood: json::ordered(&understood),
        })))
    }
}

/// A choice.
pub fn choice(value: &Value, label: String, detail: Option<String>) -> Choice {
    Choice { value: json::ordered(value), label, detail }
}

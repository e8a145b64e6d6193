//! What the component says to a form as it stands, put where it belongs: its own choices, and how things are now, into the
//! fields they are for, its question or its no beside what it is about.

use serde_json::{Map, Value};

use super::field::{Field, Kind, Opt, Section};
use super::hint;
use super::read::link;
use crate::contract::{Choice, Preparation, Question, Refusal};
use crate::desk::wish_words::in_words;
use crate::inbox::words::Words;

/// An answer that one press gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// What goes back into the form, as the contract has it.
    pub value: String,
    /// The words on it.
    pub label: String,
    /// What it means.
    pub detail: String,
}

/// What the component says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Guide {
    /// "plans", "question", "information", "handoff", "refused", "nothing", or "failed".
    pub came: &'static str,
    /// In words.
    pub text: String,
    /// Answers to choose from that are no field's.
    pub chips: Vec<Chip>,
    /// What is possible instead: its words, and where it opens.
    pub instead: Option<(String, String)>,
    /// Words and address of a page elsewhere.
    pub link: Option<(String, String)>,
    /// The titles of the plans that would be made.
    pub plans: Vec<String>,
    /// What each of them changes: label, before, after.
    pub changes: Vec<(String, String, String)>,
    /// Fields that it is about, by path.
    pub fields: Vec<String>,
}

impl Guide {
    /// What an answer says, and which of its choices belong into which field.
    pub fn of(preparation: &Preparation, ticket: &str, sections: &mut [Section], words: Words) -> Self {
        match preparation {
            Preparation::Plans(plans) => Self {
                came: "plans",
                text: words.would_be_possible().to_owned(),
                plans: plans.iter().map(|plan| plan.title.clone()).collect(),
                changes: plans
                    .iter()
                    .flat_map(|plan| &plan.changes)
                    .map(|change| (change.label.clone(), change.before.clone(), change.after.clone()))
                    .collect(),
                ..Self::default()
            },
            Preparation::Question(question) => Self::question(question, sections),
            Preparation::Information(text) => Self { came: "information", text: text.clone(), ..Self::default() },
            Preparation::Handoff(handoff) => Self {
                came: "handoff",
                text: handoff.text.clone(),
                link: handoff.link.as_ref().and_then(|link| safe_link(&link.label, &link.url)),
                ..Self::default()
            },
            Preparation::Refused(refusal) => Self::refused(refusal, ticket, sections, words),
            Preparation::Nothing => Self { came: "nothing", text: words.nothing().to_owned(), ..Self::default() },
        }
    }

    /// A call that had no answer.
    #[must_use]
    pub fn failed(why: String) -> Self {
        Self { came: "failed", text: why, ..Self::default() }
    }

    fn question(question: &Question, sections: &mut [Section]) -> Self {
        let mut guide = Self { came: "question", text: question.text.clone(), ..Self::default() };
        hint::apply(sections, &question.fields);
        for choice in &question.choices {
            match of_a_field(choice, sections) {
                Some((field, option)) => {
                    if !guide.fields.contains(&field.path) {
                        guide.fields.push(field.path.clone());
                    }
                    offer(field, option);
                }
                None => guide.chips.push(Chip {
                    value: choice.value.clone(),
                    label: choice.label.clone(),
                    detail: choice.detail.clone().unwrap_or_default(),
                }),
            }
        }
        guide
    }

    fn refused(refusal: &Refusal, ticket: &str, sections: &mut [Section], words: Words) -> Self {
        let mut guide = Self { came: "refused", text: refusal.text.clone(), ..Self::default() };
        let Some(form) = &refusal.instead else { return guide };
        guide.instead = Some((in_words(form, words.language()), link(ticket, form, "")));
        let other: Map<String, Value> = serde_json::from_str(&form.parameters).unwrap_or_default();
        let fields = sections.iter().flat_map(|section| &section.fields);
        guide.fields = fields
            .filter(|field| {
                let wanted = other.get(&field.path).and_then(Value::as_str);
                wanted.is_some_and(|wanted| !field.value.is_empty() && wanted != field.bare())
            })
            .map(|field| field.path.clone())
            .collect();
        guide
    }
}

/// The field that a choice fills, and nothing else does: one value for one parameter.
fn of_a_field<'a>(choice: &Choice, sections: &'a mut [Section]) -> Option<(&'a mut Field, Opt)> {
    let value: Value = serde_json::from_str(&choice.value).ok()?;
    let mut members = value.as_object()?.iter();
    let (name, value) = members.next()?;
    if members.next().is_some() || value.is_object() || value.is_array() {
        return None;
    }
    let field = sections.iter_mut().flat_map(|section| &mut section.fields).find(|field| field.path == *name)?;
    let fits = match &field.kind {
        Kind::Text { .. } | Kind::Choice(_) => true,
        Kind::Date { .. } | Kind::Integer { .. } | Kind::Flag | Kind::Json => false,
    };
    let detail = choice.detail.clone().unwrap_or_default();
    fits.then(|| (field, Opt { value: value.to_string(), label: choice.label.clone(), detail }))
}

/// Puts an option into a field: one that is there already gets the component's words.
fn offer(field: &mut Field, option: Opt) {
    match &mut field.kind {
        Kind::Choice(options) => match options.iter_mut().find(|known| known.value == option.value) {
            Some(known) => *known = option,
            None => options.push(option),
        },
        // What was typed stays: as a text it is the value, as a choice the JSON of it.
        kind => {
            if !field.value.is_empty() {
                field.value = Value::from(field.value.as_str()).to_string();
            }
            field.can_be_empty = false;
            *kind = Kind::Choice(vec![option]);
        }
    }
}

/// A link out of the helpdesk: https, and nothing else.
#[must_use]
pub fn safe_link(label: &str, url: &str) -> Option<(String, String)> {
    let parsed = url::Url::parse(url).ok()?;
    (parsed.scheme() == "https" && parsed.username().is_empty() && parsed.password().is_none())
        .then(|| (label.to_owned(), parsed.to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::schema::sections;
    use super::*;
    use crate::contract::Form;
    use serde_json::json;

    fn choice(value: &Value, label: &str) -> Choice {
        Choice { value: value.to_string(), label: label.to_owned(), detail: None }
    }

    #[test]
    fn the_components_choices_are_where_they_belong() {
        let schema = json!({"properties": {
            "reason": {"type": ["string", "null"], "minLength": 1},
            "mail": {"type": ["boolean", "null"]},
        }});
        let mut drawn = sections(&schema.to_string());
        let question = Question {
            text: "Why?".to_owned(),
            missing: Vec::new(),
            choices: vec![
                choice(&json!({"reason": "Too much"}), "Too much"),
                choice(&json!({"mail": true}), "Yes, mail"),
                choice(&json!({"by": {"weeks": 1}}), "One week later"),
                choice(&json!({"targets": [{"subscription": 5}]}), "Tea"),
            ],
            fields: Vec::new(),
            gist: Vec::new(),
            evidence: Vec::new(),
            understood: String::new(),
        };
        let guide = Guide::of(&Preparation::Question(question), "T-1", &mut drawn, Words::of("en"));
        assert_eq!(guide.fields, ["reason", "mail"]);
        assert_eq!(guide.chips.iter().map(|chip| chip.label.as_str()).collect::<Vec<_>>(), ["One week later", "Tea"]);
        let Kind::Choice(reasons) = &drawn[0].fields[0].kind else { unreachable!() };
        assert_eq!(reasons[0].value, "\"Too much\"");
        let Kind::Choice(mail) = &drawn[0].fields[1].kind else { unreachable!() };
        assert_eq!((mail.len(), mail[0].label.as_str()), (2, "Yes, mail"));
    }

    #[test]
    fn a_refusal_says_which_field_it_is_about_and_what_is_near() {
        let mut drawn = sections(&json!({"properties": {"to": {"type": "string", "format": "date"}}}).to_string());
        drawn[0].fields[0].value = "2026-11-01".to_owned();
        let instead = Form { action: "move".into(), targets: Vec::new(), parameters: "{\"to\":\"2026-11-27\"}".into() };
        let refused = Preparation::Refused(Refusal { code: "early".into(), text: "No".into(), instead: Some(instead) });
        let guide = Guide::of(&refused, "T-1", &mut drawn, Words::of("en"));
        assert_eq!((guide.came, guide.fields.as_slice()), ("refused", &["to".to_owned()][..]));
        assert!(guide.instead.unwrap().1.starts_with("/tickets/T-1/actions/move?"));
    }

    #[test]
    fn only_https_leads_out() {
        assert!(safe_link("x", "https://a.example/b").is_some());
        for url in
            ["http://a.example", "javascript:alert(1)", "https://u:p@a.example", "//a.example", "data:text/html,x"]
        {
            assert_eq!(safe_link("x", url), None, "{url}");
        }
    }
}

//! The guest's reading of a customer's words: simple, so that tests know what comes, and true to what a plugin may say.

use crate::bindings::armincx::plugin::types::{
    Choice, Handoff, HandoffTo, Message, MissingPart, Plan, PluginError, Preparation, Problem, Question, Refusal,
    Speaker, Undo, Write, WriteMethod,
};

/// What came of the words. They say themselves what they want.
pub fn read(message: &Message) -> Result<Preparation, PluginError> {
    // The answer to a question is read in its light.
    let asked = message.dialogue.iter().rev().find_map(|turn| turn.asked.as_ref());
    if let Some(choice) = asked.and_then(|asked| asked.choices.iter().find(|choice| choice.label == message.text)) {
        return Ok(Preparation::Plans(vec![plan(&message.text, &choice.value)]));
    }
    Ok(match message.text.split_whitespace().next().unwrap_or_default() {
        "ask" => Preparation::Question(question()),
        "twice" => Preparation::Plans(vec![plan("the first", "1"), plan("the second", "2")]),
        "silent" => Preparation::Plans(vec![Plan { reply: None, ..plan("silent", "3") }]),
        "broken" => Preparation::Plans(vec![Plan { writes: Vec::new(), ..plan("broken", "4") }]),
        "hand" => Preparation::Handoff(Handoff {
            to: HandoffTo::Shop,
            text: "an order matter".to_owned(),
            link: None,
            reply: Some("The shop looks into it.".to_owned()),
        }),
        "refuse" => Preparation::Refused(Refusal {
            code: "too-late".to_owned(),
            text: "It runs now.".to_owned(),
            instead: None,
        }),
        "fail" => {
            let message = "the vendor\u{1b}[2J is away".to_owned();
            return Err(PluginError::Unavailable(Problem { message, detail: String::new() }));
        }
        "tell" => Preparation::Information(told(message)),
        _ => Preparation::Nothing,
    })
}

/// The dialogue as it came: who spoke, in order, and how much.
fn told(message: &Message) -> String {
    let turns: Vec<String> = message
        .dialogue
        .iter()
        .map(|turn| {
            let who = match turn.speaker {
                Speaker::Customer => "customer",
                Speaker::Agent => "agent",
                Speaker::Assistant => "assistant",
            };
            let asked = if turn.asked.is_some() { "?" } else { "" };
            format!("{who}{asked}:{}", turn.text.len())
        })
        .collect();
    turns.join(" ")
}

fn question() -> Question {
    let choice = |label: &str, value: &str| Choice { value: value.to_owned(), label: label.to_owned(), detail: None };
    Question {
        text: "Which one?".to_owned(),
        missing: vec![MissingPart::Subscription],
        choices: vec![choice("the tea", "7"), choice("the coffee", "8")],
        fields: Vec::new(),
        gist: vec!["Skip, which one is open".to_owned()],
        evidence: vec!["the words".to_owned()],
        understood: "{}".to_owned(),
    }
}

fn plan(words: &str, thing: &str) -> Plan {
    let write = Write {
        label: "skip".to_owned(),
        upstream: "shop".to_owned(),
        method: WriteMethod::Post,
        path: format!("/things/{thing}/skip"),
        query: Vec::new(),
        headers: Vec::new(),
        body: None,
        secret: "token".to_owned(),
        bindings: Vec::new(),
    };
    Plan {
        action: "skip".to_owned(),
        targets: Vec::new(),
        title: format!("Skip {words}"),
        changes: Vec::new(),
        side_effects: Vec::new(),
        warnings: Vec::new(),
        preconditions: Vec::new(),
        writes: vec![write],
        undo: Undo::Impossible("a test undoes nothing".to_owned()),
        expires: "2026-11-22T12:00:00Z".to_owned(),
        evidence: vec![words.to_owned()],
        rejected: vec!["everything else".to_owned()],
        understood: "{}".to_owned(),
        reply: Some(format!("We skipped {words} for you.")),
    }
}

//! A preparation as plain text, for golden files that people can judge.

use std::fmt::Write as _;

use armincx_recharge::contract::*;

/// The preparation as text.
pub fn render(preparation: &Preparation) -> String {
    let mut out = String::new();
    match preparation {
        Preparation::Plans(plans) => plans.iter().for_each(|plan| self::plan(&mut out, plan)),
        Preparation::Question(question) => {
            let _ = writeln!(out, "QUESTION {}\nmissing: {:?}", question.text, question.missing);
            for choice in &question.choices {
                let detail = choice.detail.as_deref().map(|detail| format!(" ({detail})")).unwrap_or_default();
                let _ = writeln!(out, "  {} -> {}{detail}", choice.value, choice.label);
            }
            for hint in &question.fields {
                let now = hint.current.as_deref().map(|now| format!(" is {now}")).unwrap_or_default();
                let _ = writeln!(out, "  {}{now}{}", hint.pointer, days(hint));
            }
            let _ = writeln!(out, "understood: {}", question.understood);
        }
        Preparation::Refused(refusal) => {
            let _ = writeln!(out, "REFUSED [{}] {}", refusal.code, refusal.text);
            if let Some(instead) = &refusal.instead {
                let _ = writeln!(out, "instead: {}", form(instead));
            }
        }
        Preparation::Handoff(handoff) => {
            let link = handoff.link.as_ref().map(|link| format!("{} <{}>", link.label, link.url)).unwrap_or_default();
            let _ = writeln!(out, "HANDOFF {:?} {} {link}", handoff.to, handoff.text);
        }
        other => {
            let _ = writeln!(out, "{other:?}");
        }
    }
    out
}

fn days(hint: &FieldHint) -> String {
    let day = |word: &str, day: &Option<CalendarDate>| {
        day.as_ref().map(|day| format!(" {word} {} ({})", day.iso, day.text)).unwrap_or_default()
    };
    format!("{}{}", day("from", &hint.first), day("to", &hint.last))
}

/// A form in one line.
pub fn form(form: &Form) -> String {
    format!("{} {:?} {}", form.action, form.targets, form.parameters)
}

fn plan(out: &mut String, plan: &Plan) {
    let _ = writeln!(out, "PLAN {} {:?}: {}", plan.action, plan.targets, plan.title);
    for change in &plan.changes {
        let _ = writeln!(out, "  {}: {} -> {}", change.label, change.before, change.after);
    }
    for effect in &plan.side_effects {
        let _ = writeln!(out, "  + {:?} [{}] {}", effect.tone, effect.code, effect.text);
    }
    for warning in &plan.warnings {
        let _ = writeln!(out, "  ! {:?} [{}] {}", warning.tone, warning.code, warning.text);
    }
    for read in &plan.preconditions {
        let _ = writeln!(out, "  if (step {}) {} {:?}", read.step, read.path, read.query);
        for check in &read.checks {
            let expect = match &check.expect {
                Expectation::Equals(json) => json.as_str(),
                Expectation::Absent => "absent",
            };
            let _ = writeln!(out, "    {} = {expect} ({})", check.pointer, check.label);
        }
    }
    for write in &plan.writes {
        let query: String = write.query.iter().map(|(name, value)| format!("?{name}={value}")).collect();
        let body = write.body.as_deref().unwrap_or("-");
        let _ = writeln!(out, "  {:?} {}{query} {body} <{}>", write.method, write.path, write.label);
        let _ = writeln!(out, "    {} {} {:?}", write.upstream, write.secret, write.headers);
        for binding in &write.bindings {
            let _ = writeln!(out, "    {} from step {} {}", binding.into, binding.step, binding.pointer);
        }
    }
    match &plan.undo {
        Undo::Action(undo) => {
            let _ = writeln!(out, "  undo: {}", form(undo));
        }
        Undo::Impossible(why) => {
            let _ = writeln!(out, "  no undo: {why}");
        }
    }
    let _ = writeln!(out, "  expires {}", plan.expires);
}

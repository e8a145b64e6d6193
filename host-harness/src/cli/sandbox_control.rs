//! `harness sandbox …`: moves the local Recharge's clock, has requests go wrong, shows what it holds. It talks to the
//! server that runs on the state folder; without one, to a server made for the moment from the state that is kept.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::app::App;
use super::args::{FaultCommand, SandboxCommand};
use super::error::{CliError, Exit};
use super::output::Report;
use super::screen::{Screen, Tone};
use crate::recharge_sandbox::{Sandbox, SandboxOptions};
use crate::workplace::control::{Reached, call, reach};

/// What the sandbox answered.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Controlled {
    /// As the control endpoint says it.
    answer: Value,
    #[serde(skip)]
    line: String,
}

/// Does it.
///
/// # Errors
/// When the state can't be read or kept, when the sandbox refuses, or when a rule is found broken.
pub async fn run(app: &App, command: Option<&SandboxCommand>) -> Result<Controlled, CliError> {
    let Some(command) = command else {
        return Err(CliError::new("nothing-to-do", Exit::Usage, "no command was given"));
    };
    let (method, path, mut body) = request(command)?;
    let (base, local) = match reach(app).await? {
        Reached::Server(base) => (base, None),
        Reached::Kept(lock) => {
            let origin = app.new_sandbox_state()?;
            // Whoever starts over has no use for what is there, which may be damaged.
            let state = if matches!(command, SandboxCommand::Reset) { origin.clone() } else { app.sandbox_state()? };
            // It is there for one command: webhooks wait for a server, or for being delivered by this command.
            let options = SandboxOptions { hold_webhooks: true, ..SandboxOptions::default() };
            let local = Sandbox::start_from(state, origin, options).await?;
            (local.base_url(), Some((local, lock)))
        }
    };
    if let SandboxCommand::Unknowns { set } = command
        && !set.is_empty()
    {
        body = Some(changed_unknowns(set, call(&base, "GET", "unknowns", None).await?)?);
    }
    let answer = call(&base, method, &path, body.as_ref()).await?;
    if let Some((local, lock)) = local {
        local.state_snapshot().save(&app.state.sandbox())?;
        local.shutdown().await;
        drop(lock);
    }
    report(command, answer)
}

/// The request that a command stands for.
fn request(command: &SandboxCommand) -> Result<(&'static str, String, Option<Value>), CliError> {
    Ok(match command {
        SandboxCommand::Advance { by } => ("POST", "advance".to_owned(), Some(json!({"by": by}))),
        SandboxCommand::Settle => ("POST", "settle".to_owned(), None),
        SandboxCommand::Reset => ("POST", "reset".to_owned(), None),
        SandboxCommand::Check => ("GET", "invariants".to_owned(), None),
        SandboxCommand::State => ("GET", "state".to_owned(), None),
        SandboxCommand::Ledger => ("GET", "ledger".to_owned(), None),
        SandboxCommand::Webhooks { deliver: false } => ("GET", "webhooks".to_owned(), None),
        SandboxCommand::Webhooks { deliver: true } => ("POST", "webhooks/deliver".to_owned(), None),
        SandboxCommand::Unknowns { set } if set.is_empty() => ("GET", "unknowns".to_owned(), None),
        SandboxCommand::Unknowns { .. } => ("PUT", "unknowns".to_owned(), None),
        SandboxCommand::Fault { command: FaultCommand::List } => ("GET", "faults".to_owned(), None),
        SandboxCommand::Fault { command: FaultCommand::Clear { id: None } } => ("DELETE", "faults".to_owned(), None),
        SandboxCommand::Fault { command: FaultCommand::Clear { id: Some(id) } } => {
            ("DELETE", format!("faults/{id}"), None)
        }
        SandboxCommand::Fault { command: FaultCommand::Add { effect, path, method, times, after, per_mille } } => {
            let mut fault = json!({"effect": effect_of(effect)?, "after": after});
            let optional = [("times", json!(times)), ("per_mille", json!(per_mille))];
            let when = [("path", json!(path)), ("method", json!(method))];
            let given = |pairs: [(&str, Value); 2]| -> Map<String, Value> {
                pairs
                    .into_iter()
                    .filter(|(_, value)| !value.is_null())
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()
            };
            if let Some(fault) = fault.as_object_mut() {
                fault.extend(given(optional));
                fault.insert("when".to_owned(), Value::Object(given(when)));
            }
            ("POST", "faults".to_owned(), Some(fault))
        }
    })
}

/// "cut_after", "delay=1500", or a JSON object.
fn effect_of(text: &str) -> Result<Value, CliError> {
    if text.starts_with('{') {
        return serde_json::from_str(text).map_err(|why| {
            CliError::new("invalid-effect", Exit::Usage, format!("the effect is no JSON: {why}")).caused_by(why)
        });
    }
    match text.split_once('=') {
        None => Ok(json!(text)),
        Some((name, milliseconds)) => match milliseconds.parse::<u64>() {
            Ok(milliseconds) => Ok(json!({name: milliseconds})),
            Err(_) => {
                let message = format!("\"{milliseconds}\" is no number of milliseconds");
                Err(CliError::new("invalid-effect", Exit::Usage, message).hint("write it as in delay=1500"))
            }
        },
    }
}

fn changed_unknowns(set: &[String], unknowns: Value) -> Result<Value, CliError> {
    let mut unknowns = unknowns;
    for pair in set {
        let (name, word) = pair.split_once('=').ok_or_else(|| {
            CliError::new("invalid-switch", Exit::Usage, format!("\"{pair}\" sets nothing"))
                .hint("write it as in merge_id=keep; `harness sandbox unknowns` shows all")
        })?;
        let value = word
            .parse::<u32>()
            .map(Value::from)
            .unwrap_or_else(|_| if word == "none" { Value::Null } else { json!(word) });
        if let Some(fields) = unknowns.as_object_mut() {
            fields.insert(name.to_owned(), value);
        }
    }
    Ok(unknowns)
}

fn report(command: &SandboxCommand, answer: Value) -> Result<Controlled, CliError> {
    let text = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default();
    let line = match command {
        SandboxCommand::Advance { .. } => {
            format!("Its clock says {}.", answer.get("now").and_then(Value::as_str).unwrap_or_default())
        }
        SandboxCommand::Settle => "Every charge has followed the changes before.".to_owned(),
        SandboxCommand::Reset => "It is the store that it was at first.".to_owned(),
        SandboxCommand::Check => {
            let broken: Vec<String> = answer
                .get("violations")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .map(|violation| {
                    let part = |name: &str| violation.get(name).and_then(Value::as_str).unwrap_or_default();
                    format!("{}: {}", part("rule"), part("what"))
                })
                .collect();
            if !broken.is_empty() {
                let message = format!("{} rules are broken: {}", broken.len(), broken.join("; "));
                return Err(CliError::new("rules-broken", Exit::Failed, message)
                    .hint("look at the records with `harness sandbox state`, or start over with `harness reset`"));
            }
            "No rule is broken.".to_owned()
        }
        SandboxCommand::Fault { command: FaultCommand::Add { .. } } => {
            format!("Fault {} is on.", answer.get("id").and_then(Value::as_u64).unwrap_or_default())
        }
        SandboxCommand::Fault { command: FaultCommand::Clear { .. } } => "Off.".to_owned(),
        SandboxCommand::Webhooks { .. } => webhooks(&answer),
        _ => text(&answer),
    };
    Ok(Controlled { answer, line })
}

/// A line for each webhook and for each of its deliveries.
fn webhooks(answer: &Value) -> String {
    let list = |name: &str| answer.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let text = |of: &Value, name: &str| match of.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => "none".to_owned(),
        Some(other) => other.to_string(),
    };
    let webhooks = list("webhooks").iter().map(|it| {
        format!(
            "Webhook {}: {} to {}, for {}",
            text(it, "id"),
            text(it, "topic"),
            text(it, "address"),
            text(it, "token")
        )
    });
    let deliveries = list("deliveries").iter().map(|it| {
        let due = it.get("due_at").and_then(Value::as_str).map(|due| format!(", due {due}")).unwrap_or_default();
        let outcome = it.get("outcome").and_then(Value::as_str).map(|met| format!(": {met}")).unwrap_or_default();
        format!(
            "Delivery {} of webhook {}, {} {}: {} after {} attempts{due}{outcome}",
            text(it, "id"),
            text(it, "webhook_id"),
            text(it, "topic"),
            text(it, "object_id"),
            text(it, "status"),
            text(it, "attempts")
        )
    });
    let dropped = answer.get("dropped").and_then(Value::as_u64).filter(|count| *count > 0);
    let dropped = dropped.map(|count| format!("{count} deliveries were dropped: too many were pending."));
    let lines: Vec<String> = webhooks.chain(deliveries).chain(dropped).collect();
    if lines.is_empty() { "There are no webhooks.".to_owned() } else { lines.join("\n") }
}

impl Report for Controlled {
    fn human(&self, screen: &mut Screen) {
        for line in self.line.lines() {
            screen.toned(Tone::Plain, line);
        }
    }
}

//! Every error of the rooms below as a [`Failure`]: its stable code, its exit code, and what to do next where the error
//! doesn't say so itself.

use super::failure::{Exit, Failure};
use super::place::{LOCAL, SECRETS_VARIABLE};
use crate::capabilities::GrantError;
use crate::data_file::DataFileError;
use crate::desk::codes;
use crate::desk::language::Language;
use crate::desk::people::{RosterError, UnknownPerson};
use crate::desk::tickets::{TicketsError, UnknownTicket};
use crate::desk::wish::BrokenChoice;
use crate::engine::{CallError, EngineError, LoadError};
use crate::gate::{GateError, Refusal};
use crate::recharge_sandbox::{SandboxError, StateError};
use crate::secret_store::{SecretStoreError, default_directory};
use crate::upstream::{BaseUrlError, TransportSetupError, UpstreamConfigError};

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        let error = match error {
            CallError::Audit(why) => return Self::from(why),
            other => other,
        };
        let (code, message) = (error.code(), error.to_string());
        let exit = match code {
            "not-connected" | "unauthorized" | "missing-scopes" => Exit::NotPermitted,
            "invalid-request" => Exit::Usage,
            _ => Exit::Failed,
        };
        let hint = match code {
            "not-connected" | "unauthorized" => {
                Some("paste an Admin API token with `harness connect`, with the same --recharge-url")
            }
            "missing-scopes" => {
                Some("give the token that scope in Recharge, or paste another one with `harness connect`")
            }
            "unavailable" | "rate-limited" => Some("nothing was changed; run the same command again in a minute"),
            "unreadable" => Some("check that --recharge-url is the address of a Recharge, then run the command again"),
            _ => None,
        };
        // The technical detail is the plugin's; it is a cause and not the message.
        let detail = error.problem().map_or_else(String::new, |problem| problem.detail.clone());
        let (wait, status) = (error.wait(), error.status());
        let result = Self { hint: hint.map(str::to_owned), wait, status, ..Self::new(code, exit, message) };
        if detail.is_empty() { result.caused_by(error) } else { result.caused_by(detail) }
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        // The plugin isn't to blame when its first call could not be recorded.
        let error = match error {
            LoadError::Describe(call) if matches!(*call, CallError::Audit(_)) => return Self::from(*call),
            other => other,
        };
        let code = match &error {
            LoadError::NotWasm => "plugin-not-wasm",
            LoadError::TooLarge(_) => "plugin-too-large",
            LoadError::CoreModule => "plugin-core-module",
            LoadError::Corrupt(_) | LoadError::Compile(_) => "plugin-corrupt",
            LoadError::WrongWorld { .. } => "plugin-wrong-world",
            LoadError::WrongVersion { .. } => "plugin-wrong-version",
            LoadError::SurplusImport(_) => "plugin-surplus-import",
            LoadError::Incompatible(_) => "plugin-incompatible",
            LoadError::Manifest(_) | LoadError::Describe(_) => "plugin-manifest",
        };
        Self::new(code, Exit::Usage, format!("can't load the plugin: {error}")).caused_by(error)
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Self::new("engine-unavailable", Exit::Environment, error.to_string()).caused_by(error)
    }
}

impl From<GrantError> for Failure {
    fn from(error: GrantError) -> Self {
        Self::new("plugin-wants-more", Exit::Usage, format!("can't connect this plugin: {error}"))
            .hint("the harness knows the upstream \"recharge\" only; use a plugin that declares that one")
            .caused_by(error)
    }
}

impl From<SecretStoreError> for Failure {
    fn from(error: SecretStoreError) -> Self {
        if error.is_keyring_unavailable() {
            let text = "the system's keyring can't be used now, and the token may be in it; nothing was changed";
            return Self::new("keyring-unavailable", Exit::Environment, text).hint(without_keyring()).caused_by(error);
        }
        Self::new("secret-unavailable", Exit::Environment, error.to_string()).caused_by(error)
    }
}

/// How to go on with a keyring that can't be used. The folder is the one that its files are in already.
fn without_keyring() -> String {
    let folder = default_directory().map_or_else(|| "FOLDER".to_owned(), |folder| folder.display().to_string());
    format!("unlock it and try again, or do without it: with {SECRETS_VARIABLE}={folder} files are used and no keyring")
}

impl From<SandboxError> for Failure {
    fn from(error: SandboxError) -> Self {
        let code = match &error {
            SandboxError::PortInUse { .. } => "port-in-use",
            SandboxError::CannotListen { .. } => "cannot-listen",
        };
        Self::new(code, Exit::Environment, error.to_string()).caused_by(error)
    }
}

impl From<StateError> for Failure {
    fn from(error: StateError) -> Self {
        Self::new("sandbox-state", Exit::Environment, error.to_string()).caused_by(error)
    }
}

impl From<DataFileError> for Failure {
    fn from(error: DataFileError) -> Self {
        Self::new("data-file", Exit::Usage, error.to_string()).caused_by(error)
    }
}

impl From<RosterError> for Failure {
    fn from(error: RosterError) -> Self {
        Self::new("people-file", Exit::Environment, format!("it isn't known who works here: {error}"))
            .hint("nothing was done; mend the file, or remove it: without one the demo's people work here")
            .caused_by(error)
    }
}

impl From<TicketsError> for Failure {
    fn from(error: TicketsError) -> Self {
        Self::new("tickets", Exit::Usage, error.to_string()).caused_by(error)
    }
}

impl From<UnknownTicket> for Failure {
    fn from(error: UnknownTicket) -> Self {
        Self::new("unknown-ticket", Exit::Usage, error.to_string()).caused_by(error)
    }
}

/// A ticket that isn't there, in the reader's language.
pub(crate) fn unknown_ticket(error: UnknownTicket, locale: &str) -> Failure {
    if Language::of(locale) == Language::English {
        return error.into();
    }
    let nearest: Vec<&str> = error.nearest.iter().map(|id| id.0.as_str()).collect();
    let meant = match nearest.as_slice() {
        [] => String::new(),
        nearest => format!(" Gemeint ist vielleicht {}.", nearest.join(" oder ")),
    };
    let text = format!("Ein Ticket „{}“ gibt es nicht.{meant} `harness tickets` zeigt alle.", error.id);
    Failure::new("unknown-ticket", Exit::Usage, text).caused_by(error)
}

/// A person who isn't there, in the reader's language.
pub(crate) fn unknown_person(error: UnknownPerson, locale: &str) -> Failure {
    if Language::of(locale) == Language::English {
        return error.into();
    }
    let text = format!("Niemand in diesem Helpdesk heißt „{}“; bekannt sind {}.", error.id, error.known);
    Failure::new("unknown-person", Exit::Usage, text).caused_by(error)
}

impl From<BrokenChoice> for Failure {
    fn from(error: BrokenChoice) -> Self {
        Self::new("plugin-choice", Exit::Failed, error.to_string())
            .hint("this is a bug of the plugin, report it to its makers")
    }
}

impl From<UnknownPerson> for Failure {
    fn from(error: UnknownPerson) -> Self {
        Self::new("unknown-person", Exit::Usage, error.to_string()).caused_by(error)
    }
}

impl From<GateError> for Failure {
    fn from(error: GateError) -> Self {
        gate_error(error, "en")
    }
}

/// A refusal or failure of the gate in the reader's language. Its own words say what to do next.
pub(crate) fn gate_error(error: GateError, locale: &str) -> Failure {
    match error {
        GateError::Store(why) => why.into(),
        GateError::Refused(refusal) => {
            let exit = match &refusal {
                Refusal::Unknown(_)
                | Refusal::OtherConnection { .. }
                | Refusal::ReasonMissing
                | Refusal::ReasonTooLong { .. } => Exit::Usage,
                Refusal::RoleMissing { .. } | Refusal::OwnProposal { .. } | Refusal::WritesOff => Exit::NotPermitted,
                _ => Exit::Failed,
            };
            // The gate knows actions by their ids; people know them by what stands on the buttons.
            let refusal = match refusal {
                Refusal::RoleMissing { who, right, action } => {
                    let action = codes::action(&action, Language::of(locale).is_german());
                    Refusal::RoleMissing { who, right, action }
                }
                other => other,
            };
            let error = Failure::new(refusal.code(), exit, refusal.text(locale));
            match &refusal {
                Refusal::OtherConnection { connection } => error.hint(its_connection(connection, locale)),
                _ => error,
            }
        }
        other => Failure::new("gate-failed", Exit::Failed, other.to_string()),
    }
}

/// How the connection of a plan is named on the command line.
fn its_connection(connection: &str, locale: &str) -> String {
    match (connection == LOCAL, Language::of(locale)) {
        (true, Language::English) => "leave --recharge-url away: it is the local Recharge".to_owned(),
        (true, Language::German) => "--recharge-url weglassen: es ist das lokale Recharge".to_owned(),
        (false, Language::English) => format!("name it with --recharge-url, the address that ends in {connection}"),
        (false, Language::German) => format!("mit --recharge-url nennen, der Adresse, die auf {connection} endet"),
    }
}

impl From<BaseUrlError> for Failure {
    fn from(error: BaseUrlError) -> Self {
        Self::new("bad-url", Exit::Usage, format!("--recharge-url can't be used: {error}")).caused_by(error)
    }
}

impl From<UpstreamConfigError> for Failure {
    fn from(error: UpstreamConfigError) -> Self {
        Self::new("upstream-config", Exit::Usage, error.to_string()).caused_by(error)
    }
}

impl From<TransportSetupError> for Failure {
    fn from(error: TransportSetupError) -> Self {
        Self::new("tls-setup", Exit::Environment, error.to_string()).caused_by(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::Right;

    #[test]
    fn whoever_may_not_is_told_so_with_the_actions_name_and_never_its_id() {
        let refused = |locale| {
            let refusal = Refusal::RoleMissing { who: "Vic".into(), right: Right::Deny, action: "move-date".into() };
            gate_error(refusal.into(), locale).message
        };
        assert_eq!(
            refused("de"),
            "Vic darf „Liefertermin verschieben“ nicht ablehnen; bitte jemanden fragen, der es darf."
        );
        assert_eq!(refused("en"), "Vic has no role that allows to deny \"Move delivery date\"; ask somebody who has");
    }
}

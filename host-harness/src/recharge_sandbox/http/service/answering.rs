//! What a request of a known token asks for, in its version's form, and whether the token may.

use std::sync::PoisonError;

use serde_json::{Map, Value};
use tokio::time::Instant;

use super::super::answer::Answer;
use super::super::query::Parameters;
use super::super::reads;
use super::super::route::{Route, Scopes, write_scopes};
use super::super::v2021_01::{self, Asked, Form, asked};
use super::{Answered, Request, Service};
use crate::recharge_sandbox::model::Token;
use crate::recharge_sandbox::rules::{Call, Flags, Procedure, Refusal, Write};
use crate::recharge_sandbox::unknowns::MoveCharge;
use crate::recharge_sandbox::version::Version;

impl Service {
    pub(super) fn answer(&self, token: &Token, request: &Request<'_>, is_stale: bool, now: Instant) -> Answered {
        let shape = self.served().state.unknowns.error_shape;
        let version = match request.version.map(|name| (Version::named(name), name)) {
            None => Version::DEFAULT,
            Some((Some(version), _)) => version,
            Some((None, name)) => return Answer::unknown_version(name, shape).into(),
        };
        let Asked { route, form } = asked(version, request.method, request.path);
        let parameters = Parameters::parse(request.query, version);
        let missing = |scopes: Scopes| scopes.iter().find(|any| !token.has_any(any)).copied();
        match route {
            Route::Unknown => Answer::not_found().into(),
            Route::OtherVersion => Answer::not_in_version(version, shape).into(),
            Route::NotInSandbox(what) => Answer::not_in_sandbox(what, shape).into(),
            Route::WrongMethod => Answer::method_not_allowed(shape).into(),
            Route::Read(read) => {
                if let Some(scopes) = missing(read.scopes()) {
                    return Answer::missing_scope(scopes, shape).into();
                }
                // The store first and then its older copy, as a write takes them: the other way round both could wait.
                let served = self.served();
                let stale = self.stale.read().unwrap_or_else(PoisonError::into_inner);
                let shown = stale.as_ref().filter(|_| is_stale).unwrap_or(&served);
                reads::read(shown.view(), token, read, &parameters).into()
            }
            Route::Write(write) => {
                if let Some(scopes) = missing(write_scopes(write)) {
                    return Answer::missing_scope(scopes, shape).into();
                }
                let said = object(request.body).and_then(|body| self.in_2021_11(version, write, form, body));
                let (body, commit) = match said {
                    Ok(said) => said,
                    Err(refusal) => return Answer::refused(&refusal, &self.served().state.unknowns).into(),
                };
                let flags = Flags {
                    commit: commit || parameters.is_true("commit"),
                    force_update: parameters.is_true("force_update"),
                    pause: parameters.is_true("pause"),
                };
                self.write(&Call { write, body: &body, flags, version, token: Some(token) }, &parameters, now)
            }
        }
    }

    /// A write's body as 2021-11 has it, and whether it says that the answer waits for regeneration.
    fn in_2021_11(
        &self,
        version: Version,
        write: Write,
        form: Form,
        body: Map<String, Value>,
    ) -> Result<(Map<String, Value>, bool), Refusal> {
        let served = self.served();
        let moves_charge = matches!(write, Write::Call(_, _, Procedure::ChangeNextChargeDate));
        match version {
            // Only there is it unknown whether an Admin API token may: 2021-01 documents it.
            Version::V2021_11 if moves_charge && served.state.unknowns.move_charge == MoveCharge::Missing => {
                Err(Refusal::NotFound)
            }
            Version::V2021_11 => Ok((body, false)),
            Version::V2021_01 => v2021_01::translate(write, form, &served.state, body),
        }
    }
}

/// The body's JSON object; nothing sent is an empty one, since Recharge's own client sends nothing to some calls.
fn object(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Refusal::Status { status: 415, message: "The body must be a JSON object.".to_owned() }),
        Err(error) => Err(Refusal::Status { status: 400, message: format!("The body is not JSON: {error}") }),
    }
}

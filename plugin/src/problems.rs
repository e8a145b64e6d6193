//! Turns causes into the contract's errors: what failed, why and what to do next in the reader's language, and the
//! technical cause in English beside it.

use crate::contract::{PluginError, Problem, ScopeProblem, SecretError, SetupError, Wait};
use crate::l10n::{Key, Texts};
use crate::recharge::{Cause, ReadError};
use crate::text;

/// A problem with a message that has no variables.
pub fn problem(texts: &Texts, key: Key, detail: &str) -> Problem {
    Problem { message: texts.get(key), detail: detail.to_owned() }
}

/// The error of a call that can't go on after this one. `scopes` are those that the read needs.
pub fn plugin_error(texts: &Texts, error: &ReadError, scopes: &[&str]) -> PluginError {
    let detail = error.detail();
    match &error.cause {
        Cause::Unauthorized(_) => PluginError::Unauthorized(problem(texts, Key::ProblemUnauthorized, &detail)),
        Cause::Forbidden(_) => PluginError::MissingScopes(ScopeProblem {
            problem: Problem {
                message: texts.with(Key::ProblemMissingScopes, [("scopes", list(scopes).into())]),
                detail,
            },
            missing: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        }),
        Cause::RateLimited(seconds) => PluginError::RateLimited(wait(texts, *seconds, detail)),
        Cause::Unavailable(_) => PluginError::Unavailable(problem(texts, Key::ProblemUnavailable, &detail)),
        Cause::Unreadable(_) => PluginError::Unreadable(problem(texts, Key::ProblemUnreadable, &detail)),
        Cause::Refused(_) => PluginError::Internal(problem(texts, Key::ProblemInternal, &detail)),
    }
}

/// The error of a token that doesn't work.
pub fn setup_error(texts: &Texts, error: &ReadError) -> SetupError {
    let detail = error.detail();
    match &error.cause {
        // Recharge asks for no scope here, so "forbidden" means the token as well.
        Cause::Unauthorized(_) | Cause::Forbidden(_) => {
            SetupError::Rejected(problem(texts, Key::ProblemUnauthorized, &detail))
        }
        Cause::RateLimited(seconds) => SetupError::RateLimited(wait(texts, *seconds, detail)),
        Cause::Unavailable(_) => SetupError::Unavailable(problem(texts, Key::ProblemUnavailable, &detail)),
        Cause::Unreadable(_) => SetupError::Unreadable(problem(texts, Key::ProblemUnreadable, &detail)),
        Cause::Refused(_) => SetupError::Internal(problem(texts, Key::ProblemInternal, &detail)),
    }
}

/// The error of a call that got no token.
pub fn secret_error(texts: &Texts, error: &SecretError) -> PluginError {
    match error {
        SecretError::Missing(name) => PluginError::NotConnected(problem(
            texts,
            Key::ProblemNotConnected,
            &detail("nobody has set the secret", name),
        )),
        SecretError::Unavailable(why) => PluginError::Unavailable(problem(
            texts,
            Key::ProblemSecretUnavailable,
            &detail("the secret can't be read now", why),
        )),
        SecretError::Undeclared(name) => PluginError::Internal(problem(
            texts,
            Key::ProblemInternal,
            &detail("the manifest in force declares no secret", name),
        )),
    }
}

/// Why a part is missing, as the end of a sentence. `scopes` are those that the read needs.
pub fn reason(texts: &Texts, error: &ReadError, scopes: &[&str]) -> String {
    match &error.cause {
        Cause::Forbidden(_) => texts.with(Key::ReasonScope, [("scopes", list(scopes).into())]),
        Cause::Unauthorized(_) => texts.get(Key::ReasonUnauthorized),
        Cause::RateLimited(_) => texts.get(Key::ReasonRateLimited),
        Cause::Unavailable(_) => texts.get(Key::ReasonUnavailable),
        Cause::Unreadable(_) => texts.get(Key::ReasonUnreadable),
        Cause::Refused(_) => texts.get(Key::ReasonRefused),
    }
}

/// Codes as a list for people.
pub fn list<S: AsRef<str>>(codes: &[S]) -> String {
    codes.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ")
}

fn wait(texts: &Texts, seconds: Option<u32>, detail: String) -> Wait {
    let message = match seconds {
        Some(seconds) => texts.with(Key::ProblemRateLimitedSeconds, [("seconds", seconds.into())]),
        None => texts.get(Key::ProblemRateLimited),
    };
    Wait { problem: Problem { message, detail }, seconds }
}

fn detail(what: &str, why: &str) -> String {
    format!("{what}: {}", text::clean(why, text::LINE))
}

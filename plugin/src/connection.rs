//! What a token is good for, before it is kept anywhere.

use crate::actions::{self, READING, STORE, Scopes};
use crate::contract::{ActionScopes, Connection, Context, Link, Notice, SetupError, Store, Tone};
use crate::host::Host;
use crate::l10n::{Key, Texts};
use crate::manifest::PORTAL_BASE;
use crate::portal::Portal;
use crate::problems;
use crate::recharge::{self, Cause, Client, ReadError, read_store, read_token_information};
use crate::text;

/// Tries a token: one round trip, and never an answer out of a cache.
///
/// # Errors
/// When Recharge doesn't accept the token, or what answers isn't Recharge. A store that can't be read is no error.
pub fn check_connection<H: Host>(host: &H, token: &H::Secret, ctx: &Context) -> Result<Connection, SetupError> {
    let texts = Texts::new(&ctx.locale);
    let client = Client::new(host, token);
    let mut answers = client.get(&[recharge::token_information(0), recharge::store(0)]).into_iter();
    let mut next = || answers.next().unwrap_or_else(|| Err(unanswered()));
    let (information, store) = (next(), next());
    let parse = |cause, path| ReadError { path, cause };
    let information = information
        .and_then(|answer| read_token_information(&answer.body).map_err(|cause| parse(cause, answer.path)))
        .map_err(|error| problems::setup_error(&texts, &error))?;
    let store = store.and_then(|answer| read_store(&answer.body).map_err(|cause| parse(cause, answer.path)));
    if let Err(error @ ReadError { cause: Cause::Unauthorized(_), .. }) = &store {
        return Err(problems::setup_error(&texts, error));
    }

    let names: Option<Vec<String>> =
        information.scopes.map(|scopes| scopes.iter().map(|scope| text::clean(scope, text::NAME)).collect());
    let scopes: Scopes = names.as_ref().map_or(Scopes::Unknown, |names| names.iter().cloned().collect());
    Ok(Connection {
        token_name: text::clean_some(information.name.as_deref(), text::NAME)
            .unwrap_or_else(|| texts.get(Key::TokenUnnamed)),
        missing_for_reading: owned(scopes.missing(READING)),
        actions: actions::ALL
            .iter()
            .map(|definition| ActionScopes {
                action: definition.id.to_owned(),
                label: texts.get(definition.label),
                missing: owned(scopes.missing(definition.scopes)),
            })
            .collect(),
        notices: notices(&texts, &scopes, &store),
        store: store.ok().map(|store| describe(&texts, ctx, &store)),
        scopes: names.unwrap_or_default(),
    })
}

fn owned(scopes: Vec<&'static str>) -> Vec<String> {
    scopes.into_iter().map(str::to_owned).collect()
}

fn describe(texts: &Texts, ctx: &Context, store: &recharge::Store) -> Store {
    let words = |text: Option<&str>| text::clean(text.unwrap_or_default(), text::NAME);
    let setting = ctx.settings.iter().find(|setting| setting.name == PORTAL_BASE);
    let portal = Portal::new(setting.map_or("", |setting| &setting.value), Some(store));
    Store {
        id: store.id.unwrap_or(0),
        name: text::clean_some(store.name.as_deref(), text::NAME).unwrap_or_else(|| texts.get(Key::StoreUnnamed)),
        domain: words(store.identifier.as_deref()),
        time_zone: words(store.time_zone.as_deref()),
        currency: words(store.currency.as_deref()),
        portal: portal.home().map(|url| Link { url, label: texts.get(Key::PortalLabel) }),
    }
}

fn notices(texts: &Texts, scopes: &Scopes, store: &Result<recharge::Store, ReadError>) -> Vec<Notice> {
    let mut out = Vec::new();
    let mut push = |code: &str, tone, text| out.push(Notice { code: code.to_owned(), tone, text });
    let missing = scopes.missing(READING);
    if !missing.is_empty() {
        let variables = [("scopes", problems::list(&missing).into())];
        push("reading-incomplete", Tone::Critical, texts.with(Key::ConnectionReadingIncomplete, variables));
    }
    if *scopes == Scopes::Unknown {
        push("scopes-unknown", Tone::Warning, texts.get(Key::ConnectionScopesUnknown));
    }
    // "The widget works" would contradict what was just said.
    if missing.is_empty() && scopes.is_read_only() {
        push("read-only", Tone::Neutral, texts.get(Key::ConnectionReadOnly));
    }
    match store {
        Ok(_) => {}
        Err(ReadError { cause: Cause::Forbidden(_), .. }) => {
            let variables = [("scopes", problems::list(STORE).into())];
            push("store-scope-missing", Tone::Warning, texts.with(Key::ConnectionStoreScope, variables));
        }
        Err(error) => {
            let reason = problems::reason(texts, error, STORE);
            push("store-missing", Tone::Warning, texts.with(Key::ConnectionStoreMissing, [("reason", reason.into())]));
        }
    }
    out
}

fn unanswered() -> ReadError {
    let cause = Cause::Refused("the host answered fewer requests than it was given".to_owned());
    ReadError { path: "/token_information", cause }
}

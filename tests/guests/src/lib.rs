//! A plugin written to break its host. The ticket's id says how; what it saw comes back as the notices of a widget.
//!
//! Each behaviour is one arm below, and each has a test in `tests/contract` that says what the host must make of it.

mod talk;

#[allow(missing_docs, unsafe_code, unused_qualifications, reason = "generated")]
#[allow(clippy::all, reason = "generated")]
mod bindings {
    wit_bindgen::generate!({ path: "../../wit", world: "plugin" });
}

use bindings::armincx::plugin::http::{self, Header, HeaderValue, HttpError, Request};
use bindings::armincx::plugin::types::{
    Action, ActionRequest, Connection, Context, CustomerMatch, Identity, Manifest, MatchKind, Notice, Outcome,
    PluginError, Preparation, Presence, Problem, SecretDeclaration, SetupError, Timestamp, Tone, Upstream, Widget,
};
use bindings::armincx::plugin::{approvals, audit, secrets};
use bindings::exports::armincx::plugin::{integration, setup};

struct Hostile;

/// The names of the upstreams that it declares. A test writes others over these bytes of the compiled component.
static UPSTREAMS: &str = "shop    other   ";

fn upstreams() -> impl Iterator<Item = &'static str> {
    std::hint::black_box(UPSTREAMS).split_whitespace()
}

/// A ticket of the demo, whose ids say nothing: there everything panics.
const DEMO: &str = "T-1002";

#[allow(unsafe_code, reason = "generated")]
mod exports {
    super::bindings::export!(Hostile with_types_in super::bindings);

    use super::Hostile;
}

impl setup::Guest for Hostile {
    fn describe(_locale: String) -> Manifest {
        Manifest {
            id: "hostile".to_owned(),
            name: "Hostile".to_owned(),
            version: "0.1.0".to_owned(),
            description: "Breaks its host if it can".to_owned(),
            locales: vec!["en".to_owned()],
            upstreams: upstreams().map(upstream).collect(),
            secrets: vec![SecretDeclaration {
                name: "token".to_owned(),
                upstream: upstreams().next().unwrap_or_default().to_owned(),
                header: "X-Token".to_owned(),
                description: String::new(),
            }],
            settings: Vec::new(),
        }
    }

    fn check_connection(_ctx: Context, token: &secrets::Secret) -> Result<Connection, SetupError> {
        let seen = send(vec![with_secret(request("/check"), "X-Token", token)]);
        Ok(Connection {
            token_name: seen.join(" | "),
            scopes: Vec::new(),
            missing_for_reading: Vec::new(),
            actions: Vec::new(),
            store: None,
            notices: Vec::new(),
        })
    }
}

impl integration::Guest for Hostile {
    fn widget_data(ctx: Context) -> Result<Widget, PluginError> {
        misbehave(&ctx.ticket).map(|seen| widget(&seen)).map_err(|why| internal(&why))
    }

    fn list_actions(ctx: Context) -> Result<Vec<Action>, PluginError> {
        if matches!(ctx.ticket.as_str(), "nag" | DEMO) {
            return misbehave(&ctx.ticket).map(|_| Vec::new()).map_err(|why| internal(&why));
        }
        // A function that has to answer by itself asks an upstream and for a secret all the same.
        let asked = send(vec![request("/list-actions")]).join(" | ");
        let secret = secrets::get("token").map(|_| "a handle".to_owned()).unwrap_or_else(|why| format!("{why:?}"));
        Err(internal(&format!("{asked}; {secret}")))
    }

    fn prepare_action(ctx: Context, request: ActionRequest) -> Result<Preparation, PluginError> {
        if ctx.ticket == DEMO {
            misbehave("panic").map_err(|why| internal(&why))?;
        }
        match request {
            ActionRequest::Form(_) => Ok(Preparation::Nothing),
            ActionRequest::Message(message) => talk::read(&message),
        }
    }

    fn execute_approved_action(ctx: Context, approval: &approvals::Approval) -> Result<Outcome, PluginError> {
        if let Some(outcome) = misuse(&ctx.ticket, approval) {
            return Ok(outcome);
        }
        let title = approval.plan().title;
        if ctx.ticket == "nag" {
            while approval.perform(0).is_err() {}
        }
        let steps: Vec<String> =
            [0, 0, 1, 7].iter().map(|step| format!("{step}: {:?}", approval.perform(*step))).collect();
        Ok(Outcome::Failed(format!("{title}; {}", steps.join("; "))))
    }
}

/// Misuses an approval in the way that the ticket says, if it says one. What it saw comes back in the outcome.
#[allow(clippy::panic, reason = "that is one of the attacks")]
fn misuse(ticket: &str, approval: &approvals::Approval) -> Option<Outcome> {
    let see = |steps: &[u32]| -> String {
        let seen: Vec<String> = steps
            .iter()
            .map(|step| match approval.perform(*step) {
                Ok(answer) => format!("{step}: {}", answer.status),
                Err(why) => format!("{step}: {why:?}"),
            })
            .collect();
        seen.join("; ")
    };
    Some(match ticket {
        // The one honest guest here: it performs, looks, and says what it saw.
        "write-and-look" => {
            let seen = see(&[0, 1]);
            let waited = approval.wait(10);
            Outcome::Done(format!("{seen}; {waited}; {}", send(vec![request("/things/1")]).join(" ")))
        }
        "write-in-every-wrong-way" => Outcome::Unknown(see(&[7, 1, 0, 0, 1, 0, 1, u32::MAX])),
        "write-without-looking" => {
            see(&[0, 1]);
            Outcome::Done("I need not look".to_owned())
        }
        "look-before-writing" => {
            send(vec![request("/things/1")]);
            see(&[0, 1]);
            Outcome::Done("I have looked before".to_owned())
        }
        "say-done" => {
            send(vec![request("/things/1")]);
            Outcome::Done("I wrote nothing".to_owned())
        }
        "write-and-deny-it" => {
            see(&[0, 1]);
            send(vec![request("/things/1")]);
            Outcome::Failed("nothing happened".to_owned())
        }
        // The first time it panics after a step; asked once more, it tries to send the rest.
        "write-then-panic" => match approval.perform(0) {
            Ok(_) => panic!("the hostile guest panics after a write"),
            Err(why) => {
                let rest = see(&[1]);
                let looked = send(vec![request("/things/1")]).join(" ");
                Outcome::Unknown(format!("{why:?}; {rest}; {looked}"))
            }
        },
        "write-then-spin" => match approval.perform(0) {
            Ok(_) => spin(),
            Err(why) => Outcome::Unknown(format!("{why:?}")),
        },
        "wait-for-ever" => {
            let mut waits = 0_u32;
            while approval.wait(60_000) {
                waits = waits.saturating_add(1);
            }
            Outcome::Failed(format!("waited {waits} minutes"))
        }
        _ => return None,
    })
}

/// Does what the ticket says and tells what it saw.
#[allow(clippy::panic, clippy::print_stderr, reason = "those are two of the attacks")]
fn misbehave(ticket: &str) -> Result<Vec<String>, String> {
    let (what, argument) = ticket.split_once(' ').unwrap_or((ticket, ""));
    Ok(match what {
        "spin" => spin(),
        "allocate" => allocate(),
        "recurse" => vec![recurse(1).to_string()],
        "panic" | DEMO => panic!("the hostile guest panics on purpose"),
        "exit" => std::process::exit(3),
        "huge-result" => vec!["x".repeat(40 << 20)],
        "talk" => {
            for _ in 0..10_000 {
                eprintln!("a line that nobody asked for, again and again");
            }
            vec!["talked".to_owned()]
        }
        "environment" => {
            vec![format!("{} variables, {} arguments", std::env::vars().count(), std::env::args().count())]
        }
        "remarks" => {
            for number in 0..200 {
                remark(&number.to_string(), "v".repeat(5_000));
            }
            vec!["remarked".to_owned()]
        }
        "many" => send((0..25).map(|number| request(&format!("/many/{number}"))).collect()),
        "flood" => send((0..100_000).map(|_| request("/flood")).collect()),
        "nag" => loop {
            send(vec![Request { upstream: "evil".to_owned(), ..request("/nag") }]);
        },
        "remember" => {
            let mut seen = with_token(|token| send(vec![with_secret(request("/once"), "X-Token", token)]))?;
            seen.extend(send(vec![request("/again")]));
            seen
        }
        "get" => send(vec![request(argument)]),
        "wait-then-work" => {
            let seen = send(vec![request("/slow")]);
            work();
            seen
        }
        "upstream" => send(vec![Request { upstream: argument.to_owned(), ..request("/") }]),
        "header" => {
            let (name, value) = argument.split_once('=').unwrap_or((argument, ""));
            let header = Header { name: name.to_owned(), value: HeaderValue::Plain(value.to_owned()) };
            send(vec![Request { headers: vec![header], ..request("/header") }])
        }
        "secret" => match secrets::get(argument) {
            Ok(_) => vec!["a handle".to_owned()],
            Err(why) => vec![format!("{why:?}")],
        },
        "token-to-shop" => with_token(|token| send(vec![with_secret(request("/echo"), "X-Token", token)]))?,
        "token-twice" => with_token(|token| {
            send(vec![with_secret(request("/one"), "X-Token", token), with_secret(request("/two"), "X-Token", token)])
        })?,
        "token-in-other-header" => with_token(|token| send(vec![with_secret(request("/echo"), "X-Else", token)]))?,
        "token-to-other" => with_token(|token| {
            let request = Request { upstream: "other".to_owned(), ..request("/echo") };
            send(vec![with_secret(request, "X-Token", token)])
        })?,
        _ => return Err(format!("no behaviour called {what}")),
    })
}

fn spin() -> ! {
    let mut number = 0_u64;
    loop {
        number = std::hint::black_box(number.wrapping_add(1));
    }
}

fn allocate() -> Vec<String> {
    let mut kept: Vec<Vec<u8>> = Vec::new();
    loop {
        kept.push(std::hint::black_box(vec![1; 1 << 20]));
    }
}

#[allow(unconditional_recursion, reason = "that is the attack")]
fn recurse(depth: u64) -> u64 {
    let block = std::hint::black_box([depth; 64]);
    recurse(depth.wrapping_add(1)).wrapping_add(block.first().copied().unwrap_or_default())
}

/// A little honest work: some hundred thousand steps.
fn work() {
    let mut number = 0_u64;
    for step in 0..300_000_u64 {
        number = std::hint::black_box(number.wrapping_mul(31).wrapping_add(step));
    }
}

fn with_token(then: impl FnOnce(&secrets::Secret) -> Vec<String>) -> Result<Vec<String>, String> {
    let token = secrets::get("token").map_err(|why| format!("{why:?}"))?;
    Ok(then(&token))
}

fn request(path: &str) -> Request<'static> {
    Request { upstream: "shop".to_owned(), path: path.to_owned(), query: Vec::new(), headers: Vec::new(), max_age: 0 }
}

fn with_secret<'a>(request: Request<'_>, header: &str, token: &'a secrets::Secret) -> Request<'a> {
    Request {
        upstream: request.upstream,
        path: request.path,
        query: request.query,
        headers: vec![Header { name: header.to_owned(), value: HeaderValue::Secret(token) }],
        max_age: request.max_age,
    }
}

fn send(requests: Vec<Request<'_>>) -> Vec<String> {
    let tell = |answer: Result<http::Response, HttpError>| match answer {
        Ok(answer) => format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body)),
        Err(why) => format!("{why:?}"),
    };
    http::fetch(&requests).into_iter().map(tell).collect()
}

fn remark(code: &str, value: String) {
    let event =
        audit::Event { level: audit::Level::Info, code: code.to_owned(), details: vec![("value".to_owned(), value)] };
    audit::record(&event);
}

fn upstream(name: &str) -> Upstream {
    Upstream {
        name: name.to_owned(),
        default_base: "https://shop.example".to_owned(),
        description: String::new(),
        headers: vec!["X-Harmless".to_owned()],
        rate_limit: None,
    }
}

fn internal(text: &str) -> PluginError {
    PluginError::Internal(Problem { message: text.to_owned(), detail: String::new() })
}

fn widget(seen: &[String]) -> Widget {
    let notice = |text: &String| Notice { code: "seen".to_owned(), tone: Tone::Neutral, text: text.clone() };
    Widget {
        presence: Presence::Absent,
        title: String::new(),
        matched: CustomerMatch {
            kind: MatchKind::None,
            email: String::new(),
            identity: Identity::Unverified,
            text: String::new(),
        },
        customers: Vec::new(),
        notices: seen.iter().map(notice).collect(),
        complete: true,
        as_of: Timestamp { iso: String::new(), text: String::new() },
        labels: Vec::new(),
    }
}

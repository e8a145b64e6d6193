//! One request of a browser: who sits there, in which language, through which connection, and what a form sent.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::office::Office;
use super::session::{Session, Theme, new_id};
use super::shell::Shell;
use super::trouble::Trouble;
use super::words::Words;
use crate::contract::Context;
use crate::desk::tickets::{Ticket, TicketId, Tickets};
use crate::gate::{Missing, Person, Role};
use crate::workplace::{Connected, Failure, contact, gate_error};

/// A request of somebody.
#[derive(Clone)]
pub struct Visit {
    /// What the inbox works with.
    pub office: Arc<Office>,
    /// What the browser's cookie says.
    pub session: Session,
    /// The words in the reader's language.
    pub words: Words,
    /// Path and query, to come back to.
    pub here: String,
    /// What open pages had been told when it came: what this one shows is no older.
    pub heard: u64,
    /// Whether it only asks for a page, so that its address leads to the same again.
    pub is_read: bool,
    /// Whether the browser has no cookie of this server yet.
    pub is_new: bool,
}

impl Visit {
    fn of(parts: &Parts, office: &Arc<Office>) -> Result<Self, Trouble> {
        let name = cookie_name(office);
        let cookies = parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut values = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let known = values.find(|(key, _)| *key == name).and_then(|(_, value)| office.signer.open(value));
        let is_new = known.is_none();
        let session = match known {
            Some(session) => session,
            None => Session {
                id: new_id().map_err(|why| Trouble::of(&why, Words::of("en")))?,
                person: first(office),
                locale: preferred(parts, office.place.options.locale.as_deref()),
                theme: Theme::default(),
                connection: office.place.connection(),
            },
        };
        let is_read = parts.method == axum::http::Method::GET;
        let here = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let heard = office.told_so_far();
        Ok(Self {
            office: Arc::clone(office),
            heard,
            words: Words::of(&session.locale),
            session,
            here,
            is_read,
            is_new,
        })
    }

    /// The frame of every page.
    #[must_use]
    pub fn shell(&self) -> Shell {
        Shell::of(self)
    }

    /// The person who sits here, with the rights of this moment.
    ///
    /// # Errors
    /// When there is no such person any more, and when it isn't known who works here.
    pub fn person(&self) -> Result<Person, Trouble> {
        let people = self.office.place.roster().read().map_err(|why| self.trouble(why))?;
        people
            .get(&self.session.person)
            .cloned()
            .map_err(|_| Trouble::new(StatusCode::FORBIDDEN, self.words, self.words.nobody(), self.words.nobody_hint()))
    }

    /// Whether the person here does more than look on.
    #[must_use]
    pub fn works(&self) -> bool {
        self.person().is_ok_and(|person| person.roles.iter().any(|role| *role != Role::Viewer))
    }

    /// The plugin, connected as this browser has chosen.
    ///
    /// # Errors
    /// When that connection is gone or can't be used.
    pub async fn connected(&self) -> Result<Arc<Connected>, Trouble> {
        self.office
            .connected(&self.session.connection)
            .await
            .map_err(|why| Trouble::of(&why, self.words).way(self.words.to_settings(), "/settings"))
    }

    /// The tickets.
    ///
    /// # Errors
    /// When they can't be read, which is a bug.
    pub fn tickets(&self, connected: &Connected) -> Result<Tickets, Trouble> {
        connected.tickets().map_err(|why| self.trouble(why))
    }

    /// The ticket of that id, which somebody wants to do something with.
    ///
    /// # Errors
    /// When there is none; recorded.
    pub async fn ticket(&self, connected: &Connected, id: &str, asked: &str) -> Result<Ticket, Trouble> {
        let tickets = self.tickets(connected)?;
        if let Ok(ticket) = tickets.get(&TicketId::from(id)) {
            return Ok(ticket.clone());
        }
        let person = self.person().ok();
        let gate = connected.casework().gate();
        if let Err(why) = gate.asked_in_vain(asked, Missing::Ticket(id), person.as_ref(), None).await {
            return Err(self.gate_trouble(why));
        }
        let text = self.words.no_ticket(&id.chars().take(60).collect::<String>());
        Err(Trouble::new(StatusCode::NOT_FOUND, self.words, text, self.words.no_ticket_hint()))
    }

    /// The context of a call about a ticket, in this reader's language.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn context(&self, connected: &Connected, ticket: &Ticket) -> Result<Context, Trouble> {
        let mut context = connected.context(&ticket.id.0, contact(ticket)).map_err(|why| self.trouble(why))?;
        context.locale.clone_from(&self.session.locale);
        Ok(context)
    }

    /// What went wrong, as a page for this reader.
    pub fn trouble(&self, why: impl Into<Failure>) -> Trouble {
        Trouble::of(&why.into(), self.words)
    }

    /// Why the gate refuses or fails, in this reader's language.
    #[must_use]
    pub fn gate_failure(&self, why: crate::gate::GateError) -> Failure {
        gate_error(why, &self.session.locale)
    }

    /// The same as a page.
    pub fn gate_trouble(&self, why: crate::gate::GateError) -> Trouble {
        self.trouble(self.gate_failure(why))
    }

    /// The cookie that says what the session says.
    #[must_use]
    pub fn cookie(&self) -> String {
        let (name, value) = (cookie_name(&self.office), self.office.signer.seal(&self.session));
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000")
    }

    /// An answer with the session's cookie, where the browser has none yet.
    pub fn answer(&self, response: impl IntoResponse) -> Response {
        let mut response = response.into_response();
        if self.is_new
            && let Ok(cookie) = self.cookie().parse()
        {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        response
    }
}

/// Who sits here at first: the demo's agent, or whoever the file of people names first.
fn first(office: &Office) -> String {
    const FIRST: &str = "anna";
    let people = office.place.roster().read();
    let other =
        people.ok().filter(|people| people.get(FIRST).is_err()).and_then(|people| people.iter().next().cloned());
    other.map_or_else(|| FIRST.to_owned(), |person| person.id)
}

/// A cookie is not bound to a port, so its name is: two inboxes on one machine don't take each other's.
fn cookie_name(office: &Office) -> String {
    format!("inbox-{}", office.address.port())
}

/// The language of the command, where one was said; else the first of those that the browser asks for which there is.
fn preferred(parts: &Parts, said: Option<&str>) -> String {
    let wanted = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut tags = wanted.split(',').filter_map(|part| part.split(';').next()).map(str::trim);
    let known = tags.find_map(|tag| {
        let language = tag.split('-').next().unwrap_or_default();
        ["en", "de"].into_iter().find(|known| language.eq_ignore_ascii_case(known))
    });
    // Whoever said it at the start means it.
    let language = said.and_then(|said| said.split('-').next()).unwrap_or_default();
    let said = ["en", "de"].into_iter().find(|known| language.eq_ignore_ascii_case(known));
    said.or(known).unwrap_or("en").to_owned()
}

impl FromRequestParts<Arc<Office>> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, office: &Arc<Office>) -> Result<Self, Response> {
        let visit = Self::of(parts, office).map_err(IntoResponse::into_response)?;
        // A link on another site leads here without the cookie. Coming from here, the browser sends it: nobody's choices
        // are lost to a link.
        let site = parts.headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
        if visit.is_new && site == Some("cross-site") && parts.method == axum::http::Method::GET {
            return Err((
                [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
                "<!doctype html><meta http-equiv=\"refresh\" content=\"0\"><title>Inbox</title>",
            )
                .into_response());
        }
        Ok(visit)
    }
}

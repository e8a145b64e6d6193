//! What people do in the inbox: write, have a message read, ask for an action, approve, deny, undo. Everything goes through
//! the desk and the gate. What has begun is finished, whether or not the browser waits for it.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::form::read::{self, path_part};
use super::forms::{may_propose, unmade};
use super::posted::{Fields, Posted};
use super::session::Theme;
use super::trouble::Trouble;
use super::view::around::came_to_nothing;
use super::visit::Visit;
use crate::contract::{ActionRequest, Context, Form};
use crate::desk::casework::{CaseError, Relation};
use crate::desk::conversation::{MAX_MESSAGE, assistant};
use crate::gate::{GateError, Proposer, Refusal, StoredPlan};
use crate::store::Hash;
use crate::workplace::{Connected, Exit, Failure};

/// What takes longer than this to carry out is waited for on the ticket's page, which can be used meanwhile and hears of
/// the outcome by itself.
const PATIENCE: Duration = Duration::from_secs(3);

/// Does it to the end, also when the browser goes away in the middle.
pub(super) async fn to_the_end<T: Send + 'static>(
    visit: &Visit,
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, Trouble> {
    tokio::spawn(work).await.map_err(|why| {
        visit.trouble(Failure::new("task-lost", Exit::Failed, format!("what was begun was lost: {why}")))
    })
}

/// What failed, with the way back to the ticket.
pub(super) async fn case_trouble(visit: &Visit, connected: &Connected, ticket: &str, why: CaseError) -> Trouble {
    let why = match why {
        CaseError::Gate(why) => {
            let mut localised = visit.gate_failure(why);
            if let Some((text, hint)) = visit.words.refused(localised.code) {
                localised.message = text.to_owned();
                localised.hint = Some(hint.to_owned());
            } else if localised.code.starts_with("plan-") || localised.code == "role-missing" {
                localised.hint = Some(visit.words.hint_gate().to_owned());
            }
            localised
        }
        CaseError::NothingToRead { .. } => Failure::new("nothing-to-read", Exit::Usage, visit.words.nothing_to_read()),
        other => connected.case_error(other).await,
    };
    visit.trouble(why).way(visit.words.back_to_ticket(), &format!("/tickets/{}", path_part(ticket)))
}

pub(super) fn to_ticket(ticket: &str, part: &str) -> Response {
    Redirect::to(&format!("/tickets/{}{part}", path_part(ticket))).into_response()
}

/// `POST /tickets/{ticket}/messages`
pub(super) async fn say(Path(id): Path<String>, posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, fields } = posted;
    let words = visit.words;
    let connected = visit.connected().await?;
    let ticket = visit.ticket(&connected, &id, "message").await?;
    let text = fields.get("text").replace("\r\n", "\n");
    let back = format!("/tickets/{}", path_part(&id));
    if text.trim().is_empty() {
        let trouble = Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, words, words.empty_message(), "");
        return Err(trouble.way(words.back_to_ticket(), &back));
    }
    if text.len() > MAX_MESSAGE {
        let trouble = Trouble::new(StatusCode::PAYLOAD_TOO_LARGE, words, words.too_large(), words.too_large_hint());
        return Err(trouble.way(words.back_to_ticket(), &back));
    }
    let person = visit.person()?;
    if fields.get("from") != "customer" {
        let said = connected.casework().gate().person_said(&person, &id, &text).await;
        return match said {
            Ok(()) => Ok(to_ticket(&id, "#write")),
            Err(why) => Err(case_trouble(&visit, &connected, &id, why.into()).await),
        };
    }
    if !visit.works() {
        may_propose(&visit, &connected, "message", &id)?;
    }
    hear(&visit, connected, ticket, Some(text)).await
}

/// `POST /tickets/{ticket}/read`
pub(super) async fn read_again(Path(id): Path<String>, posted: Posted) -> Result<Response, Trouble> {
    let visit = posted.visit;
    let connected = visit.connected().await?;
    let ticket = visit.ticket(&connected, &id, "message").await?;
    may_propose(&visit, &connected, "message", &id)?;
    hear(&visit, connected, ticket, None).await
}

async fn hear(
    visit: &Visit,
    connected: Arc<Connected>,
    ticket: crate::desk::tickets::Ticket,
    text: Option<String>,
) -> Result<Response, Trouble> {
    let id = ticket.id.0.clone();
    let context = visit.context(&connected, &ticket)?;
    let working = Arc::clone(&connected);
    let heard =
        to_the_end(
            visit,
            async move { working.casework().hear(&context, &ticket, text, &assistant()).await.map(drop) },
        );
    match heard.await? {
        // That the plugin has no answer is in the agent's panel: the message was taken in all the same.
        Ok(()) | Err(CaseError::Call(_)) => Ok(to_ticket(&id, "#panel")),
        Err(why) => Err(case_trouble(visit, &connected, &id, why).await),
    }
}

/// The plan that somebody wants to do something with, on its ticket.
async fn plan(
    visit: &Visit,
    connected: &Connected,
    id: &str,
    asked: &str,
    fields: &Fields,
) -> Result<StoredPlan, Trouble> {
    let (person, words) = (visit.person()?, visit.words);
    let found = connected.casework().gate().find(id, asked, &person, &connected.surroundings.connection).await;
    // In the page's language, which may be another one than the server was started with.
    let why = match found {
        Ok(plan) => return Ok(plan),
        Err(why) => visit.gate_failure(why),
    };
    let trouble = match why.code {
        "plan-unknown" => Trouble::new(StatusCode::NOT_FOUND, words, words.no_plan(), words.no_plan_hint()),
        "plan-of-other-connection" => {
            let hint = Some(words.hint_other_connection().to_owned());
            visit.trouble(Failure { hint, ..why }).way(words.to_settings(), "/settings")
        }
        _ => visit.trouble(why),
    };
    let back = fields.get("ticket");
    Err(if back.is_empty() {
        trouble
    } else {
        trouble.way(words.back_to_ticket(), &format!("/tickets/{}", path_part(back)))
    })
}

/// `POST /plans/{plan}/approve`: says yes to exactly the plan that was on the page, and carries it out.
pub(super) async fn approve(Path(id): Path<String>, posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, fields } = posted;
    let words = visit.words;
    let connected = visit.connected().await?;
    let plan = plan(&visit, &connected, &id, "approve", &fields).await?;
    let shown: Hash = fields.get("identity").parse().map_err(|_| {
        Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, words, words.no_identity(), words.hint_gate())
            .way(words.back_to_ticket(), &format!("/tickets/{}", path_part(&plan.ticket)))
    })?;
    // The ticket that the card was on: another one's plan is not approved from there.
    let on = fields.get("ticket");
    let ticket = visit.ticket(&connected, if on.is_empty() { &plan.ticket } else { on }, "approve").await?;
    let context = visit.context(&connected, &ticket)?;
    let person = visit.person()?;
    if !visit.office.is_kept().await {
        let trouble = Trouble::new(StatusCode::SERVICE_UNAVAILABLE, words, words.state_gone(), words.state_gone_hint());
        return Err(trouble.way(words.back_to_ticket(), &format!("/tickets/{}", path_part(&ticket.id.0))));
    }
    let (working, office, part) = (Arc::clone(&connected), Arc::clone(&visit.office), format!("#plan-{}", plan.id));
    let (told, mut answer) = tokio::sync::oneshot::channel();
    let approved = to_the_end(&visit, async move {
        let approved = working.casework().approve(&context, &plan.id, shown, &person).await;
        // What was sent has to be kept, however it ended.
        office.keep();
        // Whoever waits no longer sees the outcome at the plan. Why there is none is for whoever looks after the server.
        if let Err(Err(why)) = told.send(approved.map(drop)) {
            tracing::error!(plan = %plan.id, %why, "a plan that was approved could not be carried out to its end");
        }
    });
    tokio::select! {
        // In this order: where both are there, the answer counts.
        biased;
        answer = &mut answer => match answer {
            Ok(Err(why)) => not_approved(&visit, &connected, &ticket.id.0, &id, why).await,
            _ => Ok(to_ticket(&ticket.id.0, &part)),
        },
        // Only a task that was lost ends without an answer.
        lost = approved => lost.map(|()| to_ticket(&ticket.id.0, &part)),
        () = tokio::time::sleep(PATIENCE) => Ok(to_ticket(&ticket.id.0, &part)),
    }
}

/// Why a yes came to nothing. Where the plan was approved by then, whoever was late is back at the ticket, which says so and
/// shows what comes of it.
async fn not_approved(
    visit: &Visit,
    connected: &Connected,
    ticket: &str,
    plan: &str,
    why: CaseError,
) -> Result<Response, Trouble> {
    let is_taken = matches!(
        &why,
        CaseError::Gate(GateError::Refused(Refusal::AlreadyApproved { .. } | Refusal::Used { .. } | Refusal::Lost))
    );
    let taken = if is_taken { connected.casework().gate().get(plan).await.ok() } else { None };
    match taken.filter(|taken| taken.decision.is_some()) {
        Some(taken) => Ok(to_ticket(ticket, &format!("?late={}#late", path_part(&taken.id)))),
        None => Err(case_trouble(visit, connected, ticket, why).await),
    }
}

/// `POST /plans/{plan}/deny`
pub(super) async fn deny(Path(id): Path<String>, posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, fields } = posted;
    let connected = visit.connected().await?;
    let plan = plan(&visit, &connected, &id, "deny", &fields).await?;
    let person = visit.person()?;
    match connected.casework().gate().deny(&person, &plan.id, fields.get("reason")).await {
        Ok(plan) => Ok(to_ticket(&plan.ticket, &format!("#plan-{}", plan.id))),
        Err(why) => Err(case_trouble(&visit, &connected, &plan.ticket, why.into()).await),
    }
}

/// `POST /plans/{plan}/undo`: prepares the way back, which needs an approval of its own.
pub(super) async fn undo(Path(id): Path<String>, posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, fields } = posted;
    let connected = visit.connected().await?;
    let plan = plan(&visit, &connected, &id, "undo", &fields).await?;
    let ticket = visit.ticket(&connected, &plan.ticket, "undo").await?;
    let context = visit.context(&connected, &ticket)?;
    let by = Proposer::Person(visit.person()?);
    let (working, asked, undone) = (Arc::clone(&connected), context.clone(), plan.id.clone());
    let prepared = to_the_end(&visit, async move { working.casework().undo(&asked, &undone, &by).await }).await?;
    let (form, prepared) = match prepared {
        Ok(done) => done,
        Err(why) => return Err(case_trouble(&visit, &connected, &plan.ticket, why).await),
    };
    if let Some(first) = prepared.plans.first() {
        return Ok(to_ticket(&plan.ticket, &format!("#plan-{}", first.id)));
    }
    // What stands in the way is said at the form of the way back.
    unmade(&visit, &plan.ticket, &form, &prepared.preparation).await
}

/// `POST /plans/{plan}/again`: has an open plan said in the page's language. What was said is part of what is approved, so
/// it is another plan, which takes the place of the first: made from the same form, or from the message read anew. Of a plan
/// that came to nothing the same wish is prepared once more.
pub(super) async fn again(Path(id): Path<String>, posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, fields } = posted;
    let connected = visit.connected().await?;
    let plan = plan(&visit, &connected, &id, "edit", &fields).await?;
    let ticket = visit.ticket(&connected, &plan.ticket, "prepare").await?;
    may_propose(&visit, &connected, &plan.plan.action, &plan.ticket)?;
    let context = visit.context(&connected, &ticket)?;
    let by = Proposer::Person(visit.person()?);
    if came_to_nothing(&plan) {
        return once_more(&visit, connected, context, plan, by).await;
    }
    let Some(form) = plan.form.clone() else { return hear(&visit, connected, ticket, None).await };
    let relation = Relation { edits: Some(plan.id.clone()), undoes: plan.undo_of.clone(), follows: None };
    let (working, asked, wanted) = (Arc::clone(&connected), context.clone(), ActionRequest::Form(form.clone()));
    let prepared = to_the_end(&visit, async move { working.casework().prepare(&asked, &wanted, &by, &relation).await });
    match prepared.await? {
        Ok(prepared) => match prepared.plans.first() {
            Some(first) => Ok(to_ticket(&plan.ticket, &format!("#plan-{}", first.id))),
            // What stands in the way by now is said at the form.
            None => Ok(Redirect::to(&format!("{}#form", read::link(&plan.ticket, &form, &plan.id))).into_response()),
        },
        Err(why) => Err(case_trouble(&visit, &connected, &plan.ticket, why).await),
    }
}

/// A wish that came to nothing, prepared once more: what was sent for it is never sent again.
async fn once_more(
    visit: &Visit,
    connected: Arc<Connected>,
    context: Context,
    plan: StoredPlan,
    by: Proposer,
) -> Result<Response, Trouble> {
    let id = plan.ticket.clone();
    let form = plan.form.clone().unwrap_or_else(|| Form {
        action: plan.plan.action.clone(),
        targets: plan.plan.targets.clone(),
        parameters: "{}".to_owned(),
    });
    let working = Arc::clone(&connected);
    let prepared = to_the_end(visit, async move { working.casework().once_more(&context, &plan, &by).await }).await?;
    match prepared {
        Ok(prepared) => match prepared.as_ref().and_then(|prepared| prepared.plans.first()) {
            Some(first) => Ok(to_ticket(&id, &format!("#plan-{}", first.id))),
            // What stands in the way by now is said at the form.
            None => Ok(Redirect::to(&format!("{}#form", read::link(&id, &form, ""))).into_response()),
        },
        Err(why) => Err(case_trouble(visit, &connected, &id, why).await),
    }
}

/// `POST /preferences`
pub(super) async fn preferences(posted: Posted) -> Result<Response, Trouble> {
    let Posted { mut visit, fields } = posted;
    // Without the people, language and appearance can be chosen all the same.
    let known = visit.office.place.roster().read();
    if let Some(person) = known.as_ref().ok().and_then(|known| known.get(fields.get("person")).ok()) {
        visit.session.person.clone_from(&person.id);
    }
    if let Some(locale) = ["en", "de"].into_iter().find(|known| *known == fields.get("locale")) {
        locale.clone_into(&mut visit.session.locale);
    }
    if let Some(theme) = Theme::ALL.into_iter().find(|known| known.as_str() == fields.get("theme")) {
        visit.session.theme = theme;
    }
    let cookie = visit.cookie();
    Ok(([(header::SET_COOKIE, cookie)], fields.back()).into_response())
}

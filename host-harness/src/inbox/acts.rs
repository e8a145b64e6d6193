//! What people do in the inbox: write, have a message read, ask for an action, approve, deny, undo. Everything goes through
//! the desk and the gate. What has begun is finished, whether or not the browser waits for it.

use std::future::Future;
use std::sync::Arc;

use askama::Template as _;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::form::Guide;
use super::form::read::{self, path_part};
use super::form::schema::sections;
use super::pages::{
    Draft, GuideView, actions, ask_limits, draw, explained, find, is_made, may_propose, named, ticket_page,
};
use super::session::Theme;
use super::trouble::Trouble;
use super::visit::{Fields, Posted, Visit};
use crate::contract::{ActionRequest, Choice, Form};
use crate::desk::casework::{CaseError, Relation};
use crate::desk::conversation::{MAX_MESSAGE, assistant};
use crate::desk::people::People;
use crate::desk::wish::chosen;
use crate::gate::{Proposer, StoredPlan};
use crate::store::Hash;
use crate::workplace::{Connected, Exit, Failure};

/// Does it to the end, also when the browser goes away in the middle.
async fn to_the_end<T: Send + 'static>(
    visit: &Visit,
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, Trouble> {
    tokio::spawn(work).await.map_err(|why| {
        visit.trouble(Failure::new("task-lost", Exit::Failed, format!("what was begun was lost: {why}")))
    })
}

/// What failed, with the way back to the ticket.
async fn case_trouble(visit: &Visit, connected: &Connected, ticket: &str, why: CaseError) -> Trouble {
    let why = match why {
        CaseError::Gate(why) => {
            let mut localised = connected.gate_error(why);
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

fn to_ticket(ticket: &str, part: &str) -> Response {
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

/// `POST /tickets/{ticket}/actions/{action}`
pub(super) async fn prepare(Path((id, action)): Path<(String, String)>, posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, fields } = posted;
    let connected = visit.connected().await?;
    let ticket = visit.ticket(&connected, &id, "prepare").await?;
    let context = visit.context(&connected, &ticket)?;
    let action = find(&visit, actions(&visit, &connected, &context).await?, &action, &id)?;
    may_propose(&visit, &connected, &action.id, &id)?;
    let (mut draft, is_complete) = filled(&visit, action, &fields)?;
    ask_limits(&connected, &context, &draft.form, &mut draft.sections).await;
    if !is_complete {
        let view = named(draw(&visit, draft, &id, Guide::default()), &connected, &context).await;
        let page = ticket_page(&visit, &connected, &ticket, &Fields::default(), Some(view)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let by = Proposer::Person(visit.person()?);
    let relation = Relation { edits: Some(draft.edits.clone()).filter(|edits| !edits.is_empty()), undoes: None };
    let request = ActionRequest::Form(draft.form.clone());
    let (working, asked) = (Arc::clone(&connected), context.clone());
    let prepared =
        to_the_end(&visit, async move { working.casework().prepare(&asked, &request, &by, &relation).await });
    match prepared.await? {
        Ok(prepared) if is_made(&prepared.preparation) => {
            let first = prepared.plans.first().map(|plan| format!("#plan-{}", plan.id)).unwrap_or_default();
            Ok(to_ticket(&id, &first))
        }
        Ok(prepared) => {
            let guide = Guide::of(&prepared.preparation, &id, &mut draft.sections, visit.words);
            let status = if guide.came == "refused" { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            let view = named(draw(&visit, draft, &id, guide), &connected, &context).await;
            let page = ticket_page(&visit, &connected, &ticket, &Fields::default(), Some(view)).await?;
            Ok((status, page).into_response())
        }
        Err(CaseError::Call(why)) => {
            let guide = Guide::failed(explained(&connected, *why).await.message);
            let view = named(draw(&visit, draft, &id, guide), &connected, &context).await;
            let page = ticket_page(&visit, &connected, &ticket, &Fields::default(), Some(view)).await?;
            Ok((StatusCode::BAD_GATEWAY, page).into_response())
        }
        Err(why) => Err(case_trouble(&visit, &connected, &id, why).await),
    }
}

/// `POST /tickets/{ticket}/actions/{action}/check`: what the component says to a form that is still being filled in.
pub(super) async fn check(Path((id, action)): Path<(String, String)>, posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, fields } = posted;
    let connected = visit.connected().await?;
    let ticket = visit.ticket(&connected, &id, "prepare").await?;
    let context = visit.context(&connected, &ticket)?;
    let action = find(&visit, actions(&visit, &connected, &context).await?, &action, &id)?;
    may_propose(&visit, &connected, &action.id, &id)?;
    let (mut draft, is_complete) = filled(&visit, action, &fields)?;
    let guide = if is_complete {
        match connected.casework().preview(&context, &draft.form).await {
            Ok(preparation) => Guide::of(&preparation, &id, &mut draft.sections, visit.words),
            Err(why) => Guide::failed(explained(&connected, why).await.message),
        }
    } else {
        let wrong = draft.sections.iter().flat_map(|section| &section.fields).filter(|field| !field.problem.is_empty());
        let (paths, problems): (Vec<String>, Vec<String>) =
            wrong.map(|field| (field.path.clone(), format!("{}: {}", field.label, field.problem))).unzip();
        Guide { fields: paths, ..Guide::failed(problems.join(" ")) }
    };
    let html = GuideView::new(guide, visit.words).render().unwrap_or_default();
    Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response())
}

/// The form as it was sent, and whether every field could be read.
fn filled(visit: &Visit, action: crate::contract::Action, fields: &Fields) -> Result<(Draft, bool), Trouble> {
    let mut sections = sections(&action.parameters);
    let parameters = read::parameters(&mut sections, fields, visit.words);
    let mut form = Form {
        action: action.id.clone(),
        targets: read::targets(fields),
        parameters: serde_json::Value::Object(parameters).to_string(),
    };
    let choose = fields.get("choose");
    if !choose.is_empty() {
        let choice = Choice { value: choose.to_owned(), label: String::new(), detail: None };
        form = chosen(form, &choice).map_err(|why| visit.trouble(why))?;
        let given = serde_json::from_str(&form.parameters).unwrap_or_default();
        super::form::schema::fill(&mut sections, &given);
    }
    let is_complete = sections.iter().flat_map(|section| &section.fields).all(|field| field.problem.is_empty());
    Ok((Draft { action, form, edits: fields.get("edits").to_owned(), sections }, is_complete))
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
    let why = match connected.plan(id, asked, &person).await {
        Ok(plan) => return Ok(plan),
        Err(why) => why,
    };
    let trouble = match why.code {
        "plan-unknown" => Trouble::new(StatusCode::NOT_FOUND, words, words.no_plan(), words.no_plan_hint()),
        "plan-of-other-connection" => {
            visit.trouble(Failure { hint: None, ..why }).way(words.to_settings(), "/settings")
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
    let (working, office) = (Arc::clone(&connected), Arc::clone(&visit.office));
    let approved = to_the_end(&visit, async move {
        let approved = working.casework().approve(&context, &plan.id, shown, &person).await;
        // What was sent has to be kept, however it ended.
        office.keep();
        approved.map(drop)
    });
    match approved.await? {
        Ok(()) => Ok(to_ticket(&ticket.id.0, &format!("#plan-{id}"))),
        Err(why) => Err(case_trouble(&visit, &connected, &ticket.id.0, why).await),
    }
}

/// `POST /plans/{plan}/deny`
pub(super) async fn deny(Path(id): Path<String>, posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, fields } = posted;
    let connected = visit.connected().await?;
    let plan = plan(&visit, &connected, &id, "deny", &fields).await?;
    let person = visit.person()?;
    match connected.casework().gate().deny(&person, &plan.id, fields.get("reason")).await {
        Ok(plan) => Ok(to_ticket(&plan.ticket, &format!("#plan-{id}"))),
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
    let known = actions(&visit, &connected, &context).await?;
    match known.into_iter().find(|action| action.id == form.action) {
        Some(action) => {
            let mut sections = sections(&action.parameters);
            let given = serde_json::from_str(&form.parameters).unwrap_or_default();
            super::form::schema::fill(&mut sections, &given);
            let guide = Guide::of(&prepared.preparation, &plan.ticket, &mut sections, visit.words);
            let view = draw(&visit, Draft { action, form, edits: String::new(), sections }, &plan.ticket, guide);
            let view = named(view, &connected, &context).await;
            ticket_page(&visit, &connected, &ticket, &Fields::default(), Some(view)).await
        }
        None => {
            let guide = Guide::of(&prepared.preparation, &plan.ticket, &mut [], visit.words);
            let words = visit.words;
            Err(Trouble::new(StatusCode::CONFLICT, words, guide.text, words.hint_gate())
                .way(words.back_to_ticket(), &format!("/tickets/{}", path_part(&plan.ticket))))
        }
    }
}

/// `POST /preferences`
pub(super) async fn preferences(posted: Posted) -> Result<Response, Trouble> {
    let Posted { mut visit, fields } = posted;
    let known = People::demo().map_err(|why| visit.trouble(why))?;
    if let Ok(person) = known.get(fields.get("person")) {
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

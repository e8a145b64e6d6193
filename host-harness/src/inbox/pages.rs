//! The inbox itself: the list alone, a ticket with its panel, an action's form in it.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::form::read::path_part;
use super::form::view::FormView;
use super::posted::Fields;
use super::reply::page;
use super::shell::Shell;
use super::trouble::{Trouble, message_of};
use super::view::agent::{AgentPanel, panel};
use super::view::around::Around;
use super::view::card::{Card, card};
use super::view::drawing::view;
use super::view::elsewhere::{Elsewhere, elsewhere};
use super::view::list::{TicketList, heard, list};
use super::view::recorded::Recorded;
use super::view::story::{Story, story};
use super::view::talk::{Talk, talk};
use super::view::widget::WidgetView;
use super::visit::Visit;
use crate::desk::tickets::Ticket;
use crate::engine::CallError;
use crate::gate::StoredPlan;
use crate::store::{ActorKind, PlanFilter};
use crate::workplace::{Connected, Exit, Failure};

/// A page of the inbox.
#[derive(Template)]
#[template(path = "inbox.html")]
struct InboxPage {
    shell: Shell,
    title: String,
    list: TicketList,
    talk: Option<Talk>,
    side: Option<Side>,
}

/// What stands beside a conversation.
struct Side {
    late: Option<Late>,
    form: Option<FormView>,
    open: Vec<Card>,
    elsewhere: Vec<Elsewhere>,
    past: Vec<Card>,
    agent: AgentPanel,
    widget: Option<WidgetView>,
    failed: Option<WidgetFailed>,
    /// Where the widget is fetched from, while it is being read.
    fetch: String,
    story: Story,
}

/// That a yes came after another one: what was approved by then.
struct Late {
    what: &'static str,
    hint: &'static str,
    plan: String,
    title: String,
    lang: String,
}

/// What somebody is told whose yes came too late. Whoever has said it twice hears that, and not of somebody else.
fn late(visit: &Visit, asked: &str, plans: &[StoredPlan], around: Around<'_>) -> Option<Late> {
    let t = visit.words;
    let plan = plans.iter().find(|plan| plan.id == asked && !plan.state.is_open())?;
    let by = &plan.decision.as_ref()?.by;
    let is_own = by.kind == ActorKind::Person && by.id == visit.session.person;
    let own = (t.approved_by_you(), t.approved_by_you_hint());
    let (what, hint) = if is_own { own } else { t.refused("plan-used")? };
    let lang = around.recorded.plan(&plan.id, t);
    Some(Late { what, hint, plan: plan.id.clone(), title: plan.plan.title.clone(), lang })
}

/// A widget that takes longer than this is fetched by the page itself, which shows by then what it has.
const PATIENCE: Duration = Duration::from_millis(400);
/// Plans that are over, as many as are shown.
const PAST: usize = 8;

/// `GET /`
pub(super) async fn inbox(visit: Visit, RawQuery(query): RawQuery) -> Result<Response, Trouble> {
    let query = Fields::parse(query.unwrap_or_default().as_bytes());
    let connected = visit.connected().await?;
    let list = list(&visit, &connected, None, query.get("q")).await?;
    let title = visit.words.inbox().to_owned();
    Ok(visit.answer(page(&InboxPage { shell: visit.shell(), title, list, talk: None, side: None })))
}

/// `GET /tickets/{ticket}`
pub(super) async fn ticket(
    visit: Visit,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let query = Fields::parse(query.unwrap_or_default().as_bytes());
    let connected = visit.connected().await?;
    let ticket = visit.ticket(&connected, &id, "widget").await?;
    Ok(visit.answer(ticket_page(&visit, &connected, &ticket, &query, None).await?))
}

/// A ticket's page, with a form in its panel or without one.
pub(super) async fn ticket_page(
    visit: &Visit,
    connected: &Arc<Connected>,
    ticket: &Ticket,
    query: &Fields,
    form: Option<FormView>,
) -> Result<Response, Trouble> {
    let id = &ticket.id.0;
    let failed = |why| visit.gate_trouble(why);
    let dialogue = connected.casework().dialogue(ticket).await.map_err(failed)?;
    let seen = visit.office.seen.count(&visit.session.person, id);
    visit.office.seen.mark(&visit.session.person, id, heard(&dialogue));
    let person = visit.person().ok();
    let filter = PlanFilter { ticket: Some(id.clone()), ..PlanFilter::default() };
    let mut plans = connected.casework().gate().list(&filter).await.map_err(failed)?;
    let elsewhere = elsewhere(visit, connected, &plans)?;
    plans.retain(|plan| plan.connection == connected.surroundings.connection);
    let is_current = |plan: &StoredPlan| plan.state.is_open() || plan.state == crate::store::PlanState::Executing;
    let said = connected.casework().gate().conversation(id).await.map_err(failed)?;
    let recorded = Recorded::on(visit, id).await?;
    let around = Around { plans: &plans, said: &said, recorded: &recorded };
    // What is being carried out waits for nobody's decision any more.
    let has_proposal = plans.iter().any(|plan| plan.state.is_open() && plan.proposed_by.kind == ActorKind::Ai);
    let story = story(visit, connected, ticket, query).await?;
    let is_tampered = !story.is_intact;
    let draw = |plan: &StoredPlan| Card { is_tampered, ..card(visit, connected, plan, person.as_ref(), around) };
    let agent = panel(visit, connected, ticket, &dialogue, has_proposal).await?;
    let waiting: Vec<&StoredPlan> = plans.iter().filter(|plan| plan.state.is_open()).collect();
    let pointer = match waiting.first() {
        Some(first) => Some((visit.words.changes_wait(waiting.len()), format!("#plan-{}", first.id))),
        None => agent.question.is_some().then(|| (visit.words.agent_asks(&agent.name), "#agent".to_owned())),
    };
    let talk = Talk { pointer, is_tampered, ..talk(visit, connected, ticket).await?.seen(seen) };
    let open = plans.iter().filter(|plan| is_current(plan)).map(draw).collect();
    let past = plans.iter().rev().filter(|plan| !is_current(plan)).take(PAST).map(draw).collect();
    let widget = widget(visit, connected, ticket, query).await?;
    let fetch = query.address(&format!("/tickets/{}", path_part(id)), &[("wait", "1")]);
    let (widget, failed) = match widget {
        None => (None, None),
        Some(Ok(widget)) => (Some(widget), None),
        Some(Err(failed)) => (None, Some(failed)),
    };
    let late = late(visit, query.get("late"), &plans, around);
    let side = Side { late, form, open, elsewhere, past, agent, widget, failed, fetch, story };
    let page = page(&InboxPage {
        shell: visit.shell(),
        title: format!("{} · {}", ticket.subject, visit.words.inbox()),
        list: list(visit, connected, Some(id), query.get("q")).await?,
        talk: Some(talk),
        side: Some(side),
    });
    Ok(page)
}

/// Why there is no widget.
struct WidgetFailed {
    why: String,
    /// What to do.
    hint: String,
    /// Where to, and the words on it.
    to: String,
    word: &'static str,
    /// Whether that asks Recharge once more.
    is_again: bool,
    /// How many seconds Recharge wants a pause; 0 where it said nothing.
    wait: u32,
}

/// The widget, or why there is none; nothing while it is still being read.
async fn widget(
    visit: &Visit,
    connected: &Arc<Connected>,
    ticket: &Ticket,
    query: &Fields,
) -> Result<Option<Result<WidgetView, WidgetFailed>>, Trouble> {
    if !query.get("fresh").is_empty() {
        connected.session().grants().forget();
    }
    let context = visit.context(connected, ticket)?;
    let asking = Arc::clone(connected);
    // Goes on when nobody waits any more: what it reads is kept for the page that asks next.
    let mut reading = tokio::spawn(async move { asking.session().widget_data(&context).await });
    let read = if query.get("wait").is_empty() {
        match tokio::time::timeout(PATIENCE, &mut reading).await {
            Ok(read) => read,
            Err(_) => return Ok(None),
        }
    } else {
        reading.await
    };
    let t = visit.words;
    let again = || query.address(&format!("/tickets/{}", path_part(&ticket.id.0)), &[("fresh", "1"), ("wait", "1")]);
    Ok(Some(match read {
        Ok(Ok(widget)) => Ok(view(&widget, &ticket.id.0, t, visit.works(), query)),
        Ok(Err(why)) => {
            let needs_settings = matches!(why.code(), "not-connected" | "unauthorized" | "missing-scopes");
            let why = explained(visit, connected, why).await;
            let (to, word) = match needs_settings {
                true => ("/settings".to_owned(), t.to_settings()),
                false => (again(), t.try_again()),
            };
            let is_plugins = why.code.starts_with("plugin-");
            let hint = match (needs_settings, is_plugins) {
                (true, _) => t.hint_connect(),
                (false, true) => t.hint_plugin(),
                (false, false) => t.hint_widget(),
            };
            let wait = why.wait.unwrap_or_default();
            Err(WidgetFailed { why: why.message, hint: hint.to_owned(), to, word, is_again: !needs_settings, wait })
        }
        Err(why) => {
            let why = Failure::new("task-lost", Exit::Failed, format!("a task was lost: {why}"));
            let (hint, word) = (t.hint_widget().to_owned(), t.try_again());
            Err(WidgetFailed { why: message_of(&why, t), hint, to: again(), word, is_again: true, wait: 0 })
        }
    }))
}

/// Why a call had no answer, for whoever sits here.
pub(super) async fn explained(visit: &Visit, connected: &Connected, why: CallError) -> Failure {
    let mut why = connected.explain(why).await;
    why.message = message_of(&why, visit.words);
    why
}

/// Nothing is there.
pub(super) async fn nowhere(visit: Visit) -> Response {
    let words = visit.words;
    Trouble::new(StatusCode::NOT_FOUND, words, words.no_page(), words.no_page_hint()).into_response()
}

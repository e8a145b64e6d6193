//! The inbox itself: the list alone, a ticket with its panel, an action's form in it.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use askama::filters::HtmlSafe;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::form::guide::nearest_day;
use super::form::read::{self, path_part};
use super::form::schema::{fill, sections};
use super::form::{Guide, Kind, Section};
use super::reply::page;
use super::shell::Shell;
use super::trouble::Trouble;
use super::view::Mark;
use super::view::agent::{AgentPanel, panel};
use super::view::card::{Around, Card, card};
use super::view::list::{TicketList, heard, list};
use super::view::story::{Story, story};
use super::view::talk::{Talk, talk};
use super::view::widget::{WidgetView, view};
use super::visit::{Fields, Visit};
use super::words::Words;
use crate::contract::{Action, Context, Form, Preparation};
use crate::desk::tickets::Ticket;
use crate::desk::wish_words::in_words;
use crate::engine::CallError;
use crate::gate::{Right, StoredPlan};
use crate::store::PlanFilter;
use crate::workplace::{Connected, Failure};

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
    form: Option<FormView>,
    open: Vec<Card>,
    past: Vec<Card>,
    agent: AgentPanel,
    widget: Option<WidgetView>,
    /// Why there is no widget: what, what to do, where to and its words.
    failed: Option<(String, String, String, &'static str)>,
    /// Where the widget is fetched from, while it is being read.
    fetch: String,
    story: Story,
}

/// An action's form.
#[derive(Template)]
#[template(path = "form.html")]
pub(super) struct FormView {
    pub t: Words,
    pub csrf: String,
    pub person: String,
    pub ticket: String,
    pub action: String,
    pub label: String,
    pub description: String,
    /// What it is aimed at, in words.
    pub aims: Vec<String>,
    /// The same for the form.
    pub targets: Vec<String>,
    /// The plan whose place it takes.
    pub edits: String,
    pub sections: Vec<Section>,
    pub guide: GuideView,
}

impl HtmlSafe for FormView {}

/// What the component says to a form.
#[derive(Template)]
#[template(path = "guide.html")]
pub(super) struct GuideView {
    pub t: Words,
    pub guide: Guide,
    pub mark: Mark,
    pub fields: String,
}

impl HtmlSafe for GuideView {}

impl std::ops::Deref for GuideView {
    type Target = Guide;

    fn deref(&self) -> &Guide {
        &self.guide
    }
}

impl GuideView {
    pub(super) fn new(guide: Guide, t: Words) -> Self {
        let mark = match guide.came {
            "plans" => Mark::GOOD,
            "refused" => Mark::WARNING,
            "failed" => Mark::CRITICAL,
            _ => Mark::NEUTRAL,
        };
        Self { t, mark, fields: guide.fields.join(" "), guide }
    }
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
    let failed = |why| visit.trouble(connected.gate_error(why));
    let dialogue = connected.casework().dialogue(ticket).await.map_err(failed)?;
    visit.office.seen.mark(&visit.session.person, id, heard(&dialogue));
    let person = visit.person().ok();
    let filter = PlanFilter {
        ticket: Some(id.clone()),
        connection: Some(connected.surroundings.connection.clone()),
        states: Vec::new(),
    };
    let plans = connected.casework().gate().list(&filter).await.map_err(failed)?;
    let is_current = |plan: &StoredPlan| plan.state.is_open() || plan.state == crate::store::PlanState::Executing;
    let said = connected.casework().gate().conversation(id).await.map_err(failed)?;
    let around = Around { plans: &plans, said: &said };
    let draw = |plan: &StoredPlan| card(visit, connected, plan, person.as_ref(), around);
    let open = plans.iter().filter(|plan| is_current(plan)).map(draw).collect();
    let past = plans.iter().rev().filter(|plan| !is_current(plan)).take(PAST).map(draw).collect();
    let has_proposal =
        plans.iter().any(|plan| is_current(plan) && plan.proposed_by.kind == crate::store::ActorKind::Ai);
    let widget = widget(visit, connected, ticket, query).await?;
    let mut fetch = format!("/tickets/{}?wait=1", path_part(id));
    if query.get("lines") == "all" {
        fetch.push_str("&lines=all");
    }
    if !query.get("find").is_empty() {
        fetch.push_str("&find=");
        fetch.push_str(&path_part(query.get("find")));
    }
    let (widget, failed) = match widget {
        None => (None, None),
        Some(Ok(widget)) => (Some(widget), None),
        Some(Err(failed)) => (None, Some(failed)),
    };
    let side = Side {
        form,
        open,
        past,
        agent: panel(visit, connected, ticket, &dialogue, has_proposal).await?,
        widget,
        failed,
        fetch,
        story: story(visit, connected, ticket, query.get("story") == "all").await?,
    };
    let page = page(&InboxPage {
        shell: visit.shell(),
        title: format!("{} · {}", ticket.subject, visit.words.inbox()),
        list: list(visit, connected, Some(id), query.get("q")).await?,
        talk: Some(talk(visit, connected, ticket).await?),
        side: Some(side),
    });
    Ok(page)
}

type WidgetFailed = (String, String, String, &'static str);

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
    let path = path_part(&ticket.id.0);
    Ok(Some(match read {
        Ok(Ok(widget)) => {
            Ok(view(&widget, &ticket.id.0, t, visit.works(), query.get("lines") == "all", query.get("find")))
        }
        Ok(Err(why)) => {
            let needs_settings = matches!(why.code(), "not-connected" | "unauthorized" | "missing-scopes");
            let why = explained(connected, why).await;
            let (to, word) = match needs_settings {
                true => ("/settings".to_owned(), t.to_settings()),
                false => (format!("/tickets/{path}?fresh=1&wait=1"), t.try_again()),
            };
            let hint = if needs_settings { t.hint_connect() } else { t.hint_widget() };
            Err((why.message, hint.to_owned(), to, word))
        }
        Err(why) => Err((why.to_string(), String::new(), format!("/tickets/{path}?wait=1"), t.try_again())),
    }))
}

/// Why a call had no answer, for whoever sits here.
pub(super) async fn explained(connected: &Connected, why: CallError) -> Failure {
    connected.explain(why).await
}

/// The actions in the reader's language.
pub(super) async fn actions(visit: &Visit, connected: &Connected, context: &Context) -> Result<Vec<Action>, Trouble> {
    match connected.session().list_actions(context).await {
        Ok(actions) => Ok(actions),
        Err(why) => Err(visit.trouble(explained(connected, why).await)),
    }
}

/// What a form needs to be drawn.
pub(super) struct Draft {
    pub action: Action,
    pub form: Form,
    pub edits: String,
    pub sections: Vec<Section>,
}

/// `GET /tickets/{ticket}/actions/{action}`
pub(super) async fn form(
    visit: Visit,
    Path((id, action)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let query = Fields::parse(query.unwrap_or_default().as_bytes());
    let connected = visit.connected().await?;
    let ticket = visit.ticket(&connected, &id, "prepare").await?;
    let context = visit.context(&connected, &ticket)?;
    let action = find(&visit, actions(&visit, &connected, &context).await?, &action, &id)?;
    may_propose(&visit, &connected, &action.id, &id)?;
    let mut sections = sections(&action.parameters);
    let given: Map<String, Value> = serde_json::from_str(query.get("parameters")).unwrap_or_default();
    fill(&mut sections, &given);
    let form = Form {
        action: action.id.clone(),
        targets: read::targets(&query),
        parameters: Value::Object(given).to_string(),
    };
    ask_limits(&connected, &context, &form, &mut sections).await;
    let guide = match connected.casework().preview(&context, &form).await {
        Ok(preparation) => Guide::of(&preparation, &id, &mut sections, visit.words),
        Err(why) => Guide::failed(explained(&connected, why).await.message),
    };
    let draft = Draft { action, form, edits: query.get("edits").to_owned(), sections };
    let view = named(draw(&visit, draft, &id, guide), &connected, &context).await;
    Ok(visit.answer(ticket_page(&visit, &connected, &ticket, &query, Some(view)).await?))
}

/// The action of that id.
pub(super) fn find(visit: &Visit, actions: Vec<Action>, id: &str, ticket: &str) -> Result<Action, Trouble> {
    actions.into_iter().find(|action| action.id == id).ok_or_else(|| {
        let words = visit.words;
        Trouble::new(StatusCode::NOT_FOUND, words, words.no_action(), words.no_action_hint())
            .way(words.back_to_ticket(), &format!("/tickets/{}", path_part(ticket)))
    })
}

/// Stops whoever may only look on, before the component is asked anything.
pub(super) fn may_propose(visit: &Visit, connected: &Connected, action: &str, ticket: &str) -> Result<(), Trouble> {
    let person = visit.person()?;
    if connected.casework().gate().policy().allows(&person, Right::Propose, action) {
        return Ok(());
    }
    let words = visit.words;
    Err(Trouble::new(StatusCode::FORBIDDEN, words, words.may_not(&person.name), words.may_not_hint())
        .way(words.back_to_ticket(), &format!("/tickets/{}", path_part(ticket))))
}

/// Asks the component what a form may hold: its own choices, by asking with nothing filled in; the first and the last day
/// that are possible, by asking for one that is too early and one that is too late, as its no says which is nearest.
pub(super) async fn ask_limits(connected: &Connected, context: &Context, form: &Form, sections: &mut [Section]) {
    let empty = Form { parameters: "{}".to_owned(), ..form.clone() };
    if form.parameters != empty.parameters
        && let Ok(preparation @ Preparation::Question(_)) = connected.casework().preview(context, &empty).await
    {
        let asked = Guide::of(&preparation, &context.ticket, sections, Words::of(&context.locale));
        first(sections, &asked.fields);
    }
    let Some(today) = context.now.get(..10).and_then(|day| day.parse::<jiff::civil::Date>().ok()) else { return };
    let far = today.checked_add(jiff::Span::new().years(20)).unwrap_or(today);
    for field in sections.iter_mut().flat_map(|section| &mut section.fields) {
        let Kind::Date { min, max } = &mut field.kind else { continue };
        let path = &field.path;
        let ask = |day: jiff::civil::Date| async move {
            let parameters = json!({path.as_str(): day.to_string()}).to_string();
            let asked = Form { parameters, ..form.clone() };
            let preparation = connected.casework().preview(context, &asked).await.ok()?;
            nearest_day(&preparation, path)
        };
        let (early, late) = tokio::join!(ask(today), ask(far));
        *min = early.unwrap_or_default();
        *max = late.unwrap_or_default();
    }
}

/// Puts the fields that the component asks for before the others.
fn first(sections: &mut [Section], asked: &[String]) {
    for section in sections {
        section.fields.sort_by_key(|field| !asked.contains(&field.path));
    }
}

/// The form with what the component says to it.
pub(super) fn draw(visit: &Visit, draft: Draft, ticket: &str, guide: Guide) -> FormView {
    let Draft { action, form, edits, mut sections } = draft;
    if guide.came == "question" {
        first(&mut sections, &guide.fields);
    }
    let language = visit.words.language();
    let aimed = |target: &crate::contract::Target| {
        let form = Form { action: String::new(), targets: vec![*target], parameters: "{}".to_owned() };
        in_words(&form, language).trim_matches([' ', '(', ')']).to_owned()
    };
    FormView {
        t: visit.words,
        csrf: visit.office.signer.token(&visit.session),
        person: visit.session.person.clone(),
        ticket: ticket.to_owned(),
        action: action.id,
        label: action.label,
        description: action.description,
        aims: form.targets.iter().map(aimed).collect(),
        targets: form.targets.iter().map(|target| read::shown(*target)).collect(),
        edits,
        sections,
        guide: GuideView::new(guide, visit.words),
    }
}

/// The form with what it is aimed at by its name, where the widget knows it.
pub(super) async fn named(mut view: FormView, connected: &Connected, context: &Context) -> FormView {
    let Ok(widget) = connected.session().widget_data(context).await else { return view };
    for (aim, target) in view.aims.iter_mut().zip(&view.targets) {
        for customer in &widget.customers {
            let mut lines = customer.subscriptions.iter().chain(&customer.former);
            let Some(line) = lines.find(|line| *target == format!("subscription:{}", line.id)) else { continue };
            let address = customer.addresses.iter().find(|address| Some(address.id) == line.address);
            let known = [
                Some(super::view::widget::product(line)),
                line.next_charge.as_ref().map(|next| next.text.clone()),
                address.map(|address| address.text.clone()),
            ];
            *aim = known.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        }
    }
    view
}

/// Whether something came of a form that is shown on the ticket and not at the form.
pub(super) fn is_made(preparation: &Preparation) -> bool {
    matches!(preparation, Preparation::Plans(_))
}

/// Nothing is there.
pub(super) async fn nowhere(visit: Visit) -> Response {
    let words = visit.words;
    Trouble::new(StatusCode::NOT_FOUND, words, words.no_page(), words.no_page_hint()).into_response()
}

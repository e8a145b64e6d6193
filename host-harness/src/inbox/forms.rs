//! The forms of actions: drawn, judged while they are filled in, and prepared.

use std::sync::Arc;

use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::acts::{case_trouble, to_the_end, to_ticket};
use super::form::ask;
use super::form::guide::Chip;
use super::form::read::{self, path_part};
use super::form::recall;
use super::form::schema::{fill, sections};
use super::form::view::{FormView, GuideView};
use super::form::{Guide, Section};
use super::pages::{explained, ticket_page};
use super::posted::{Fields, Posted};
use super::reply::page;
use super::trouble::Trouble;
use super::visit::Visit;
use crate::contract::{Action, ActionRequest, Choice, Context, Form, Preparation, Target};
use crate::desk::casework::{CaseError, Relation};
use crate::desk::tickets::Ticket;
use crate::desk::wish::chosen;
use crate::desk::wish_words::in_words;
use crate::engine::CallError;
use crate::gate::{GateError, Proposer, Refusal, Right};
use crate::workplace::Connected;

/// An action's form on a ticket, which the person here may ask for.
pub(super) struct Desk {
    visit: Visit,
    connected: Arc<Connected>,
    ticket: Ticket,
    context: Context,
    action: Action,
}

/// The longest address that is made of a form, in bytes: what servers and browsers take everywhere.
const LONGEST: usize = 4000;

/// A form with its fields.
struct Draft {
    form: Form,
    /// The same with what stands in its fields and is as it was.
    whole: Form,
    edits: String,
    sections: Vec<Section>,
}

impl Desk {
    /// Whatever a form needs, or why there is none.
    pub(super) async fn open(visit: Visit, ticket: &str, action: &str) -> Result<Self, Trouble> {
        let connected = visit.connected().await?;
        let ticket = visit.ticket(&connected, ticket, "prepare").await?;
        let context = visit.context(&connected, &ticket)?;
        let known = match connected.session().list_actions(&context).await {
            Ok(actions) => actions,
            Err(why) => {
                let trouble = visit.trouble(explained(&visit, &connected, why).await);
                let ticket = format!("/tickets/{}", path_part(&ticket.id.0));
                let trouble = trouble.way(visit.words.back_to_ticket(), &ticket);
                // What was sent is sent again from the page that it was sent from.
                let is_shown = visit.here.starts_with(&format!("{ticket}/actions/")) && visit.is_read;
                return Err(if is_shown { trouble.way(visit.words.try_again(), &visit.here) } else { trouble });
            }
        };
        let Some(action) = known.into_iter().find(|known| known.id == action) else {
            let words = visit.words;
            return Err(Trouble::new(StatusCode::NOT_FOUND, words, words.no_action(), words.no_action_hint())
                .way(words.back_to_ticket(), &format!("/tickets/{}", path_part(&ticket.id.0))));
        };
        may_propose(&visit, &connected, &action.id, &ticket.id.0)?;
        Ok(Self { visit, connected, ticket, context, action })
    }

    /// The form with these parameters.
    fn given(&self, targets: Vec<Target>, given: Map<String, Value>, edits: &str) -> Draft {
        let mut sections = sections(&self.action.parameters);
        fill(&mut sections, &given);
        let parameters = Value::Object(given).to_string();
        let form = Form { action: self.action.id.clone(), targets, parameters };
        Draft { whole: form.clone(), form, edits: edits.to_owned(), sections }
    }

    /// What is given, or what the plan that is edited was made of.
    async fn recalled(&self, edits: &str, given: Map<String, Value>) -> Map<String, Value> {
        if edits.is_empty() {
            return given;
        }
        let Ok(plan) = self.connected.casework().gate().get(edits).await else { return given };
        if plan.ticket != self.ticket.id.0 || plan.plan.action != self.action.id {
            return given;
        }
        let sections = sections(&self.action.parameters);
        let found = recall::recalled(&self.connected, &self.context, &plan, &given, &sections).await;
        found.unwrap_or(given)
    }

    /// The form as it was sent.
    fn filled(&self, fields: &Fields) -> Result<Draft, Trouble> {
        let mut sections = sections(&self.action.parameters);
        let (changed, whole) = read::parameters(&mut sections, fields, self.visit.words);
        let form = |parameters| Form {
            action: self.action.id.clone(),
            targets: read::targets(fields),
            parameters: Value::Object(parameters).to_string(),
        };
        let (mut form, mut whole) = (form(changed), form(whole));
        let choose = fields.get("choose");
        if !choose.is_empty() {
            let choice = Choice { value: choose.to_owned(), label: String::new(), detail: None };
            form = chosen(form, &choice).map_err(|why| self.visit.trouble(why))?;
            whole = chosen(whole, &choice).map_err(|why| self.visit.trouble(why))?;
            fill(&mut sections, &serde_json::from_str(&form.parameters).unwrap_or_default());
        }
        Ok(Draft { form, whole, edits: fields.get("edits").to_owned(), sections })
    }

    /// What the component makes of it.
    async fn preview(&self, form: &Form) -> Result<Preparation, CallError> {
        self.connected.casework().preview(&self.context, form).await
    }

    /// The form to prepare: where the component asks for something although all fields that it may mean are filled in, what
    /// stands in them is its answer.
    async fn settled(&self, draft: &Draft) -> Form {
        if draft.whole != draft.form
            && matches!(self.preview(&draft.form).await, Ok(Preparation::Question(_)))
            && matches!(self.preview(&draft.whole).await, Ok(Preparation::Plans(_)))
        {
            return draft.whole.clone();
        }
        draft.form.clone()
    }

    /// What the component says to the form.
    async fn guide(&self, answer: Result<Preparation, CallError>, sections: &mut [Section]) -> Guide {
        match answer {
            Ok(preparation) => Guide::of(&preparation, &self.ticket.id.0, sections, self.visit.words),
            Err(why) => Guide::failed(explained(&self.visit, &self.connected, why).await.message),
        }
    }

    /// The ticket's page with the form in it.
    async fn page(&self, draft: Draft, guide: Guide, query: &Fields) -> Result<Response, Trouble> {
        let view = self.draw(draft, guide).await;
        ticket_page(&self.visit, &self.connected, &self.ticket, query, Some(view)).await
    }

    /// The form of a plan that was decided while it was edited. What was typed stays, and makes a plan of its own.
    async fn decided_meanwhile(&self, draft: Draft, why: GateError, chips: Vec<Chip>) -> Result<Response, Trouble> {
        let (why, words) = (self.visit.gate_failure(why), self.visit.words);
        // Who denied it, and why, is worth more than that somebody did.
        let known = words.refused(why.code).filter(|_| why.code != "plan-denied");
        let known = known.map_or(why.message.as_str(), |(known, _)| known);
        let said = format!("{}. {}", known.trim_end_matches('.'), words.decided_meanwhile());
        let draft = Draft { edits: String::new(), ..draft };
        let page = self.page(draft, Guide { chips, ..Guide::failed(said) }, &Fields::default()).await?;
        Ok((StatusCode::CONFLICT, page).into_response())
    }

    /// The build of the plugin that answers now.
    fn build(&self) -> &str {
        &self.connected.session().plugin().inspection().digest
    }

    /// Whether a form was drawn with another build, whose fields may be others than this one's.
    fn is_of_another_build(&self, fields: &Fields) -> bool {
        let drawn = fields.get("plugin");
        !drawn.is_empty() && drawn != self.build()
    }

    /// The page that shows a form as it stands. What makes no address any more is left out: what it is aimed at is not.
    fn address(&self, form: &Form, edits: &str) -> String {
        let whole = read::link(&self.ticket.id.0, form, edits);
        if whole.len() <= LONGEST {
            return whole;
        }
        read::link(&self.ticket.id.0, &Form { parameters: String::new(), ..form.clone() }, edits)
    }

    async fn draw(&self, draft: Draft, guide: Guide) -> FormView {
        let Draft { form, edits, mut sections, .. } = draft;
        if guide.came == "question" {
            ask::asked_first(&mut sections, &guide.fields);
        }
        let (visit, action) = (&self.visit, &self.action);
        let language = visit.words.language();
        let aimed = |target: &Target| {
            let form = Form { action: String::new(), targets: vec![*target], parameters: "{}".to_owned() };
            in_words(&form, language).trim_matches([' ', '(', ')']).to_owned()
        };
        let mut view = FormView {
            t: visit.words,
            csrf: visit.office.signer.token(&visit.session),
            person: visit.session.person.clone(),
            back: format!("/tickets/{}", path_part(&self.ticket.id.0)),
            to: read::action_path(&self.ticket.id.0, &action.id),
            here: self.address(&form, &edits),
            plugin: self.build().to_owned(),
            label: action.label.clone(),
            description: action.description.clone(),
            aims: form.targets.iter().map(aimed).collect(),
            targets: form.targets.iter().map(|target| read::shown(*target)).collect(),
            edits,
            sections,
            guide: GuideView::new(guide, visit.words),
        };
        if let Ok(widget) = self.connected.session().widget_data(&self.context).await {
            view.name_aims(&widget);
        }
        view
    }
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

/// `GET /tickets/{ticket}/actions/{action}`
pub(super) async fn form(
    visit: Visit,
    Path((id, action)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let query = Fields::parse(query.unwrap_or_default().as_bytes());
    let desk = Desk::open(visit, &id, &action).await?;
    let given = serde_json::from_str(query.get("parameters")).unwrap_or_default();
    let given = desk.recalled(query.get("edits"), given).await;
    let mut draft = desk.given(read::targets(&query), given, query.get("edits"));
    // One with nothing in it is asked about anyway.
    if draft.form.parameters != "{}" {
        ask::about(&desk.connected, &desk.context, &draft.form, &mut draft.sections).await;
    }
    let guide = desk.guide(desk.preview(&draft.form).await, &mut draft.sections).await;
    let page = desk.page(draft, guide, &query).await?;
    Ok(desk.visit.answer(page))
}

/// `POST /tickets/{ticket}/actions/{action}`
pub(super) async fn prepare(Path((id, action)): Path<(String, String)>, posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, fields } = posted;
    let desk = Desk::open(visit, &id, &action).await?;
    let mut draft = desk.filled(&fields)?;
    let chips = ask::about(&desk.connected, &desk.context, &draft.form, &mut draft.sections).await;
    let query = Fields::default();
    if desk.is_of_another_build(&fields) {
        let page =
            desk.page(draft, Guide { chips, ..Guide::failed(desk.visit.words.rebuilt().to_owned()) }, &query).await?;
        return Ok((StatusCode::CONFLICT, page).into_response());
    }
    if !is_readable(&draft) {
        let page = desk.page(draft, Guide { chips, ..Guide::default() }, &query).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let by = Proposer::Person(desk.visit.person()?);
    let relation =
        Relation { edits: Some(draft.edits.clone()).filter(|edits| !edits.is_empty()), ..Relation::default() };
    let request = ActionRequest::Form(desk.settled(&draft).await);
    let (working, asked) = (Arc::clone(&desk.connected), desk.context.clone());
    let work = async move { working.casework().prepare(&asked, &request, &by, &relation).await };
    let (status, answer) = match to_the_end(&desk.visit, work).await? {
        Ok(prepared) => {
            if let Some(first) = prepared.plans.first() {
                return Ok(to_ticket(&id, &format!("#plan-{}", first.id)));
            }
            let is_no = matches!(prepared.preparation, Preparation::Refused(_));
            (if is_no { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, Ok(prepared.preparation))
        }
        Err(CaseError::Call(why)) => (StatusCode::BAD_GATEWAY, Err(*why)),
        Err(CaseError::Gate(why)) if !draft.edits.is_empty() && is_decided(&why) => {
            return desk.decided_meanwhile(draft, why, chips).await;
        }
        Err(why) => return Err(case_trouble(&desk.visit, &desk.connected, &id, why).await),
    };
    let hinted = match &answer {
        Ok(Preparation::Question(question)) if fields.get("choose").is_empty() => Some(question.fields.clone()),
        _ => None,
    };
    let mut guide = desk.guide(answer, &mut draft.sections).await;
    if let Some(hinted) = hinted {
        let is_empty = draft.whole.parameters == "{}";
        ask::missing(&mut draft.sections, &guide.fields, &hinted, is_empty, desk.visit.words);
    }
    // A no takes none of the other answers away.
    if guide.chips.is_empty() {
        guide.chips = chips;
    }
    Ok((status, desk.page(draft, guide, &query).await?).into_response())
}

/// `POST /tickets/{ticket}/actions/{action}/check`: what the component says to a form that is still being filled in.
pub(super) async fn check(Path((id, action)): Path<(String, String)>, posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, fields } = posted;
    let desk = Desk::open(visit, &id, &action).await?;
    let mut draft = desk.filled(&fields)?;
    let guide = if desk.is_of_another_build(&fields) {
        Guide::failed(desk.visit.words.rebuilt().to_owned())
    } else if is_readable(&draft) {
        let form = desk.settled(&draft).await;
        desk.guide(desk.preview(&form).await, &mut draft.sections).await
    } else {
        let fields = draft.sections.iter().flat_map(|section| &section.fields);
        let wrong = fields.filter(|field| !field.problem.is_empty());
        let (paths, problems): (Vec<String>, Vec<String>) =
            wrong.map(|field| (field.path.clone(), format!("{}: {}", field.label, field.problem))).unzip();
        Guide { fields: paths, ..Guide::failed(problems.join(" ")) }
    };
    Ok(page(&GuideView::new(guide, desk.visit.words)))
}

/// Whether it says that the plan that was edited is not open any more.
fn is_decided(why: &GateError) -> bool {
    use Refusal::{AlreadyApproved, Denied, Expired, Invalidated, Lost, Superseded, Used};
    matches!(
        why.refusal(),
        Some(
            AlreadyApproved { .. }
                | Denied { .. }
                | Expired { .. }
                | Invalidated
                | Lost
                | Superseded { .. }
                | Used { .. }
        )
    )
}

/// Whether every field could be read.
fn is_readable(draft: &Draft) -> bool {
    draft.sections.iter().flat_map(|section| &section.fields).all(|field| field.problem.is_empty())
}

/// The page of a form that came to nothing, where the action is one that people can ask for.
pub(super) async fn unmade(
    visit: &Visit,
    ticket: &str,
    form: &Form,
    preparation: &Preparation,
) -> Result<Response, Trouble> {
    let mut desk = match Desk::open(visit.clone(), ticket, &form.action).await {
        Ok(desk) => desk,
        // The way back of a cancellation is no action of its own.
        Err(_) => {
            let (guide, words) = (Guide::of(preparation, ticket, &mut [], visit.words), visit.words);
            return Err(Trouble::new(StatusCode::CONFLICT, words, guide.text, words.hint_gate())
                .way(words.back_to_ticket(), &format!("/tickets/{}", path_part(ticket))));
        }
    };
    let given = serde_json::from_str(&form.parameters).unwrap_or_default();
    desk.visit.here = desk.address(form, "");
    let mut draft = desk.given(form.targets.clone(), given, "");
    let guide = desk.guide(Ok(preparation.clone()), &mut draft.sections).await;
    desk.page(draft, guide, &Fields::default()).await
}

//! `harness prepare`, `edit` and `undo`: from a wish to a plan that waits for a person.

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use super::app::{App, Connected};
use super::error::{CliError, Exit};
use super::json::to_json_value;
use super::output::Report;
use super::plan_card::{PlanCard, rests_on};
use super::progress::Progress;
use super::screen::{Screen, Symbol, Tone};
use super::wish::WishArgs;
use super::words::Words;
use crate::contract::{ActionRequest, Context, Form, Preparation};
use crate::desk::casework::{Prepared, Relation};
use crate::desk::wish::chosen;
use crate::desk::wish_words::in_words;
use crate::gate::{Person, Proposer};

/// Who sits here when nobody says.
pub const CLERK: &str = "anna";

/// `prepare`
#[derive(Debug, Args)]
pub struct PrepareArgs {
    /// The action: move-date, cancel, skip, unskip, update-address or open
    #[arg(value_name = "ACTION")]
    pub action: String,
    /// The ticket
    #[arg(long, value_name = "ID")]
    pub ticket: String,
    /// Who asks for it; `harness approve` takes the same names
    #[arg(long = "as", value_name = "PERSON", default_value = CLERK)]
    pub person: String,
    /// What it is aimed at, and its parameters
    #[command(flatten)]
    pub wish: WishArgs,
}

/// `edit`
#[derive(Debug, Args)]
pub struct EditArgs {
    /// The plan whose place the new one takes
    #[arg(value_name = "PLAN")]
    pub plan: String,
    /// Who edits it
    #[arg(long = "as", value_name = "PERSON", default_value = CLERK)]
    pub person: String,
    /// What changes: targets and parameters that aren't named stay those of the plan
    #[command(flatten)]
    pub wish: WishArgs,
}

/// `undo`
#[derive(Debug, Args)]
pub struct UndoArgs {
    /// The plan that was carried out
    #[arg(value_name = "PLAN")]
    pub plan: String,
    /// Who asks for it
    #[arg(long = "as", value_name = "PERSON", default_value = CLERK)]
    pub person: String,
}

/// What came of a wish.
#[derive(Debug, Serialize)]
pub struct PreparedReport {
    /// The ticket.
    pub ticket: String,
    /// The language that was asked for.
    pub locale: String,
    /// The form as it was asked, answers included.
    pub form: Value,
    /// "plans", "question", "information", "handoff", "refused" or "nothing".
    pub came: &'static str,
    /// The plugin's answer, with the contract's names.
    pub preparation: Value,
    /// The plans that wait for a person.
    pub plans: Vec<PlanCard>,
    #[serde(skip)]
    view: Preparation,
    #[serde(skip)]
    words: Words,
}

impl PreparedReport {
    /// An answer with its JSON form.
    ///
    /// # Errors
    /// When it has no JSON form, which is a bug.
    pub fn new(context: &Context, form: &Form, prepared: Prepared) -> Result<Self, CliError> {
        let no_json = |why: serde_json::Error| {
            CliError::new("no-json", Exit::Failed, format!("the answer can't be written as JSON: {why}"))
        };
        let mut shown = to_json_value(form).map_err(no_json)?;
        if let Some(parameters) = shown.get_mut("parameters") {
            *parameters = serde_json::from_str(&form.parameters).unwrap_or(Value::Null);
        }
        Ok(Self {
            ticket: context.ticket.clone(),
            locale: context.locale.clone(),
            form: shown,
            came: came(&prepared.preparation),
            preparation: to_json_value(&prepared.preparation).map_err(no_json)?,
            plans: prepared.plans.into_iter().map(PlanCard::new).collect::<Result<_, _>>()?,
            view: prepared.preparation,
            words: Words::of(&context.locale),
        })
    }
}

/// Prepares an action.
///
/// # Errors
/// When the ticket or the person is unknown, the plugin has no answer, or the gate doesn't take the plan.
pub async fn prepare(app: &App, args: &PrepareArgs) -> Result<PreparedReport, CliError> {
    let form = args.wish.form(&args.action)?;
    let connected = app.connected().await?;
    let person = connected.person(&args.person, "prepare", None).await?;
    let context = connected.ticket_context(&args.ticket, "prepare", Some(&person)).await?;
    ask(app, &connected, &context, form, &args.wish.choose, &person, &Relation::default()).await
}

/// Prepares a plan that takes the place of another one.
///
/// # Errors
/// As [`prepare`], and when the old plan isn't open any more.
pub async fn edit(app: &App, args: &EditArgs) -> Result<PreparedReport, CliError> {
    let connected = app.connected().await?;
    let person = connected.person(&args.person, "edit", Some(&args.plan)).await?;
    let old = connected.plan(&args.plan, "edit", &person).await?;
    let mut form = args.wish.form_from(old.form.as_ref(), &old.plan.action)?;
    if form.targets.is_empty() {
        form.targets.clone_from(&old.plan.targets);
    }
    let context = connected.ticket_context(&old.ticket, "edit", Some(&person)).await?;
    let relation = Relation { edits: Some(old.id), ..Relation::default() };
    ask(app, &connected, &context, form, &args.wish.choose, &person, &relation).await
}

/// Prepares what undoes a plan that was carried out.
///
/// # Errors
/// As [`prepare`], and when there is nothing to undo.
pub async fn undo(app: &App, args: &UndoArgs) -> Result<PreparedReport, CliError> {
    let connected = app.connected().await?;
    let person = connected.person(&args.person, "undo", Some(&args.plan)).await?;
    let old = connected.plan(&args.plan, "undo", &person).await?;
    let context = connected.ticket_context(&old.ticket, "undo", Some(&person)).await?;
    let _progress = Progress::start("Asking Recharge", app.global.json);
    let undone = connected.casework().undo(&context, &old.id, &Proposer::Person(person)).await;
    let (form, prepared) = match undone {
        Ok(undone) => undone,
        Err(error) => return Err(connected.case_error(error).await),
    };
    PreparedReport::new(&context, &form, prepared)
}

/// Asks, and answers the plugin's questions by the numbers that were given.
async fn ask(
    app: &App,
    connected: &Connected,
    context: &Context,
    mut form: Form,
    answers: &[usize],
    person: &Person,
    relation: &Relation,
) -> Result<PreparedReport, CliError> {
    let _progress = Progress::start("Asking Recharge", app.global.json);
    let by = Proposer::Person(person.clone());
    let mut answers = answers.iter();
    loop {
        let request = ActionRequest::Form(form.clone());
        let prepared = match connected.casework().prepare(context, &request, &by, relation).await {
            Ok(prepared) => prepared,
            Err(error) => return Err(connected.case_error(error).await),
        };
        let Preparation::Question(question) = &prepared.preparation else {
            return PreparedReport::new(context, &form, prepared);
        };
        let Some(number) = answers.next() else { return PreparedReport::new(context, &form, prepared) };
        let choice = number.checked_sub(1).and_then(|position| question.choices.get(position)).ok_or_else(|| {
            let words = Words::of(&context.locale);
            let message = format!("--choose {number}: {}", words.no_such_choice());
            CliError::new("no-such-choice", Exit::Usage, message).hint(words.hint_choose())
        })?;
        form = chosen(form, choice)?;
    }
}

/// What came of a wish, by its code.
pub(super) const fn came(preparation: &Preparation) -> &'static str {
    match preparation {
        Preparation::Plans(_) => "plans",
        Preparation::Question(_) => "question",
        Preparation::Information(_) => "information",
        Preparation::Handoff(_) => "handoff",
        Preparation::Refused(_) => "refused",
        Preparation::Nothing => "nothing",
    }
}

/// A refusal as the failure of a command. The reason was shown with the answer; programs find it there as well.
pub(super) fn refused(preparation: &Preparation, words: Words) -> Option<CliError> {
    let Preparation::Refused(refusal) = preparation else { return None };
    Some(CliError::new("refused", Exit::Failed, format!("{} ({})", words.refused_code(), refusal.code)))
}

/// An answer with its plans, and a question's choices by number.
pub(super) fn show_preparation(preparation: &Preparation, plans: &[PlanCard], words: Words, screen: &mut Screen) {
    match preparation {
        Preparation::Plans(_) => {
            for card in plans {
                card.show(words, screen);
            }
        }
        Preparation::Question(question) => {
            screen.toned(Tone::Strong, words.question());
            screen.paragraph(2, &question.text);
            for line in &question.gist {
                screen.field(words.understood(), line);
            }
            rests_on(&question.evidence, words, screen);
            for (number, choice) in (1..).zip(&question.choices) {
                let detail = choice.detail.as_deref().map(|detail| format!("  {detail}")).unwrap_or_default();
                let number = format!("  {number}. ");
                screen.parts(&[(Tone::Strong, &number), (Tone::Plain, &choice.label), (Tone::Dim, &detail)]);
            }
        }
        Preparation::Information(text) => screen.paragraph(0, text),
        Preparation::Handoff(handoff) => {
            screen.parts(&[(Tone::Strong, words.handed_over()), (Tone::Plain, " "), (Tone::Plain, &handoff.text)]);
            if let Some(link) = &handoff.link {
                screen.field(&link.label, &link.url);
            }
            if let Some(reply) = &handoff.reply {
                screen.toned(Tone::Dim, words.draft_of_the_agent());
                screen.paragraph(2, reply);
            }
        }
        Preparation::Refused(refusal) => {
            screen.parts(&[(Tone::Warning, words.refused()), (Tone::Plain, " "), (Tone::Plain, &refusal.text)]);
            if let Some(form) = &refusal.instead {
                screen.field(words.instead(), &in_words(form, words));
            }
        }
        Preparation::Nothing => screen.line(words.nothing()),
    }
}

impl Report for PreparedReport {
    fn human(&self, screen: &mut Screen) {
        let words = self.words;
        show_preparation(&self.view, &self.plans, words, screen);
        match &self.view {
            Preparation::Plans(_) => {
                for card in &self.plans {
                    let command = format!("harness approve {} --as {CLERK}", card.id);
                    let arrow = screen.symbol(Symbol::Arrow);
                    screen.parts(&[
                        (Tone::Good, arrow),
                        (Tone::Plain, " "),
                        (Tone::Plain, words.waits()),
                        (Tone::Plain, " "),
                        (Tone::Strong, &command),
                    ]);
                }
            }
            Preparation::Question(question) if !question.choices.is_empty() => {
                screen.toned(Tone::Dim, words.choose());
            }
            _ => {}
        }
    }

    fn failure(&self) -> Option<CliError> {
        refused(&self.view, self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::Style;
    use crate::contract::{Choice, Question};

    #[test]
    fn a_question_stands_with_the_customers_words_it_rests_on_and_one_without_them_says_nothing_of_it() {
        let choice = Choice { value: "{}".to_owned(), label: "Tea".to_owned(), detail: None };
        let question = Question {
            text: "Which one?".to_owned(),
            missing: Vec::new(),
            choices: vec![choice],
            fields: Vec::new(),
            gist: Vec::new(),
            evidence: vec!["skip it".to_owned(), "next\u{1b}[2J time".to_owned()],
            understood: String::new(),
        };
        let shown = |question: &Question, locale| {
            let mut screen = Screen::new(Style::PLAIN);
            show_preparation(&Preparation::Question(question.clone()), &[], Words::of(locale), &mut screen);
            screen.finish()
        };
        let text = shown(&question, "en");
        let (_, after) = text.split_once("Which one?").unwrap();
        assert!(after.starts_with("\n  the customer's words: “skip it”\n  the customer's words: “next"), "{text}");
        assert!(after.contains(" time”\n  1. Tea") && !text.contains('\u{1b}'), "{text}");
        assert!(shown(&question, "de").contains("Worte des Kunden: “skip it”"));
        let none = shown(&Question { evidence: Vec::new(), ..question }, "en");
        assert!(!none.contains("words") && none.contains("Which one?\n  1. Tea"), "{none}");
    }
}

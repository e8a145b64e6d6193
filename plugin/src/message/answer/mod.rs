//! From a customer's message to a preparation: plans, a question, an answer, or somebody else's business.
//!
//! Everything is read once, as for a form, and every plan is what the action itself makes of a form: a message fills in
//! forms, and nothing else. Cards are in the reader's language, what the customer gets is in theirs.

mod ask;
mod beside;
mod counter;
mod forms;
mod handoff;
mod inform;
mod place;
mod plans;
mod reply;
mod task;
mod trust;
mod voice;

pub use task::{MOST_TASKS, Task, Understood, deed, laid_over};

use counter::Counter;
use handoff::Unread;
use trust::{Matter, suffices};
use voice::Voice;

use super::acts::acts;
use super::clean::{clean, is_text};
use super::dialogue::{self, Turn};
use super::own_words::{OwnWords, own_words};
use super::parse::{Parsed, Tables};
use super::reading::{Aim, Reading, Wish, reading};
use crate::actions::prepare::{Desk, Stop, at_desk, refused};
use crate::contract::{Context, Message, PluginError, Preparation};
use crate::host::Host;
use crate::l10n::{Key, Texts};
use crate::problems;

/// Questions about one matter that are asked at most, whatever they brought.
const MOST_ASKED: u64 = 5;
/// Questions in a row that may bring nothing.
pub(super) const MOST_IDLE: u64 = 2;

/// Turns a customer's message into a preparation. Reads only.
///
/// # Errors
/// When nothing can be said: a malformed e-mail address, no token, customers or subscriptions that can't be read.
pub fn prepare_message<H: Host>(host: &H, ctx: &Context, message: &Message) -> Result<Preparation, PluginError> {
    let own = own_words(&clean(&message.text));
    if own.text.is_empty() && !own.forwarded_only && message.lapsed.is_empty() {
        return Ok(Preparation::Nothing);
    }
    let texts = Texts::new(&ctx.locale);
    at_desk(host, ctx, &texts, true, &mut |desk| at_counter(desk, ctx, message, &own))
}

fn at_counter(desk: &Desk<'_>, ctx: &Context, message: &Message, own: &OwnWords) -> Result<Preparation, Stop> {
    let words = if own.forwarded_only { &own.quoted } else { &own.text };
    let (shelf, tables) = (counter::shelf(desk), Tables::read());
    let voice = Voice::of(ctx, desk.texts, words, message);
    let parsed = Parsed::read(words, &tables, &shelf).beneath(&own.quoted, &shelf);
    let unproven = dialogue::is_unproven(message);
    let counter = Counter { desk, shelf: &shelf, voice: &voice, parsed: &parsed, unproven };
    // Without words it is what lapsed that is prepared anew.
    if own.text.is_empty() && !own.forwarded_only && !desk.parties.is_empty() {
        let before = dialogue::lapsed(message, &shelf);
        return before.map_or(Ok(Preparation::Nothing), |before| wishes(&counter, before, false));
    }
    if !is_text(&message.text) {
        return Ok(handoff::unread(&counter, Unread::Bytes));
    }
    let reading = reading(&parsed, &shelf);
    if own.forwarded_only || desk.parties.is_empty() {
        // Whose words those are, or whose subscriptions they are about, a person has to find out.
        let why = if own.forwarded_only { Key::HandoffForwarded } else { Key::HandoffNobody };
        // Headers and other people's words around a wish hide it from the models, and not from a person.
        let silent = !own.forwarded_only || acts(&parsed).is_empty();
        return Ok(match reading {
            Reading::Nothing if silent => Preparation::Nothing,
            Reading::Shop(_) => handoff::shop(&counter),
            _ => handoff::person(&counter, why),
        });
    }
    let lapsed = dialogue::lapsed(message, &shelf);
    // A question that was answered by a plan is asked no more.
    let understood = dialogue::question(message)
        .filter(|_| lapsed.is_none())
        .and_then(|question| Some((question, Understood::read(&question.understood, &shelf)?)));
    let open = match &reading {
        Reading::Wishes(wishes) => wishes.iter().any(|wish| !wish.lacks.is_empty()),
        other => matches!(other, Reading::Nothing),
    };
    let understood = understood.or_else(|| {
        let (question, said) = dialogue::open_behind(message).filter(|_| open && lapsed.is_none())?;
        let own = own_words(&clean(said));
        let between = Parsed::read(&own.text, &tables, &shelf);
        let before = || Understood::read(&question.understood, &shelf);
        let turn = dialogue::answer(&between, &shelf, self::reading(&between, &shelf), question, before()?);
        matches!(turn, Turn::Other(Reading::Information(..))).then(before)?.map(|before| (question, before))
    });
    // What would be asked in a language that isn't theirs, a person reads.
    let clear = |wish: &Wish| wish.lacks.is_empty();
    let unclear = match &reading {
        Reading::Wishes(wishes) => !wishes.iter().all(clear),
        other => matches!(other, Reading::Nothing),
    };
    if understood.is_none() && unclear && voice::is_of_neither(words) {
        return Ok(handoff::unread(&counter, Unread::Language));
    }
    let turn = match understood {
        Some((question, understood)) => dialogue::answer(&parsed, &shelf, reading, question, understood),
        None => match lapsed {
            Some(before) => dialogue::resumed(&parsed, &shelf, reading, before),
            None => Turn::of(reading),
        },
    };
    // An answer about subscriptions that could not be read would be a guess.
    let missing = desk.parties.iter().find_map(|party| party.held.subscriptions.failure.as_ref());
    if let (Some(failure), false) = (missing, matches!(turn, Turn::Other(Reading::Nothing | Reading::Shop(_)))) {
        return Err(Stop::Error(problems::plugin_error(desk.texts, failure, &["read_subscriptions"])));
    }
    let named = || parsed.all_named();
    match turn {
        Turn::Wishes(mut understood) => {
            // Said again after it was carried out, it may be meant once more, or only be the same mail again.
            if dialogue::is_said_again(message, words) {
                understood.tasks.iter_mut().for_each(Task::doubt);
            }
            wishes(&counter, understood, dialogue::was_handed_over(message, &shelf))
        }
        Turn::Closed => Ok(Preparation::Information(voice.say(Key::SayClosed, &[]))),
        Turn::Later(understood) => Ok(handoff::later(&counter, &understood)),
        Turn::Other(reading) => Ok(match reading {
            Reading::Information(topic, aim) => {
                let set = match aim {
                    Aim::These(set) | Aim::Among(set) => set,
                    Aim::Open => named(),
                };
                inform::answer(&counter, topic, if set.is_empty() { shelf.all() } else { set })
            }
            Reading::Handoff(matter) => {
                let set = if shelf.items.len() == 1 { shelf.all() } else { named() };
                handoff::vendor(&counter, matter, set)
            }
            Reading::Foreign => handoff::person(&counter, Key::HandoffForeign),
            Reading::Crowded => handoff::unread(&counter, Unread::Crowded),
            Reading::Shop(_) => handoff::shop(&counter),
            Reading::Nothing | Reading::Wishes(_) => Preparation::Nothing,
        }),
    }
}

/// Wishes become plans where nothing is missing, and one question where something is; none any more after a person was to
/// see to it.
fn wishes(counter: &Counter<'_>, mut understood: Understood, handed_over: bool) -> Result<Preparation, Stop> {
    if !suffices(counter.desk.identity, Matter::Change) {
        return Ok(ask::proof(counter));
    }
    if counter.is_incomplete() {
        return Ok(handoff::person(counter, Key::HandoffIncomplete));
    }
    if understood.tasks.len() > task::MOST_TASKS {
        return Ok(handoff::unread(counter, Unread::Crowded));
    }
    if counter.shelf.items.is_empty() {
        return Err(refused("no-subscription", counter.desk.texts.get(Key::RefusedNoSubscription), None));
    }
    let prepared = if understood.tasks.iter().any(|task| !task.lacks.is_empty()) {
        None
    } else {
        let again =
            Understood { tasks: understood.tasks.clone(), asked: understood.asked.saturating_add(1), ..understood };
        match plans::prepare(counter, again)? {
            // It is asked below, if it may be asked at all.
            question @ Preparation::Question(_) => Some(question),
            other => return Ok(other),
        }
    };
    if handed_over || understood.idle >= MOST_IDLE || understood.asked >= MOST_ASKED {
        return Ok(handoff::stuck(counter, &understood));
    }
    understood.asked = understood.asked.saturating_add(1);
    Ok(prepared.unwrap_or_else(|| ask::question(counter, understood)))
}

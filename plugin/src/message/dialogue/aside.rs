//! A question that stays open while the customer asks something in between.

use crate::contract::{Message, Question, Speaker};

/// The longest words in between that are read again, in bytes.
const LONGEST: usize = 2_000;

/// The question before the last answer, with what the customer said instead of answering it. Whether that left it open, its words
/// have to tell.
pub fn open_behind(message: &Message) -> Option<(&Question, &str)> {
    let mut turns = message.dialogue.iter().rev();
    turns.next().filter(|told| told.speaker == Speaker::Assistant && told.asked.is_none())?;
    let said = turns.next().filter(|said| said.speaker == Speaker::Customer && said.text.len() <= LONGEST)?;
    let asked = turns.next().filter(|asked| asked.speaker == Speaker::Assistant)?;
    Some((asked.asked.as_ref()?, &said.text))
}

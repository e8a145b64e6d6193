//! What pages show, made of what the contract gives any host and what the desk knows. Each view is a template with its
//! data; a template escapes whatever is put into it.

pub mod agent;
pub mod around;
pub mod calls;
pub mod card;
pub mod drawing;
pub mod elsewhere;
pub mod ending;
pub mod list;
pub mod recorded;

pub mod story;
pub mod talk;
pub mod widget;

use crate::contract;

/// A weight as a name for the style, and a sign that doesn't need colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// "good", "neutral", "warning" or "critical".
    pub class: &'static str,
    /// A shape of its own.
    pub sign: &'static str,
}

impl Mark {
    /// As it should be.
    pub const GOOD: Self = Self { class: "good", sign: "✓" };
    /// For information.
    pub const NEUTRAL: Self = Self { class: "neutral", sign: "•" };
    /// Look at it.
    pub const WARNING: Self = Self { class: "warning", sign: "▲" };
    /// Something is broken.
    pub const CRITICAL: Self = Self { class: "critical", sign: "✕" };

    /// Of a tone of the contract.
    #[must_use]
    pub const fn of(tone: contract::Tone) -> Self {
        match tone {
            contract::Tone::Good => Self::GOOD,
            contract::Tone::Neutral => Self::NEUTRAL,
            contract::Tone::Warning => Self::WARNING,
            contract::Tone::Critical => Self::CRITICAL,
        }
    }
}

/// Something to say, with its weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// How much it matters.
    pub mark: Mark,
    /// In words.
    pub text: String,
}

impl Note {
    /// A notice of the contract.
    #[must_use]
    pub fn of(notice: &contract::Notice) -> Self {
        Self { mark: Mark::of(notice.tone), text: notice.text.clone() }
    }
}

//! A customer's message: from their words to what they want, and from that to a preparation.

pub mod acts;
pub mod address;
pub mod agreement;
mod answer;
pub mod case;
pub mod certain;
pub mod clean;
pub mod dates;
mod dialogue;
mod few;
mod last_word;
mod layout;
pub mod lexicon;
pub mod linear;
#[cfg(test)]
#[path = "../../build/lists.rs"]
pub mod lists;
pub mod model;
pub mod own_words;
pub mod pairs;
pub mod parse;
pub mod reading;
pub mod roles;
#[cfg(test)]
#[path = "../../build/run.rs"]
mod run;
pub mod sense;
pub mod shelf;
#[cfg(test)]
#[path = "../../build/tables.rs"]
pub mod tables;
pub mod tokens;
pub mod trees;
pub mod verdict;

pub use answer::prepare_message;

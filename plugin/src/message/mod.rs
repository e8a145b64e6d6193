//! A customer's message: from their words to what they want.

pub mod acts;
pub mod address;
pub mod clean;
pub mod dates;
pub mod lexicon;
pub mod model;
pub mod own_words;
pub mod parse;
pub mod reading;
pub mod sense;
pub mod shelf;
pub mod tokens;
pub mod verdict;

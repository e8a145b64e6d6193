//! How a word table lies in bytes: the build script writes it so (`build/tables.rs`), and `lexicon.rs` looks words up in it
//! where it lies.
//!
//! - A *table* is sections. A section is the first byte of the words that its phrases begin with, and its groups, as a run;
//!   section 0 is of the phrases that words of any first letter may begin.
//! - A *group* is the word that all its phrases begin with, a form, and the phrases, as a run, with an [`END`] between each two.
//! - A *phrase* is its sense, as a number, and the parts that come after its first word.
//! - A *part* is a form, several of which one has to be there, or a gap.
//! - A *form* is a byte that says how words are compared with its letters (the upper three bits) and how many bytes these
//!   are (the lower five), and the letters, folded.
//!
//! A *run* is a length and so many bytes, see `packed.rs`.

/// A form: the word itself.
pub const EXACT: u8 = 0;
/// A form: a word that begins so.
pub const PREFIX: u8 = 1;
/// A form: a word that ends so.
pub const SUFFIX: u8 = 2;
/// A form: a word that has it inside.
pub const INSIDE: u8 = 3;
/// A form: the word, perhaps misspelt.
pub const ALIKE: u8 = 4;
/// A part: one of so many forms that follow; 0 of as many as the next byte says.
pub const CHOICE: u8 = 5;
/// The same, and it may be missing.
pub const MAYBE: u8 = 6;
/// Something without letters: one of those below.
const BARE: u8 = 7;

/// A form: a number of three digits or more.
pub const NUMBER: u8 = op(BARE, 0);
/// A part: one word, whatever it is.
pub const ANY: u8 = op(BARE, 1);
/// A part: up to seven words of the same clause.
pub const GAP: u8 = op(BARE, 2);
/// Instead of the word that a group begins with: its phrases are whole.
pub const WHOLE: u8 = op(BARE, 3);

/// Between two phrases; no byte of a phrase.
pub const END: u8 = 0xFF;

/// A kind and a count in one byte.
pub const fn op(kind: u8, count: u8) -> u8 {
    (kind << 5) | count
}

/// The kind and the count of a byte.
pub const fn kind_and_count(op: u8) -> (u8, u8) {
    (op >> 5, op & 31)
}

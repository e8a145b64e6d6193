//! Words for the widget's fields, so that a host draws them without a translation of its own.

use crate::contract::Label;
use crate::l10n::{Key, Texts};

/// The prefix of the messages that are such words; what stands behind it is the field's name.
const PREFIX: &str = "label-";

/// Every field's word.
pub fn all(texts: &Texts) -> Vec<Label> {
    let labels = Key::ALL.iter().filter_map(|key| Some((*key, key.id().strip_prefix(PREFIX)?)));
    labels.map(|(key, field)| Label { field: field.to_owned(), text: texts.get(key) }).collect()
}

//! What the component is asked before a form that has something in it is drawn: its own choices, how things are now, and
//! which days are possible. By the contract's `prepare-action`; nothing is stored.

use super::field::Section;
use super::guide::{Chip, Guide};
use crate::contract::{Context, Form, Preparation};
use crate::inbox::words::Words;
use crate::workplace::Connected;

/// Asks what a form of these targets is with nothing filled in, and puts what is said of a field into it. Gives the
/// component's choices that are no field's.
pub async fn about(connected: &Connected, context: &Context, form: &Form, sections: &mut [Section]) -> Vec<Chip> {
    let empty = Form { parameters: "{}".to_owned(), ..form.clone() };
    let Ok(preparation @ Preparation::Question(_)) = connected.casework().preview(context, &empty).await else {
        return Vec::new();
    };
    let asked = Guide::of(&preparation, &context.ticket, sections, Words::of(&context.locale));
    asked_first(sections, &asked.fields);
    asked.chips
}

/// Puts the fields that the component asks for before the others, in its own order.
pub fn asked_first(sections: &mut [Section], asked: &[String]) {
    for section in sections {
        for field in &mut section.fields {
            field.asked |= asked.contains(&field.path);
        }
        section.fields.sort_by_key(|field| asked.iter().position(|path| *path == field.path).unwrap_or(usize::MAX));
    }
}

//! What the component is asked before a form that has something in it is drawn: its own choices, how things are now, and
//! which days are possible. By the contract's `prepare-action`; nothing is stored.

use super::field::{Field, Kind, Section};
use super::guide::{Chip, Guide};
use crate::contract::{Context, FieldHint, Form, Preparation};
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

/// Says at the fields that were left empty that something has to stand there: those that the component asks for, or, where
/// nothing at all was filled in, the first that it knows something of.
pub fn missing(sections: &mut [Section], asked: &[String], hinted: &[FieldHint], is_empty: bool, words: Words) {
    let fields = || sections.iter().flat_map(|section| &section.fields);
    let is_open = |field: &&Field| field.value.is_empty() && !field.emptied && field.kind != Kind::Flag;
    let mut paths: Vec<String> =
        fields().filter(is_open).filter(|field| asked.contains(&field.path)).map(|field| field.path.clone()).collect();
    if paths.is_empty() && is_empty && asked.is_empty() {
        let mut open = fields().filter(is_open);
        paths.extend(
            open.find(|field| hinted.iter().any(|hint| hint.pointer == field.pointer()))
                .map(|field| field.path.clone()),
        );
    }
    for field in sections.iter_mut().flat_map(|section| &mut section.fields) {
        if paths.contains(&field.path) {
            let is_choice = matches!(field.kind, Kind::Choice(_));
            let problem = if is_choice { words.not_chosen_yet() } else { words.not_empty() };
            problem.clone_into(&mut field.problem);
        }
    }
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

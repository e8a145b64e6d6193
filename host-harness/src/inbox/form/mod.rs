//! An action's form, drawn from its JSON Schema as any host would draw it, with the component's own choices and limits.

pub mod guide;
pub mod read;
pub mod schema;

pub use guide::Guide;
pub use schema::{Kind, Section};

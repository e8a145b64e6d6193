//! An action's form, drawn from its JSON Schema as any host would draw it, with the component's own choices and limits.

pub mod ask;
pub mod field;
pub mod guide;
pub mod hint;
pub mod read;
pub mod recall;
pub mod schema;
pub mod view;

pub use field::{Kind, Section};
pub use guide::Guide;

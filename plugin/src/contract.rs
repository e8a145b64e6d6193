//! The contract's types under one name. Their docs are in `wit/`.

pub use crate::bindings::armincx::plugin::audit::{Event, Level};
pub use crate::bindings::armincx::plugin::http::{HttpError, Response};
pub use crate::bindings::armincx::plugin::secrets::SecretError;
pub use crate::bindings::armincx::plugin::types::*;

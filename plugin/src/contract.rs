//! The contract's types under one name. Their docs are in `wit/`.

pub use crate::wit::armincx::plugin::approvals::PerformError;
pub use crate::wit::armincx::plugin::audit::{Event, Level};
pub use crate::wit::armincx::plugin::http::{HttpError, Response};
pub use crate::wit::armincx::plugin::secrets::SecretError;
pub use crate::wit::armincx::plugin::types::*;

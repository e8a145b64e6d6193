//! What the plugin needs of an approval, as one small trait: inside a component the host's resource stands behind it,
//! natively a stand-in.

use crate::contract::{PerformError, Plan, Response};

/// A plan that a person approved.
pub trait Approval {
    /// The plan exactly as it was approved.
    fn plan(&self) -> Plan;

    /// Has the host send the plan's write of this number.
    ///
    /// # Errors
    /// Why it was not sent, or what is not known about it.
    fn perform(&self, step: u32) -> Result<Response, PerformError>;

    /// Waits; false, without waiting, when the call has no time left for it.
    fn wait(&self, milliseconds: u32) -> bool;
}

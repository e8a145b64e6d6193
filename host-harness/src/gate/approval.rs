//! A plan with the permission to carry it out: what a guest holds while it executes.

use crate::contract::{PerformError, Plan, Response};

/// A plan with the permission to carry it out: what a guest holds while it executes.
#[derive(Debug)]
pub struct Approval {
    plan: Plan,
}

impl Approval {
    /// An approval that permits nothing: every step is refused. With it a host can find out what a plugin does when it
    /// is not allowed to send.
    #[must_use]
    pub fn closed(plan: Plan) -> Self {
        Self { plan }
    }

    /// The plan exactly as it was approved.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Sends a step of the plan.
    ///
    /// # Errors
    /// Always, in this version: a step that the plan doesn't have is told apart from one that isn't permitted.
    pub fn perform(&mut self, step: u32) -> Result<Response, PerformError> {
        let known = usize::try_from(step).is_ok_and(|step| step < self.plan.writes.len());
        if !known {
            return Err(PerformError::NoSuchStep(step));
        }
        Err(PerformError::NotPermitted("this version of the host sends no writes".to_owned()))
    }
}

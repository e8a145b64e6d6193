//! What a shop asks and offers before somebody goes. Kept by the shop in Recharge's pages; here it comes from the world.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Id;

/// A reason for a cancellation that a shop offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionStrategy {
    /// Recharge's id.
    pub id: Id,
    /// The reason as customers choose it.
    pub reason: String,
    /// What they are told before they go.
    pub prevention_text: String,
    /// What they are offered instead.
    pub incentive: Option<Incentive>,
    /// The discount they are offered.
    pub discount_code: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What is offered instead of a cancellation, in Recharge's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Incentive {
    DelaySubscription,
    Discount,
    SkipCharge,
    SwapProduct,
}

//! What the shop sells: Recharge knows it from the shop system, and calls name it by variant.

use serde::{Deserialize, Serialize};

use super::{Money, Product};

/// A product in one variant, with what one costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// What it is.
    pub product: Product,
    /// Price of one.
    pub price: Money,
}

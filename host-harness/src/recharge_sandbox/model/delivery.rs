//! The deliveries of webhooks: what is to be sent, what was tried, and what came of it.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Id;

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// It is sent when its time has come.
    Pending,
    /// The receiver said 200.
    Delivered,
    /// The receiver said something that is neither 200 nor a failure; it is not sent again.
    Rejected,
    /// Every attempt failed; its webhook was deleted.
    Failed,
    /// Nothing was sent: the address is not on this machine, the body is too large, or its webhook is gone.
    NotSent,
    /// A fault lost it.
    Lost,
}

impl DeliveryStatus {
    /// As lists show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
            Self::NotSent => "not_sent",
            Self::Lost => "lost",
        }
    }
}

/// One delivery of one webhook. Times are the store's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Counts from 1.
    pub id: u64,
    /// Whose it is.
    pub webhook_id: Id,
    /// What it tells of, "charge/updated" and the like.
    pub topic: String,
    /// The record it tells of.
    pub object_id: Id,
    /// Where it goes, as the webhook said when it was made.
    pub address: String,
    /// When what it tells happened.
    pub created_at: Timestamp,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next, while it is pending.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// When it was tried last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempted_at: Option<Timestamp>,
    /// What the last attempt met, or why there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The body, while it is pending.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// Every delivery that is pending, and the latest of the others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbox {
    /// The oldest first.
    pub deliveries: VecDeque<Delivery>,
    /// How many were dropped because too many were pending.
    pub dropped: u64,
    pub(crate) last_id: u64,
}

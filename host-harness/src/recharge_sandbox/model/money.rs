//! Amounts of money as Recharge writes them: decimal text with two places, counted in integers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount in hundredths of a currency's unit; "24.90" outside. The currency stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Money(u32);

/// The text is not an amount that a shop charges.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not an amount; expected one such as \"24.90\", up to 42949672.95")]
pub struct NotMoney(String);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// "100.00".
    pub const HUNDRED: Self = Self(10_000);

    /// This amount so many times. An amount too large to be written stays at the largest one.
    #[must_use]
    pub fn times(self, quantity: u32) -> Self {
        Self(self.0.saturating_mul(quantity))
    }

    /// Both amounts together. An amount too large to be written stays at the largest one.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// This amount without the other one, and never below nothing.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// So many percent of this amount ("12.50" being twelve and a half), half a cent rounded up. An amount too large to
    /// be written stays at the largest one.
    #[must_use]
    pub fn percent(self, percent: Self) -> Self {
        let exact = u64::from(self.0).saturating_mul(u64::from(percent.0));
        Self(u32::try_from(exact.saturating_add(5_000) / 10_000).unwrap_or(u32::MAX))
    }
}

impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Self::plus)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl FromStr for Money {
    type Err = NotMoney;

    fn from_str(text: &str) -> Result<Self, NotMoney> {
        let wrong = || NotMoney(text.to_owned());
        let (whole, cents) = text.split_once('.').ok_or_else(wrong)?;
        if cents.len() != 2 || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return Err(wrong());
        }
        let whole: u32 = whole.parse().map_err(|_| wrong())?;
        let cents: u32 = cents.parse().map_err(|_| wrong())?;
        whole.checked_mul(100).and_then(|amount| amount.checked_add(cents)).map(Self).ok_or_else(wrong)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_and_written_as_decimal_text() {
        for text in ["0.00", "0.05", "24.90", "1234.00", "42949672.95"] {
            assert_eq!(text.parse::<Money>().unwrap().to_string(), text);
        }
        for text in ["", "24", "24.9", "24.905", "-1.00", "+1.00", "1,00", ".10", "42949672.96", "1.0a", "١.00"] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
    }

    #[test]
    fn amounts_add_up_without_overflowing() {
        let price: Money = "12.35".parse().unwrap();
        assert_eq!(price.times(3).plus(price).to_string(), "49.40");
        assert_eq!(price.times(u32::MAX).to_string(), "42949672.95");
    }
}

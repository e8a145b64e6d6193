//! A discount of the shop: a code that takes something off what a charge's items cost. Kept by the shop in Recharge's
//! pages; here it comes from the world, and no call changes it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Id, LineItem, Money, ShippingRate};

/// What a discount's value is, in Recharge's words. Recharge's "shipping" is not among a world's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiscountType {
    /// Percent of what the items cost.
    Percentage,
    /// An amount in the charge's currency.
    FixedAmount,
}

impl DiscountType {
    /// Recharge's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Percentage => "percentage",
            Self::FixedAmount => "fixed_amount",
        }
    }
}

/// A discount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discount {
    /// Recharge's id.
    pub id: Id,
    /// What customers type.
    pub code: String,
    /// An amount, or so many percent: both are decimal text with two places.
    pub value: Money,
    /// Which of the two.
    pub value_type: DiscountType,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Discount {
    /// What it takes off items of that price: rounded to cents, and never more than they cost. Shipping is not discounted.
    pub fn off(&self, items: Money) -> Money {
        match self.value_type {
            DiscountType::Percentage => items.percent(self.value).min(items),
            DiscountType::FixedAmount => self.value.min(items),
        }
    }
}

/// What a charge or an order adds up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// All items, before the discount.
    pub items: Money,
    /// What is taken off.
    pub discounts: Money,
    /// Items without the discount, and shipping.
    pub price: Money,
}

impl Totals {
    /// Adds up items, the discount on them and the shipping.
    pub fn of(items: &[LineItem], discount: Option<&Discount>, shipping: Option<&ShippingRate>) -> Self {
        let items: Money = items.iter().map(LineItem::total).sum();
        let discounts = discount.map_or(Money::ZERO, |discount| discount.off(items));
        let shipping = shipping.map_or(Money::ZERO, |rate| rate.price);
        Self { items, discounts, price: items.minus(discounts).plus(shipping) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn discount(value_type: DiscountType, value: &str) -> Discount {
        Discount {
            id: 1,
            code: "C".to_owned(),
            value: value.parse().unwrap(),
            value_type,
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_percentage_is_rounded_to_cents_and_nothing_falls_below_zero() {
        use DiscountType::{FixedAmount, Percentage};
        for (value_type, value, items, off) in [
            (Percentage, "10.00", "24.90", "2.49"),
            (Percentage, "10.00", "24.94", "2.49"),
            (Percentage, "10.00", "24.95", "2.50"),
            (Percentage, "33.33", "9.99", "3.33"),
            (Percentage, "12.50", "0.04", "0.01"),
            (Percentage, "100.00", "24.90", "24.90"),
            (Percentage, "100.00", "42949672.95", "42949672.95"),
            (FixedAmount, "5.00", "24.90", "5.00"),
            (FixedAmount, "25.00", "24.90", "24.90"),
            (FixedAmount, "5.00", "0.00", "0.00"),
        ] {
            let taken = discount(value_type, value).off(items.parse().unwrap());
            assert_eq!(taken.to_string(), off, "{value} {} off {items}", value_type.as_str());
        }
    }

    proptest! {
        #[test]
        fn no_discount_takes_more_than_the_items_cost(cents in any::<u32>(), percent in 1..=10_000_u32, amount in any::<u32>()) {
            let text = |cents: u32| format!("{}.{:02}", cents / 100, cents % 100);
            let items: Money = text(cents).parse().unwrap();
            let percentage = discount(DiscountType::Percentage, &text(percent)).off(items);
            prop_assert!(percentage <= items);
            let exact = u64::from(cents) * u64::from(percent);
            let taken: u64 = percentage.to_string().replace('.', "").parse().unwrap();
            prop_assert!((taken * 10_000).abs_diff(exact) <= 5_000, "{} of {}", percentage, items);
            prop_assert!(discount(DiscountType::FixedAmount, &text(amount)).off(items) <= items);
        }
    }
}

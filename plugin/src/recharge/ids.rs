//! Ids of Recharge's objects: integers, one type for each kind so that they can't be mixed up.

use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u64);

        impl $name {
            /// The id as the contract has it.
            pub fn get(self) -> u64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<u64> for $name {
            fn from(id: u64) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// A customer.
    CustomerId,
    /// A subscription.
    SubscriptionId,
    /// A charge. It doesn't last: Recharge merges and regenerates charges under new ids.
    ChargeId,
    /// An address.
    AddressId,
    /// An order.
    OrderId,
    /// What a line item bills: a subscription or a one-time product.
    PurchaseItemId,
}

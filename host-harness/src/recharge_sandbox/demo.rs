//! The demo shop: "Morgenrot", coffee and tea and more from Berlin, with a customer in every state worth having.
//!
//! Its tokens are published on purpose. They open nothing but a sandbox that serves this shop.

use jiff::Timestamp;

use super::state::State;
use crate::data_file::DataFileError;

/// A token with every scope the product uses, reading and writing.
pub const TOKEN_FULL: &str = "sk_test_1x1_57ad7a8baff11db23cae35be72ebeb165a5d24d6a6bc9826c786fa57574dc70d";

/// A token that may read everything and change nothing.
pub const TOKEN_READ_ONLY: &str = "sk_test_1x1_6eacc6f0a859a48b172afe483a1850518b698a2d9855ee1e270f45d1ff62a7d8";

/// A token that may neither read nor change charges and orders.
pub const TOKEN_NO_ORDERS: &str = "sk_test_1x1_fb1c55d399c3c9c303ed2bd67d52e47bd42085799611804daf3d123fa5e42727";

/// A token that may do everything but read the store itself.
pub const TOKEN_NO_STORE: &str = "sk_test_1x1_51c9a278ef7e4e4ba96b464b90a9974a3c1e2d7cca32be4ed0bfd702fed88430";

/// The demo shop's world, as a file.
pub const WORLD: &str = include_str!("../../demo/shop.toml");

/// The demo shop as of `now`.
///
/// # Errors
/// None, as long as the file above is as it was built; the type is that of every world.
pub fn world(now: Timestamp) -> Result<State, DataFileError> {
    State::from_world(WORLD, "demo/shop.toml", now)
}

#[cfg(test)]
mod tests;

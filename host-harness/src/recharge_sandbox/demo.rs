//! The demo shop: "Morgenrot", coffee and tea and more from Berlin, with a customer in every state worth having.
//!
//! Its tokens and their client secrets are published on purpose. They open nothing but a sandbox that serves this shop,
//! and sign nothing but its webhooks.

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

/// Signs the webhooks of [`TOKEN_FULL`].
pub const CLIENT_SECRET_FULL: &str = "8042907b75f5d54cf81ebeddd315f73e538d0765d4c6809820cd7d6916774de9";

/// Signs the webhooks of [`TOKEN_READ_ONLY`].
pub const CLIENT_SECRET_READ_ONLY: &str = "956a7873357f4cbc0c7ced2809eaf2c032fbec489da7d64b8dff77ea87c1f148";

/// Signs the webhooks of [`TOKEN_NO_ORDERS`].
pub const CLIENT_SECRET_NO_ORDERS: &str = "c55a7d8496fddef466cc66a8488b0cfd5c7518200e3c929ced064fb54cc617da";

/// Signs the webhooks of [`TOKEN_NO_STORE`].
pub const CLIENT_SECRET_NO_STORE: &str = "a52a8aae22b22a25b6a277bd8e127834e2a816928967a0ee5bc8d768f1d59368";

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

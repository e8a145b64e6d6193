//! The Recharge plugin as a compiled component, built by this crate's build script from the sources beside it.

/// The component's bytes.
pub static COMPONENT: &[u8] = include_bytes!(env!("COMPONENT"));

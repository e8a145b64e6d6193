//! The Rust face of the contract in `wit/`, as wit-bindgen makes it. Nothing is written by hand here.
//!
//! The types exist on every target; the functions behind the imports exist in a component only. Nothing but the
//! component's own glue calls those; everything else goes through [`crate::host::Host`].
#![allow(
    unsafe_code,
    missing_docs,
    clippy::all,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "generated; unsafe code is how it crosses the component's border, and wit/ holds the docs"
)]

wit_bindgen::generate!({
    path: "../wit",
    world: "plugin",
    additional_derives: [PartialEq],
    additional_derives_ignore: ["header-value", "header", "request"],
});

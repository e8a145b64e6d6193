//! Tells the linker to write the component's addresses as short as they are. It leaves five bytes for each of them otherwise,
//! which is 5 % of the component. That needs the debug sections gone; the names of functions stay where a profile keeps them.
#![expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]

use std::env::var;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| var(name).is_ok_and(|given| given == value);
    if is("CARGO_CFG_TARGET_ARCH", "wasm32") && !is("OPT_LEVEL", "0") {
        println!("cargo::rustc-link-arg-cdylib=--strip-debug");
        println!("cargo::rustc-link-arg-cdylib=--compress-relocations");
    }
}

//! Builds the plugin.
fn main() {
    guest_build::build("../Cargo.toml", "armincx_recharge");
}

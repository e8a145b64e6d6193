//! Builds the hostile guest.
fn main() {
    guest_build::build("../Cargo.toml", "hostile_guest");
}

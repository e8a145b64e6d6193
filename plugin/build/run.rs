//! Writes a run of bytes as `src/packed.rs` reads it.

/// A length and so many bytes.
pub fn run(bytes: &[u8], out: &mut Vec<u8>) {
    let mut length = bytes.len();
    while length > 127 {
        out.push(u8::try_from(length & 127).unwrap_or_default() | 128);
        length >>= 7;
    }
    out.push(u8::try_from(length).unwrap_or_default());
    out.extend(bytes);
}

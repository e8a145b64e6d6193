//! What the component carries packed, as it is half of its size then: its texts, and the word tables. The build script packs
//! them.
//!
//! A byte below 128 says how many new bytes follow, less one. Any other is 128 and the length, less four, of a run that
//! stands in the text already; how far back, say the two bytes after it, the lower one first.

use std::sync::OnceLock;

/// What the build script has packed under that name.
macro_rules! packed {
    ($name:literal) => {{
        static PACKED: $crate::packed::Packed =
            $crate::packed::Packed::new(include_bytes!(concat!(env!("OUT_DIR"), "/", $name)));
        &PACKED
    }};
}
pub(crate) use packed;

/// Packed bytes, unpacked when they are first asked for.
#[derive(Debug)]
pub struct Packed {
    packed: &'static [u8],
    bytes: OnceLock<Vec<u8>>,
}

impl Packed {
    /// Bytes out of their packed ones.
    pub const fn new(packed: &'static [u8]) -> Self {
        Self { packed, bytes: OnceLock::new() }
    }

    /// The bytes.
    pub fn bytes(&'static self) -> &'static [u8] {
        self.bytes.get_or_init(|| unpack(self.packed))
    }

    /// The same as the text that they are.
    pub fn text(&'static self) -> &'static str {
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }
}

fn unpack(mut packed: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(packed.len().saturating_mul(3));
    while let Some((head, rest)) = packed.split_first() {
        let head = usize::from(*head);
        match (head.checked_sub(128), rest) {
            (None, _) => {
                let (new, after) = rest.split_at_checked(head.saturating_add(1)).unwrap_or((rest, &[]));
                out.extend_from_slice(new);
                packed = after;
            }
            (Some(more), [low, high, after @ ..]) => {
                let back = usize::from(u16::from_le_bytes([*low, *high]));
                // Byte by byte, since a run may reach into itself.
                for _ in 0..more.saturating_add(4) {
                    let byte = out.len().checked_sub(back).and_then(|at| out.get(at)).copied();
                    out.extend(byte);
                }
                packed = after;
            }
            (Some(_), _) => break,
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_text_is_unpacked_as_it_was() {
        for (unpacked, file) in [
            (packed!("en.ftl"), include_str!("../locales/en.ftl")),
            (packed!("de.ftl"), include_str!("../locales/de.ftl")),
        ] {
            assert!(unpacked.text() == file, "{}", file.lines().next().unwrap());
        }
    }

    #[test]
    fn bytes_that_are_no_packed_text_are_read_without_harm() {
        for bytes in [&[][..], &[5, 1], &[200], &[200, 1], &[200, 0, 0], &[200, 9, 9], &[0, 7, 128, 1, 0], &[255; 9]] {
            super::unpack(bytes);
        }
        assert_eq!(super::unpack(&[0, 7, 128, 1, 0]), [7; 5]);
    }
}

//! Texts that the component carries packed, as they are half of their size then; the build script packs them.
//!
//! A byte below 128 says how many new bytes follow, less one. Any other is 128 and the length, less four, of a run that
//! stands in the text already; how far back, say the two bytes after it, the lower one first.

use std::sync::OnceLock;

/// The text of that file name among those that the build script packs, unpacked when it is first asked for.
macro_rules! packed {
    ($name:literal) => {{
        static TEXT: $crate::packed::Packed =
            $crate::packed::Packed::new(include_bytes!(concat!(env!("OUT_DIR"), "/", $name)));
        TEXT.text()
    }};
}
pub(crate) use packed;

/// A packed text.
#[derive(Debug)]
pub struct Packed {
    bytes: &'static [u8],
    text: OnceLock<String>,
}

impl Packed {
    /// A text out of its packed bytes.
    pub const fn new(bytes: &'static [u8]) -> Self {
        Self { bytes, text: OnceLock::new() }
    }

    /// The text.
    pub fn text(&'static self) -> &'static str {
        self.text.get_or_init(|| String::from_utf8(unpack(self.bytes)).unwrap_or_default())
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
            (packed!("en.txt"), include_str!("message/words/en.txt")),
            (packed!("de.txt"), include_str!("message/words/de.txt")),
            (packed!("kinds.txt"), include_str!("message/words/kinds.txt")),
        ] {
            assert!(unpacked == file, "{}", file.lines().next().unwrap());
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

//! What the component carries packed, as it is a third of its size then: its messages and their names, the schemas of what actions
//! take, the word tables and lists, and the weights of its models. The build script packs them (`build/pack.rs`).
//!
//! Three bytes say how many bytes it was, the lowest first, and one whether they are of words. Then come the steps by which they
//! are made, each a byte or a run that stands already, bit by bit as an arithmetic code: `odds.rs` says how likely each bit is.

use std::sync::OnceLock;

use crate::odds::{Coder, Likely, Step};

/// What the build script has packed under that name.
macro_rules! packed {
    ($name:literal) => {{
        static PACKED: $crate::packed::Packed =
            $crate::packed::Packed::new(include_bytes!(concat!(env!("OUT_DIR"), "/", $name)));
        &PACKED
    }};
}
pub(crate) use packed;

/// The word lists that are packed as one, in their order: most words that one has others have, too.
#[derive(Debug, Clone, Copy)]
pub enum Lists {
    /// Of addresses.
    Address,
    /// Of times.
    Dates,
    /// Of the end of a mail.
    OwnWords,
}

/// The word lists of these.
pub fn packed_lists(which: Lists) -> &'static [u8] {
    let mut rest = packed!("lists").bytes();
    for _ in 0..(which as u8) {
        rest = run(rest).1;
    }
    run(rest).0
}

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
}

/// A *run* that begins here, its length and so many bytes, and what comes after it. A length has seven bits in a byte, the lowest
/// first, and 128 more in each but the last.
pub fn run(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (mut length, mut shift, mut rest) = (0_usize, 0_u32, bytes);
    while let Some((byte, after)) = rest.split_first() {
        length |= usize::from(byte & 127).checked_shl(shift).unwrap_or_default();
        shift = shift.saturating_add(7);
        rest = after;
        if *byte < 128 {
            break;
        }
    }
    rest.split_at_checked(length).unwrap_or_default()
}

fn unpack(packed: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    // What is cut off or makes no sense ends where it does; nothing that the build script packs is.
    let _: Option<()> = unpack_into(packed, &mut out);
    out
}

fn unpack_into(packed: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let ([low, middle, high, words], rest) = packed.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes([*low, *middle, *high, 0])).ok()?;
    let mut likely = Likely::new(*words == 1);
    let mut bits = Bits::new(rest);
    out.reserve_exact(length);
    while out.len() < length {
        let mut last = out.iter().rev().copied();
        let before = [last.next().unwrap_or_default(), last.next().unwrap_or_default()];
        match likely.step(&mut bits, before, Step::New(0))? {
            Step::New(byte) => out.push(byte),
            Step::Old(mut more, back) => {
                let mut from = out.len().checked_sub(back)?;
                // A run may reach into itself.
                while more > 0 {
                    let run = more.min(out.len().checked_sub(from)?);
                    out.extend_from_within(from..from.checked_add(run)?);
                    from = from.checked_add(run)?;
                    more = more.checked_sub(run)?;
                }
            }
        }
    }
    Some(())
}

/// Bits of an arithmetic code: what is read lies between two numbers that come nearer to each other with each bit.
struct Bits<'t> {
    rest: &'t [u8],
    low: u32,
    high: u32,
    read: u32,
    /// Bytes that were read behind the end.
    beyond: u8,
}

impl<'t> Bits<'t> {
    fn new(packed: &'t [u8]) -> Self {
        let mut bits = Self { rest: packed, low: 0, high: u32::MAX, read: 0, beyond: 0 };
        for _ in 0..4 {
            bits.next();
        }
        bits
    }

    fn next(&mut self) {
        let byte = match self.rest.split_first() {
            Some((byte, rest)) => {
                self.rest = rest;
                *byte
            }
            None => {
                self.beyond = self.beyond.saturating_add(1);
                0
            }
        };
        self.read = (self.read << 8) | u32::from(byte);
    }
}

impl Coder for Bits<'_> {
    fn code(&mut self, chance: u16, _: usize) -> Option<usize> {
        let middle = crate::odds::middle(self.low, self.high, chance);
        let bit = self.read > middle;
        if bit {
            self.low = middle.wrapping_add(1);
        } else {
            self.high = middle;
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.low <<= 8;
            self.high = (self.high << 8) | 255;
            self.next();
        }
        (self.beyond <= 4).then_some(usize::from(bit))
    }
}

#[cfg(test)]
mod tests {
    use super::{Lists, packed_lists, run};
    use crate::message::address::table;
    use crate::message::dates::sense;
    use crate::message::lists::lists;
    use crate::message::own_words::words;
    use crate::message::sense::Sense;
    use crate::message::tables::{Meaning, compile};

    #[test]
    fn the_tables_are_unpacked_as_they_were() {
        let number = |name: &str| Sense::ALL.iter().position(|sense| Some(*sense) == Sense::named(name));
        let (english, rest) = run(packed!("words").bytes());
        let (german, rest) = run(rest);
        assert!(rest.is_empty());
        for (unpacked, table, meaning) in [
            (english, include_str!("message/words/en.txt"), Meaning::Heading(&number)),
            (german, include_str!("message/words/de.txt"), Meaning::Heading(&number)),
            (packed!("kinds").bytes(), include_str!("message/words/kinds.txt"), Meaning::Line),
        ] {
            assert!(compile(table, meaning).as_deref() == Ok(unpacked), "{:?}", table.lines().next());
        }
    }

    #[test]
    fn the_lists_of_addresses_are_unpacked_as_they_were() {
        let texts = [
            include_str!("message/address/words/en.txt"),
            include_str!("message/address/words/de.txt"),
            include_str!("message/address/words/world.txt"),
            include_str!("message/address/words/names.txt"),
        ];
        let laid: Vec<u8> = texts.iter().flat_map(|text| lists(text, &table::numbered).unwrap()).collect();
        assert!(laid == packed_lists(Lists::Address));
    }

    #[test]
    fn the_lists_of_times_are_unpacked_as_they_were() {
        let (english, rest) = run(packed_lists(Lists::Dates));
        let (german, rest) = run(rest);
        assert!(rest.is_empty());
        for (unpacked, text) in [
            (english, include_str!("message/dates/words/en.txt")),
            (german, include_str!("message/dates/words/de.txt")),
        ] {
            assert!(lists(text, &sense::numbered).as_deref() == Ok(unpacked));
        }
    }

    #[test]
    fn the_lists_of_the_end_of_a_mail_are_unpacked_as_they_were() {
        let texts = [include_str!("message/own_words/words/en.txt"), include_str!("message/own_words/words/de.txt")];
        let laid: Vec<u8> = texts.iter().flat_map(|text| lists(text, &words::numbered).unwrap()).collect();
        assert!(laid == packed_lists(Lists::OwnWords));
    }

    #[test]
    fn bytes_that_are_nothing_packed_are_read_without_harm() {
        let packed = include_bytes!(concat!(env!("OUT_DIR"), "/kinds"));
        for length in (0..packed.len()).step_by(61) {
            super::unpack(&packed[..length]);
        }
        assert!(super::unpack(&[255, 255, 255, 1, 9]).len() < 1000, "it ends where its bytes end");
        for at in 3..20 {
            for byte in [0, 0x77, 0xFF] {
                let mut broken = packed.to_vec();
                broken[at] = byte;
                assert!(super::unpack(&broken).len() <= 0x00FF_FFFF + 258);
            }
        }
    }
}

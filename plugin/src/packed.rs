//! What the component carries packed, as it is a third of its size then: its messages and their names, the schemas of what actions
//! take, the word tables and lists, and the weights of its models. The build script packs them (`build/pack.rs`).
//!
//! Three bytes say how many bytes it was, the lowest first. Then half a byte for each *symbol* says how many bits its code
//! has, the upper half first, and 0 for a symbol that doesn't occur. Then come the codes, the highest bit first.
//!
//! - The code is Huffman's in its canonical form: shorter ones are smaller, and of one length those of smaller symbols.
//! - A symbol below 256 is a byte. The next sixteen begin the length, less three, of a run that stands already; a symbol of
//!   the last thirty-two follows, with a code of its own, and begins how far back, less one.
//! - Up to 3, what begins a number is the number. Of others it says how many bits follow, and what two stand before them.

use std::sync::OnceLock;

/// The first symbol of a length, and how many symbols there are of bytes and lengths together.
const LENGTHS: usize = 256;
const STEPS: usize = LENGTHS + 16;
/// Bytes of the lengths of all codes.
const HEAD: usize = (STEPS + 32) / 2;
/// The bits of the longest code.
const BITS: u32 = 12;

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
    let ([low, middle, high], rest) = packed.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes([*low, *middle, *high, 0])).ok()?;
    let (head, rest) = rest.split_at_checked(HEAD)?;
    let lengths: Vec<u8> = head.iter().flat_map(|two| [two >> 4, two & 15]).collect();
    let (steps, back) = lengths.split_at_checked(STEPS)?;
    let (steps, back) = (codes(steps), codes(back));
    let mut bits = Bits { packed: rest, at: 0, held: 0 };
    out.reserve_exact(length);
    while out.len() < length {
        // For a step at once: no more than two codes and the bits of two numbers, 44 in all.
        bits.fill()?;
        let symbol = bits.symbol(&steps)?;
        if let Ok(byte) = u8::try_from(symbol) {
            out.push(byte);
            continue;
        }
        let mut more = bits.number(symbol.checked_sub(LENGTHS)?)?.saturating_add(3);
        let begin = bits.symbol(&back)?;
        let mut from = out.len().checked_sub(bits.number(begin)?.saturating_add(1))?;
        // A run may reach into itself.
        while more > 0 {
            let run = more.min(out.len().checked_sub(from)?);
            out.extend_from_within(from..from.checked_add(run)?);
            from = from.checked_add(run)?;
            more = more.checked_sub(run)?;
        }
    }
    Some(())
}

/// By the next bits, as many as the longest code has: the symbol, and below it, in four bits, the length of its code.
fn codes(lengths: &[u8]) -> Vec<u16> {
    let mut out = Vec::with_capacity(1 << BITS);
    for bits in 1..=BITS {
        let same = (0_u16..).zip(lengths).filter(|(_, length)| u32::from(**length) == bits);
        for (symbol, length) in same {
            let many = 1_usize << BITS.saturating_sub(bits);
            out.extend(std::iter::repeat_n((symbol << 4) | u16::from(*length), many));
        }
    }
    out
}

/// Bits that are read from the highest on.
struct Bits<'t> {
    packed: &'t [u8],
    /// How many are read.
    at: usize,
    /// The next ones, 57 at least after they are filled up.
    held: u64,
}

impl Bits<'_> {
    fn fill(&mut self) -> Option<()> {
        let next = self.packed.get(self.at / 8..)?.first_chunk()?;
        self.held = u64::from_be_bytes(*next) << (self.at % 8);
        Some(())
    }

    fn take(&mut self, count: u16) {
        self.at = self.at.saturating_add(usize::from(count));
        self.held <<= count;
    }

    fn symbol(&mut self, codes: &[u16]) -> Option<usize> {
        let code = *codes.get(usize::try_from(self.held >> 64_u32.saturating_sub(BITS)).ok()?)?;
        self.take(code & 15);
        Some(usize::from(code >> 4))
    }

    /// The number of that beginning.
    fn number(&mut self, begin: usize) -> Option<usize> {
        if begin < 4 {
            return Some(begin);
        }
        let count = u16::try_from(begin / 2).ok()?.checked_sub(1)?;
        let more = self.held.checked_shr(64_u32.checked_sub(count.into())?)?;
        self.take(count);
        Some(((2 | (begin & 1)) << count) | usize::try_from(more).ok()?)
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
        for length in 0..packed.len() {
            super::unpack(&packed[..length]);
        }
        for at in 0..200 {
            for byte in [0, 1, 0x77, 0xC4, 0xFF] {
                let mut broken = packed.to_vec();
                broken[at] = byte;
                assert!(super::unpack(&broken).len() <= 0x00FF_FFFF + 258);
            }
        }
    }
}

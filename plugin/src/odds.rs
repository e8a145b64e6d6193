//! What is likely to come next in packed bytes, by what came before. The build script packs by this and the component unpacks by
//! it (`packed.rs` says in what form), so both take every step alike.

/// The lengths of a run that stood before.
pub const SHORTEST: usize = 3;
/// Where the odds of each kind begin in the list of all.
const AGAIN: usize = 2;
const LENGTH: usize = 4;
const BACK: usize = LENGTH + 2 * 16;
const BYTE: usize = 256;
const AFTER_ONE: usize = BYTE + 256;
const AFTER_TWO: usize = AFTER_ONE + 256 * 256;
const ALL: usize = AFTER_TWO + 256 * 256;
/// Half of the chances.
const EVEN: u16 = 1 << 15;
/// A chance is never nearer to none or all than so.
const LEAST: u16 = 32;
/// What was seen more often than so counts no more.
const MOST_SEEN: u16 = 60;

/// A byte, or a run that stood before: its length, and how far back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A byte.
    New(u8),
    /// A run.
    Old(usize, usize),
}

/// What writes or reads bits by how likely they are.
pub trait Coder {
    /// One bit that is 0 with a chance of so many out of 65536. Who writes writes the bit; who reads gives back another one, or
    /// nothing when there are no more.
    fn code(&mut self, chance: u16, bit: usize) -> Option<usize>;
}

/// How likely a bit is 0, and how often it was seen.
#[derive(Debug, Clone, Copy)]
struct Odds {
    chance: u16,
    seen: u16,
}

/// What having been seen so often means: by how much the next time counts, out of 65536, and how far the odds of a rarer case are
/// to be trusted, out of 256. Worked out once, as a division for each bit would be most of the time.
#[derive(Debug, Clone, Copy)]
struct Seen {
    share: u32,
    trust: i32,
}

impl Seen {
    fn of(seen: u16) -> Self {
        let twice = u32::from(seen).wrapping_mul(2);
        let times = twice.wrapping_add(3);
        let trust = twice.wrapping_mul(230).checked_div(times).and_then(|trust| i32::try_from(trust).ok());
        Self { share: 131_072_u32.checked_div(times).unwrap_or_default(), trust: trust.unwrap_or_default() }
    }
}

impl Odds {
    fn learn(&mut self, bit: usize, share: u32) {
        let part = |left: u16| u16::try_from(u32::from(left).wrapping_mul(share) >> 16).unwrap_or(left);
        self.chance = if bit == 0 {
            self.chance.wrapping_add(part(u16::MAX.wrapping_sub(self.chance)))
        } else {
            self.chance.wrapping_sub(part(self.chance))
        };
        self.chance = self.chance.clamp(LEAST, u16::MAX - LEAST);
        self.seen = self.seen.wrapping_add(1).min(MOST_SEEN);
    }
}

/// The odds of everything that can come.
#[derive(Debug)]
pub struct Likely {
    odds: Vec<Odds>,
    seen: Vec<Seen>,
    /// Whether bytes depend on what stands before them, as those of words do.
    words: bool,
    /// Whether the last step was a run.
    ran: usize,
    /// How far back the last run stood.
    back: usize,
}

impl Likely {
    /// Nothing is known yet.
    pub fn new(words: bool) -> Self {
        let count = if words { ALL } else { AFTER_ONE };
        let seen = (0..=MOST_SEEN).map(Seen::of).collect();
        Self { odds: vec![Odds { chance: EVEN, seen: 0 }; count], seen, words, ran: 0, back: 0 }
    }

    /// The next step, where those two bytes came last, the nearer one first. Nothing when there are no more bits.
    pub fn step<C: Coder>(&mut self, coder: &mut C, before: [u8; 2], step: Step) -> Option<Step> {
        let (length, back) = match step {
            Step::New(_) => (0, 1),
            Step::Old(length, back) => (length.wrapping_sub(SHORTEST), back),
        };
        if self.bit(coder, &[self.ran], usize::from(matches!(step, Step::Old(..))))? == 0 {
            let byte = if let Step::New(byte) = step { byte } else { 0 };
            self.ran = 0;
            return Some(Step::New(self.byte(coder, before, byte)?));
        }
        let again = self.bit(coder, &[AGAIN | self.ran], usize::from(back == self.back))?;
        let length = self.number(coder, LENGTH.wrapping_add(again.wrapping_mul(16)), 4, length)?;
        if again == 0 {
            let place = BACK.wrapping_add(length.min(3).wrapping_mul(32));
            self.back = self.number(coder, place, 5, back.wrapping_sub(1))?.wrapping_add(1);
        }
        self.ran = 1;
        // Nothing that was written says a run again before the first.
        (self.back > 0).then_some(Step::Old(length.wrapping_add(SHORTEST), self.back))
    }

    /// A bit by the odds at these places, from the commonest case to the rarest.
    fn bit<C: Coder>(&mut self, coder: &mut C, places: &[usize], bit: usize) -> Option<usize> {
        let mut chance: Option<i32> = None;
        for place in places {
            let odds = self.odds.get(*place)?;
            let own = i32::from(odds.chance);
            // The commonest case counts whole, a rarer one as far as it is known.
            let trust = self.seen.get(usize::from(odds.seen))?.trust;
            let more = |chance: i32| chance.wrapping_add(own.wrapping_sub(chance).wrapping_mul(trust) >> 8);
            chance = Some(chance.map_or(own, more));
        }
        let chance = chance.and_then(|chance| u16::try_from(chance).ok()).unwrap_or(EVEN);
        let bit = coder.code(chance, bit)?;
        for place in places {
            let odds = self.odds.get_mut(*place)?;
            odds.learn(bit, self.seen.get(usize::from(odds.seen))?.share);
        }
        Some(bit)
    }

    /// A byte, bit by bit.
    fn byte<C: Coder>(&mut self, coder: &mut C, [near, far]: [u8; 2], byte: u8) -> Option<u8> {
        let after_one = usize::from(near).wrapping_mul(256);
        let after_two = after_one.wrapping_add(far.into()).wrapping_mul(40_503);
        let mut node = 1_usize;
        let mut left = usize::from(byte);
        while node < 256 {
            left = left.wrapping_mul(2);
            let after_two = after_two.wrapping_add(node.wrapping_mul(2_657)) & 65_535;
            let places = [BYTE | node, AFTER_ONE.wrapping_add(after_one | node), AFTER_TWO.wrapping_add(after_two)];
            let count = if self.words { 3 } else { 1 };
            let bit = self.bit(coder, places.get(..count)?, (left >> 8) & 1)?;
            node = node.wrapping_mul(2) | bit;
        }
        u8::try_from(node & 255).ok()
    }

    /// A number: how many bits it has and the highest two of them by their odds, the others even.
    fn number<C: Coder>(&mut self, coder: &mut C, place: usize, bits: usize, number: usize) -> Option<usize> {
        let (begin, rest, _) = parted(number);
        let mut node = 1_usize;
        for at in (0..bits).rev() {
            let bit = self.bit(coder, &[place.wrapping_add(node)], (begin >> at) & 1)?;
            node = node.wrapping_mul(2) | bit;
        }
        let begin = node & ((1 << bits) - 1);
        let count = (begin / 2).saturating_sub(1);
        let mut value = if begin < 4 { begin } else { 2 | (begin & 1) };
        for at in (0..count).rev() {
            let bit = coder.code(EVEN, (rest >> at) & 1)?;
            value = value.wrapping_mul(2) | bit;
        }
        Some(value)
    }
}

/// The beginning of a number, its other bits, and how many these are. Up to 3 the beginning is the number.
pub fn parted(value: usize) -> (usize, usize, usize) {
    let mut count = 0_usize;
    while value >> count > 3 {
        count = count.wrapping_add(1);
    }
    (count.wrapping_mul(2).wrapping_add(value >> count), value & ((1_usize << count).wrapping_sub(1)), count)
}

/// Where what lies between two numbers is parted for a bit: below for a 0, above for a 1.
pub fn middle(low: u32, high: u32, chance: u16) -> u32 {
    let part = u64::from(high.wrapping_sub(low)).wrapping_mul(chance.into()) >> 16;
    low.wrapping_add(u32::try_from(part).unwrap_or_default())
}

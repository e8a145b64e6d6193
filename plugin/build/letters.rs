//! Small letters as `src/letters.rs` reads them, from the standard library; and for what is also compiled into this script.

/// The small letter of a letter.
pub fn small(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// Capitals in runs of eight bytes: the first one, how many more there are, how far from one to the next, and the small letter of
/// the first. Letters have three bytes, the lowest first.
pub fn runs() -> Vec<u8> {
    let mut runs: Vec<(u32, u32, u32, u32)> = Vec::new();
    for letter in ('\u{80}'..=char::MAX).filter(|letter| small(*letter) != *letter) {
        let (code, to) = (u32::from(letter), u32::from(small(letter)));
        if let Some((first, more, step, first_to)) = runs.last_mut() {
            let next = code - (*first + *more * *step);
            let fits = if *more == 0 { next < 3 } else { next == *step && *more < 255 };
            if fits && to.checked_sub(*first_to) == Some(code - *first) {
                (*more, *step) = (*more + 1, next);
                continue;
            }
        }
        runs.push((code, 0, 1, to));
    }
    let three = |code: u32| code.to_le_bytes().into_iter().take(3);
    let bytes = |number: u32| number.to_le_bytes().into_iter().take(1);
    let laid = |(first, more, step, to)| three(first).chain(bytes(more)).chain(bytes(step)).chain(three(to));
    runs.into_iter().flat_map(laid).collect()
}

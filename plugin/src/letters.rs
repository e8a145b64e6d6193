//! Small letters. The standard library knows them by a table of eleven kilobytes; laid out in runs (`build/letters.rs`) and packed
//! they are less than one, and the component has a million bytes.

use crate::packed::packed;

/// The small letter of a letter, as the standard library has it; any other character as it is. The one capital that becomes two
/// characters there, the Turkish dotted "İ", is a plain "i" here.
pub fn small(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    let (runs, _) = packed!("letters").bytes().as_chunks::<8>();
    let code = u32::from(letter);
    let after = runs.partition_point(|run| first(run) <= code);
    let run = after.checked_sub(1).and_then(|at| runs.get(at));
    run.and_then(|run| inside(run, code)).unwrap_or(letter)
}

/// The first capital of a run.
fn first([low, middle, high, ..]: &[u8; 8]) -> u32 {
    u32::from_le_bytes([*low, *middle, *high, 0])
}

/// The small letter where the run has that capital. After the first capital stand how many more there are, how far from one to
/// the next, and the small letter of the first.
fn inside(run: &[u8; 8], code: u32) -> Option<char> {
    let [.., more, step, low, middle, high] = run;
    let far = code.checked_sub(first(run))?;
    let has = far.checked_rem((*step).into())? == 0 && far.checked_div((*step).into())? <= u32::from(*more);
    char::from_u32(u32::from_le_bytes([*low, *middle, *high, 0]).checked_add(far)?).filter(|_| has)
}

#[cfg(test)]
mod tests {
    use super::small;

    #[test]
    fn every_letter_is_small_as_the_standard_library_has_it() {
        for letter in '\0'..=char::MAX {
            let mut theirs = letter.to_lowercase();
            assert_eq!(Some(small(letter)), theirs.next(), "{letter:?}");
            assert_eq!(theirs.next().is_some(), letter == 'İ', "{letter:?}");
        }
    }
}

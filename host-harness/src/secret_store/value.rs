//! What counts as a secret: one line of visible ASCII, because it goes into an HTTP header.

use secrecy::{ExposeSecret, SecretString};

/// Longest secret, in bytes. Recharge's tokens have about 70; other vendors' signed tokens have up to 2 KiB.
pub const MAX_SECRET_BYTES: usize = 4096;

/// Why something is no secret. The value is never in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidSecret {
    /// Nothing, or blanks alone.
    #[error("it is empty: paste the token as the vendor shows it")]
    Empty,
    /// Longer than any token.
    #[error("it has more than {MAX_SECRET_BYTES} bytes: paste the token alone")]
    TooLong,
    /// Something that no header can carry: a line break, a blank, a letter outside ASCII.
    #[error("character {position} is not visible ASCII: paste the token alone, in one line")]
    Character {
        /// Which one, from 1.
        position: usize,
    },
}

/// A secret as a person pastes it: blanks and line breaks around it are taken off.
///
/// # Errors
///
/// [`InvalidSecret`] when what is left is empty, too long, or not visible ASCII.
pub fn parse_pasted(text: &str) -> Result<SecretString, InvalidSecret> {
    let secret = SecretString::from(text.trim());
    check(&secret).map(|()| secret)
}

/// Judges a value as it is.
pub(super) fn check(secret: &SecretString) -> Result<(), InvalidSecret> {
    let text = secret.expose_secret();
    if text.is_empty() {
        return Err(InvalidSecret::Empty);
    }
    if text.len() > MAX_SECRET_BYTES {
        return Err(InvalidSecret::TooLong);
    }
    match text.chars().position(|character| !character.is_ascii_graphic()) {
        Some(index) => Err(InvalidSecret::Character { position: index.saturating_add(1) }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_around_a_pasted_token_is_taken_off() {
        for text in ["sk_1x1_ab", " sk_1x1_ab\r\n", "\n\tsk_1x1_ab \u{a0}"] {
            assert_eq!(parse_pasted(text).unwrap().expose_secret(), "sk_1x1_ab", "{text:?}");
        }
    }

    #[test]
    fn what_no_header_can_carry_is_refused_without_repeating_it() {
        let long = "x".repeat(MAX_SECRET_BYTES + 1);
        for (text, error) in [
            ("", InvalidSecret::Empty),
            (" \r\n", InvalidSecret::Empty),
            (long.as_str(), InvalidSecret::TooLong),
            ("canary 1", InvalidSecret::Character { position: 7 }),
            ("canary\r\nX-Evil: 1", InvalidSecret::Character { position: 7 }),
            ("canäry", InvalidSecret::Character { position: 4 }),
            ("canary\0", InvalidSecret::Character { position: 7 }),
        ] {
            let refused = parse_pasted(text).unwrap_err();
            assert_eq!(refused, error, "{text:?}");
            assert!(!format!("{refused} {refused:?}").contains("can"), "{refused}");
        }
        assert!(parse_pasted(&long[1..]).is_ok());
    }
}

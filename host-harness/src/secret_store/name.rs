//! Names of connections and secrets, and their spelling in places that take few characters.

use super::error::SecretStoreError;

/// Longest encoded name; two of them and a suffix fit the 255 bytes that file systems allow.
const MAX_ENCODED_BYTES: usize = 100;

/// Why something is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidName {
    /// It is empty.
    #[error("it is empty")]
    Empty,
    /// It is too long.
    #[error("it is too long; use at most 33 characters, or up to 100 of a-z, 0-9 and \"-\"")]
    TooLong,
}

/// Checks both names; every place takes what passes.
pub(super) fn check(connection: &str, name: &str) -> Result<(), SecretStoreError> {
    encode(connection).map_err(|problem| SecretStoreError::Name { what: "connection", problem })?;
    encode(name).map_err(|problem| SecretStoreError::Name { what: "secret", problem })?;
    Ok(())
}

/// Both names in one text of `a-z`, `0-9`, "-", "_" and one ".": different names give different texts, also where upper
/// and lower case are the same, and none of them is a path.
pub(super) fn joined(connection: &str, name: &str) -> Result<String, SecretStoreError> {
    check(connection, name)?;
    let text = |name| encode(name).unwrap_or_default();
    Ok(format!("{}.{}", text(connection), text(name)))
}

fn encode(name: &str) -> Result<String, InvalidName> {
    if name.is_empty() {
        return Err(InvalidName::Empty);
    }
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("_{byte:02x}"));
        }
        if encoded.len() > MAX_ENCODED_BYTES {
            return Err(InvalidName::TooLong);
        }
    }
    Ok(encoded)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_spelled_without_anything_a_path_knows() {
        for (connection, name, spelled) in [
            ("demo-shop", "recharge-token", "demo-shop.recharge-token"),
            ("../../etc/passwd", "x", "_2e_2e_2f_2e_2e_2fetc_2fpasswd.x"),
            ("Shop", "a_b.c", "_53hop.a_5fb_2ec"),
            ("ä", "\0", "_c3_a4._00"),
        ] {
            assert_eq!(joined(connection, name).unwrap(), spelled);
        }
    }

    #[test]
    fn empty_and_endless_names_are_refused() {
        assert!(matches!(
            check("", "x"),
            Err(SecretStoreError::Name { what: "connection", problem: InvalidName::Empty })
        ));
        let long = "a".repeat(101);
        assert!(matches!(
            check("x", &long),
            Err(SecretStoreError::Name { what: "secret", problem: InvalidName::TooLong })
        ));
        assert!(check(&long[1..], &"Ä".repeat(16)).is_ok());
    }

    proptest! {
        #[test]
        fn different_names_never_share_a_spelling(a in ".{1,6}", b in ".{1,6}", c in ".{1,6}", d in ".{1,6}") {
            let (first, second) = (joined(&a, &b).unwrap(), joined(&c, &d).unwrap());
            prop_assert_eq!(first.eq_ignore_ascii_case(&second), (a, b) == (c, d));
            prop_assert!(first.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)));
        }
    }
}

//! The ticket's e-mail address, as customers are looked for by it.
//!
//! The address is compared without regard to case and otherwise as it is: what stands behind a plus belongs to it,
//! since "anna+shop@" and "anna@" may be two customers.

use crate::text::lower;
use email_address::{EmailAddress, Options};

use crate::text;

/// The longest address, in bytes (RFC 5321).
const LONGEST: usize = 254;

/// The address that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    typed: String,
    lower: String,
}

/// The contact's address is malformed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MalformedEmail {
    /// It is too long.
    #[error("an e-mail address has at most {LONGEST} bytes, this one has {0}")]
    TooLong(usize),
    /// It has characters that can't be seen or reorder text.
    #[error("the e-mail address has control or invisible characters")]
    Invisible,
    /// It isn't one by the rules for addresses.
    #[error("the e-mail address is malformed: {0}")]
    Form(#[from] email_address::Error),
}

impl Email {
    /// Reads an address; white space around it is dropped.
    pub fn parse(given: &str) -> Result<Self, MalformedEmail> {
        let typed = given.trim();
        if typed.len() > LONGEST {
            return Err(MalformedEmail::TooLong(typed.len()));
        }
        if typed.chars().any(|c| c.is_control() || c.is_whitespace() || text::is_invisible(c)) {
            return Err(MalformedEmail::Invisible);
        }
        EmailAddress::parse_with_options(typed, Options::default().without_display_text())?;
        Ok(Self { typed: typed.to_owned(), lower: lower(typed) })
    }

    /// The address as it was typed.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// The spellings to ask Recharge for: as typed, and in lower case where that differs.
    pub fn spellings(&self) -> Vec<&str> {
        let mut spellings = vec![self.typed.as_str()];
        spellings.extend((self.lower != self.typed).then_some(self.lower.as_str()));
        spellings
    }

    /// True iff `other` is this address but for case. An upstream that ignores the filter must not show other
    /// customers.
    pub fn matches(&self, other: &str) -> bool {
        lower(other.trim()) == self.lower
    }

    /// True iff `other` is this address letter by letter.
    pub fn is_exactly(&self, other: &str) -> bool {
        other.trim() == self.typed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plus_tags_and_dots_belong_to_the_address() {
        let email = Email::parse(" Anna+Shop@Example.com ").unwrap();
        assert_eq!(email.spellings(), ["Anna+Shop@Example.com", "anna+shop@example.com"]);
        assert!(email.matches("anna+shop@EXAMPLE.com"));
        assert!(!email.matches("anna@example.com"));
        assert!(!email.matches("an.na+shop@example.com"));
        assert!(!email.is_exactly("anna+shop@example.com"));
    }

    #[test]
    fn an_address_in_lower_case_is_asked_for_once() {
        assert_eq!(Email::parse("anna@example.com").unwrap().spellings(), ["anna@example.com"]);
    }

    #[test]
    fn addresses_in_other_scripts_are_addresses() {
        let email = Email::parse("JÜRGEN@BÜCHER.example").unwrap();
        assert!(email.matches("jürgen@bücher.example"));
        assert!(Email::parse("用户@例子.广告").is_ok());
    }

    #[test]
    fn malformed_addresses_are_refused() {
        let long = format!("{}@example.com", "a".repeat(300));
        let many = [
            "",
            " ",
            "anna",
            "@example.com",
            "anna@",
            "a b@example.com",
            "anna@exa mple.com",
            "a\n@example.com",
            "a\0@example.com",
            "a\u{202E}@example.com",
            "Anna <anna@example.com>",
            "a@@example.com",
            "a@b@example.com",
            &long,
        ];
        for given in many {
            assert!(Email::parse(given).is_err(), "{given:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange_to_be_judged(given in "\\PC{0,80}|[\u{0}-\u{10FFFF}]{0,40}@[\u{0}-\u{10FFFF}]{0,40}") {
            if let Ok(email) = Email::parse(&given) {
                prop_assert!(email.is_exactly(&given));
                prop_assert!(email.matches(&given));
            }
        }
    }
}

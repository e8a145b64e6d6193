//! How sure the host has to be of the writer for what is asked: the one place where that is decided.

use crate::contract::Identity;

/// What a message can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// Any of the five changes.
    Change,
    /// An answer out of the customer's own data.
    Personal,
    /// An answer that is the same for everybody.
    General,
}

/// True iff somebody of that identity gets what they ask for.
///
/// | matter | authenticated | alias | forwarded | unverified |
/// | --- | --- | --- | --- | --- |
/// | cancel, skip, unskip, move a date, change an address | yes | yes | no | no |
/// | dates, prices, addresses, what is skipped | yes | yes | no | no |
/// | how something is done | yes | yes | yes | yes |
///
/// All five changes have one minimum: each of them costs the customer a delivery or sends it somewhere, and a person who
/// approves sees the words, not who wrote them. Below the minimum a proof is asked for, and what was said is not kept: a
/// wish counts when somebody says it who may.
pub fn suffices(identity: Identity, matter: Matter) -> bool {
    match identity {
        Identity::Authenticated | Identity::Alias => true,
        Identity::Forwarded | Identity::Unverified => matter == Matter::General,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_known_sender_changes_or_learns_anything_of_their_own() {
        for identity in [Identity::Authenticated, Identity::Alias, Identity::Forwarded, Identity::Unverified] {
            let known = matches!(identity, Identity::Authenticated | Identity::Alias);
            assert_eq!(suffices(identity, Matter::Change), known, "{identity:?}");
            assert_eq!(suffices(identity, Matter::Personal), known, "{identity:?}");
            assert!(suffices(identity, Matter::General), "{identity:?}");
        }
    }
}

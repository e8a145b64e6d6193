//! How long a plan that is being carried out may wait to see what it wrote. Pure.
//!
//! A guest may look for as long as its call has time: what Recharge took shows late, sometimes by a minute. Where there is
//! less to wait for, people wait less: a write that got no answer, or an error, shows within seconds or was not carried out,
//! and while reads get no answer either, nothing can be seen at all. Waiting less never makes an outcome better: what could
//! not be seen stays unknown, and nothing is sent again.

use std::time::Duration;

/// The longest wait for what nobody has confirmed: six times what Recharge takes to compute charges anew, and what somebody
/// who watches puts up with.
pub(super) const UNCONFIRMED: Duration = Duration::from_secs(30);

/// What waiting is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Watch {
    /// A write left, and its answer doesn't say whether it was carried out.
    pub(super) unclear: bool,
    /// Since the last wait there were reads, and none of them showed anything.
    pub(super) blind: bool,
}

/// Whether a guest that has waited for so long may wait once more.
pub(super) fn allows(watch: Watch, waited: Duration, pause: Duration) -> bool {
    !(watch.unclear || watch.blind) || waited.saturating_add(pause) <= UNCONFIRMED
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_was_taken_and_can_be_read_is_waited_for_as_long_as_the_call_has_time() {
        let watch = Watch { unclear: false, blind: false };
        assert!(allows(watch, 60 * SECOND, 60 * SECOND));
    }

    #[test]
    fn what_nobody_confirmed_is_waited_for_half_a_minute_and_no_longer() {
        for (unclear, blind) in [(true, false), (false, true), (true, true)] {
            let watch = Watch { unclear, blind };
            assert!(allows(watch, 16 * SECOND, 14 * SECOND), "{watch:?}");
            assert!(!allows(watch, 30 * SECOND, SECOND), "{watch:?}");
            assert!(!allows(watch, Duration::ZERO, Duration::MAX), "{watch:?}");
        }
    }
}

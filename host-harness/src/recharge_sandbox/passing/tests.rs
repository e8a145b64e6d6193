//! Time passes the same way in one go and day by day, and never leaves a store broken.

use proptest::prelude::*;

use super::*;
use crate::recharge_sandbox::invariants::check;
use crate::recharge_sandbox::{State, demo};

fn advance(state: &mut State, by: Advance) {
    let to = by.target(state).unwrap();
    commit_all(state);
    while step(state, to).is_some() {}
}

fn demo_shop() -> State {
    demo::world("2026-11-22T20:00:00Z".parse().unwrap()).unwrap()
}

#[test]
fn a_month_in_one_go_is_a_month_day_by_day() {
    let (mut at_once, mut daily) = (demo_shop(), demo_shop());
    advance(&mut at_once, Advance::Days(31));
    for _ in 0..31 {
        advance(&mut daily, Advance::Days(1));
        assert_eq!(check(&daily), []);
    }
    assert_eq!(at_once, daily);
}

#[test]
fn how_far_is_said_in_several_ways() {
    for (text, expected) in [
        ("7d", Advance::Days(7)),
        ("2w", Advance::Days(14)),
        ("36h", Advance::Seconds(129_600)),
        ("30min", Advance::Seconds(1800)),
        ("2026-12-24", Advance::Day("2026-12-24".parse().unwrap())),
        ("2026-12-24T09:00:00Z", Advance::Moment("2026-12-24T09:00:00Z".parse().unwrap())),
    ] {
        assert_eq!(text.parse(), Ok(expected), "{text}");
    }
    for text in ["", "d", "7", "7x", "-7d", "1.5d", "2026-13-01", "99999999999d", "seven days", "7d "] {
        assert!(text.parse::<Advance>().is_err(), "{text:?}");
    }
}

#[test]
fn summer_time_does_not_shift_a_day() {
    let mut state = demo::world("2027-03-27T20:00:00Z".parse().unwrap()).unwrap();
    advance(&mut state, Advance::Days(1));
    assert_eq!(state.now.to_string(), "2027-03-28T19:00:00Z", "the same hour in Berlin");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn the_demo_shop_stays_whole_however_time_passes(hours in prop::collection::vec(1..400_u32, 1..6)) {
        let mut state = demo_shop();
        for hours in hours {
            advance(&mut state, Advance::Seconds(hours * 3600));
            prop_assert_eq!(check(&state), []);
        }
    }
}

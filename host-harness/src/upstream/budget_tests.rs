//! Tests of the budget on time that the tests move: a bucket of 40 that leaks 2 a second, of which 30 are for reads.

use super::*;

const LEAK: u32 = 2;

fn far() -> Instant {
    Instant::now() + Duration::from_secs(3600)
}

/// A budget that was told this level just now.
async fn told(header: &str) -> Budget {
    let budget = Budget::new(LEAK);
    budget.reserve(far()).await.unwrap().answered(Some(header), false);
    budget
}

/// How long the next read waits.
async fn wait(budget: &Budget) -> Duration {
    let start = Instant::now();
    budget.reserve(far()).await.unwrap().unused();
    start.elapsed()
}

#[test]
fn a_level_is_two_numbers_and_a_slash() {
    for (header, level) in [
        ("3/40", Some((3, 40))),
        (" 3 / 40 ", Some((3, 40))),
        ("41/40", Some((41, 40))),
        ("0/1", Some((0, 1))),
        ("3/0", None),
        ("3", None),
        ("", None),
        ("-1/40", None),
        ("3/40/2", None),
        ("3.5/40", None),
        ("99999999999/40", None),
        ("a/b", None),
    ] {
        assert_eq!(parse_level(header), level, "{header:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn reads_go_at_once_below_three_quarters_of_the_bucket() {
    assert_eq!(wait(&told("29/40").await).await, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn above_that_they_wait_until_enough_has_leaked() {
    // The next read would be the 31st of 30: one has to leak, at two a second.
    assert_eq!(wait(&told("30/40").await).await, Duration::from_millis(500));
    assert_eq!(wait(&told("40/40").await).await, Duration::from_millis(5500));
}

#[tokio::test(start_paused = true)]
async fn what_leaked_since_the_last_answer_counts() {
    let budget = told("40/40").await;
    tokio::time::advance(Duration::from_secs(4)).await;
    assert_eq!(wait(&budget).await, Duration::from_millis(1500));
}

#[tokio::test(start_paused = true)]
async fn reads_in_flight_take_room() {
    let budget = told("27/40").await;
    let mut out = Vec::new();
    for _ in 0..3 {
        out.push(budget.reserve(far()).await.unwrap());
    }
    let start = Instant::now();
    out.push(budget.reserve(far()).await.unwrap());
    assert_eq!(start.elapsed(), Duration::from_millis(500));
}

#[tokio::test(start_paused = true)]
async fn without_room_before_the_deadline_the_pause_is_told_at_once() {
    let budget = told("40/40").await;
    let start = Instant::now();
    let refused = budget.reserve(start + Duration::from_secs(5)).await.err();
    assert_eq!(refused, Some(NoRoom::Full { retry_after: Some(Duration::from_millis(5500)) }));
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn while_others_are_out_a_lower_level_is_taken_for_an_older_one() {
    let budget = Budget::new(LEAK);
    let (first, second, third) = (
        budget.reserve(far()).await.unwrap(),
        budget.reserve(far()).await.unwrap(),
        budget.reserve(far()).await.unwrap(),
    );
    second.answered(Some("35/40"), false);
    first.answered(Some("3/40"), false);
    third.unused();
    assert_eq!(wait(&budget).await, Duration::from_secs(3));
    // Alone, an answer is believed.
    tokio::time::advance(Duration::from_secs(10)).await;
    budget.reserve(far()).await.unwrap().answered(Some("30/40"), false);
    assert_eq!(wait(&budget).await, Duration::from_millis(500));
}

#[tokio::test(start_paused = true)]
async fn after_a_429_the_bucket_counts_as_full() {
    let budget = Budget::new(LEAK);
    budget.reserve(far()).await.unwrap().answered(Some("3/40"), true);
    assert_eq!(wait(&budget).await, Duration::from_millis(5500));
    let budget = told("3/40").await;
    budget.reserve(far()).await.unwrap().answered(None, true);
    assert_eq!(wait(&budget).await, Duration::from_millis(5500));
}

#[tokio::test(start_paused = true)]
async fn a_request_nobody_heard_of_again_counts_as_sent() {
    let budget = told("29/40").await;
    drop(budget.reserve(far()).await.unwrap());
    assert_eq!(wait(&budget).await, Duration::from_millis(500));
    let budget = told("29/40").await;
    budget.reserve(far()).await.unwrap().unused();
    assert_eq!(wait(&budget).await, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn an_upstream_that_tells_nothing_is_not_limited() {
    for header in [None, Some("nonsense")] {
        let budget = Budget::new(LEAK);
        budget.reserve(far()).await.unwrap().answered(header, false);
        let mut out = Vec::new();
        let start = Instant::now();
        for _ in 0..100 {
            out.push(budget.reserve(far()).await.unwrap());
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
    }
}

#[tokio::test(start_paused = true)]
async fn before_the_first_answer_four_reads_go_and_the_fifth_waits_for_it() {
    let budget = Budget::new(LEAK);
    let start = Instant::now();
    let mut first = Vec::new();
    for _ in 0..FIRST_BURST {
        first.push(budget.reserve(far()).await.unwrap());
    }
    assert_eq!(start.elapsed(), Duration::ZERO);
    let fifth = async { budget.reserve(far()).await.map(|reservation| (reservation, start.elapsed())) };
    let answer = async {
        sleep_until(start + Duration::from_secs(1)).await;
        first.pop().unwrap().answered(Some("1/40"), false);
    };
    let (fifth, ()) = tokio::join!(fifth, answer);
    assert_eq!(fifth.unwrap().1, Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_first_read_that_fails_makes_room_for_the_next() {
    for sent in [true, false] {
        let budget = Budget::new(LEAK);
        let mut first = Vec::new();
        for _ in 0..FIRST_BURST {
            first.push(budget.reserve(far()).await.unwrap());
        }
        let failed = first.pop().unwrap();
        if sent {
            drop(failed)
        } else {
            failed.unused()
        }
        let start = Instant::now();
        let next = budget.reserve(far()).await.unwrap();
        assert_eq!(start.elapsed(), Duration::ZERO);
        let deadline = start + Duration::from_secs(3);
        assert_eq!(budget.reserve(deadline).await.err(), Some(NoRoom::Unheard));
        assert_eq!(Instant::now(), deadline);
        drop(next);
    }
}

#[tokio::test(start_paused = true)]
async fn a_nonsensical_level_shuts_the_door_for_a_minute_at_most() {
    for header in ["4294967295/4294967295", "4294967295/40", "4294967295/1"] {
        let waited = wait(&told(header).await).await;
        assert!(waited <= LONGEST_WAIT + Duration::from_millis(500), "{header}: {waited:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_bucket_too_small_to_share_still_lets_one_read_through_at_a_time() {
    let budget = told("0/1").await;
    let only = budget.reserve(far()).await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(1);
    assert_eq!(budget.reserve(deadline).await.err(), Some(NoRoom::Full { retry_after: None }));
    let waiting = async { budget.reserve(far()).await.map(Reservation::unused) };
    let (second, ()) = tokio::join!(waiting, async { only.unused() });
    assert_eq!(second, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_together_do_not_go_together() {
    let budget = told("30/40").await;
    let start = Instant::now();
    let go = || async {
        let reservation = budget.reserve(far()).await.unwrap();
        let waited = start.elapsed();
        // Kept, as if in flight, while the others still wait.
        (waited, reservation)
    };
    let (a, b, c) = tokio::join!(go(), go(), go());
    let mut waits = [a.0, b.0, c.0].map(|wait| wait.as_millis());
    waits.sort_unstable();
    assert_eq!(waits, [500, 1000, 1500]);
}

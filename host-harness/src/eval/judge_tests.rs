//! Verdicts on made-up answers.

use std::collections::BTreeSet;

use super::*;
use crate::eval::format::{Field, Fields, Fixture, Lang, Part};

fn judged(gold: &Gold, given: &Given) -> Judgement {
    let customer = Customer::new(Lang::English, Fixture::Triple, "2026-05-04".parse().unwrap()).unwrap();
    judge(&customer, gold, given)
}

fn gold(due: Due) -> Gold {
    Gold { due, wanted: Vec::new(), missing: BTreeSet::new(), must_not: BTreeSet::new() }
}

fn wanted(act: Act, targets: &[Sub]) -> Wanted {
    Wanted { act, targets: targets.iter().copied().collect(), dates: BTreeSet::new(), address: Fields::new() }
}

fn wish(wanted: &[Wanted]) -> Gold {
    Gold { wanted: wanted.to_vec(), ..gold(Due::Prepare) }
}

fn came(came: Came) -> Given {
    Given { came, plans: Vec::new(), asked: BTreeSet::new(), note: None }
}

fn plan(action: &str, targets: &[Sub]) -> Planned {
    let targets = targets.iter().copied().map(Aim::Sub).collect();
    Planned { action: action.to_owned(), targets, date: None, address: Fields::new() }
}

fn made(plans: &[Planned]) -> Given {
    Given { plans: plans.to_vec(), ..came(Came::Prepare) }
}

fn asked(parts: &[&'static str]) -> Given {
    Given { asked: parts.iter().copied().collect(), ..came(Came::Clarify) }
}

const S1: &[Sub] = &[Sub::S1];
const S12: &[Sub] = &[Sub::S1, Sub::S2];

#[test]
fn one_plan_for_two_and_two_plans_are_the_same() {
    let both = wish(&[wanted(Act::Skip, S12)]);
    for plans in [&[plan("skip", S12)][..], &[plan("skip", &[Sub::S2]), plan("skip", S1)]] {
        let judgement = judged(&both, &made(plans));
        assert_eq!((judgement.verdict, judgement.why.len()), (Verdict::Exact, 0));
        assert!(judgement.exact && judgement.outcome && !judgement.wrong_plan && !judgement.serious);
    }
    let each = wish(&[wanted(Act::Skip, S1), wanted(Act::Skip, &[Sub::S2])]);
    assert_eq!(judged(&each, &made(&[plan("skip", S12)])).verdict, Verdict::Exact);
}

#[test]
fn the_order_of_several_wishes_does_not_matter_and_a_missing_one_is_not_exact() {
    let gold = wish(&[wanted(Act::Skip, S1), wanted(Act::Cancel, &[Sub::S3])]);
    let (skip, cancel) = (plan("skip", S1), plan("cancel", &[Sub::S3]));
    assert_eq!(judged(&gold, &made(&[cancel, skip.clone()])).verdict, Verdict::Exact);
    let half = judged(&gold, &made(&[skip]));
    assert_eq!((half.verdict, half.wrong_plan, half.exact, half.outcome), (Verdict::Incomplete, false, false, true));
    assert_eq!(half.why, ["not prepared: cancel S3"]);
}

#[test]
fn another_action_or_target_is_a_wrong_plan() {
    let gold = wish(&[wanted(Act::Skip, S12)]);
    let other = Planned { targets: [Aim::Other("subscription 7".to_owned())].into(), ..plan("skip", &[]) };
    for (plans, why) in [
        (vec![plan("move-date", S12)], "move-date S1"),
        (vec![plan("skip", &[Sub::S1, Sub::S2, Sub::S3])], "skip S3"),
        (vec![plan("skip", S1)], "not prepared: skip S2"),
        (vec![plan("skip", S12), plan("skip", S1)], "prepared already: skip S1"),
        (vec![plan("skip", S12), plan("reactivate", S1)], "reactivate S1"),
        (vec![plan("skip", S12), other], "subscription 7"),
    ] {
        let judgement = judged(&gold, &made(&plans));
        assert!(judgement.wrong_plan && !judgement.exact && judgement.outcome, "{plans:?}");
        assert_eq!(judgement.verdict, Verdict::WrongPlan);
        assert!(judgement.why.iter().any(|said| said.contains(why)), "{why}: {:?}", judgement.why);
    }
}

#[test]
fn another_date_is_a_wrong_plan_and_any_of_several_is_right() {
    let dates = ["2026-06-01", "2026-06-08"].map(|date| date.parse().unwrap()).into();
    let gold = wish(&[Wanted { dates, ..wanted(Act::MoveDate, S1) }]);
    let to = |date: Option<&str>| made(&[Planned { date: date.map(str::to_owned), ..plan("move-date", S1) }]);
    assert_eq!(judged(&gold, &to(Some("2026-06-08"))).verdict, Verdict::Exact);
    let wrong = judged(&gold, &to(Some("2026-06-02")));
    assert_eq!(wrong.verdict, Verdict::WrongPlan);
    assert_eq!(wrong.why, ["S1 to 2026-06-02, not 2026-06-01 or 2026-06-08"]);
    assert_eq!(judged(&gold, &to(None)).verdict, Verdict::WrongPlan);
}

#[test]
fn another_address_is_a_wrong_plan_and_the_same_in_other_letters_is_right() {
    let fields = |street: &str| Fields::from([(Field::Address1, street.to_owned())]);
    let gold = wish(&[Wanted { address: fields("9 Foundry Walk"), ..wanted(Act::UpdateAddress, S12) }]);
    let to = |street: &str| made(&[Planned { address: fields(street), ..plan("update-address", S12) }]);
    assert_eq!(judged(&gold, &to("9 FOUNDRY WALK")).verdict, Verdict::Exact);
    let wrong = judged(&gold, &to("6 Foundry Walk"));
    assert_eq!(wrong.verdict, Verdict::WrongPlan);
    assert_eq!(wrong.why[0], "S1 to address1 \"6 Foundry Walk\", not \"9 Foundry Walk\"");
}

#[test]
fn a_plan_where_none_is_right_is_a_wrong_one_and_serious_where_it_must_not_be() {
    for due in Due::ALL.iter().copied().filter(|due| *due != Due::Prepare) {
        let judgement = judged(&gold(due), &made(&[plan("cancel", S1)]));
        assert!(judgement.wrong_plan && !judgement.serious && !judgement.outcome);
        assert_eq!(judgement.verdict, Verdict::WrongPlan);
        let forbidden = Gold { must_not: [Act::Cancel].into(), ..gold(due) };
        let judgement = judged(&forbidden, &made(&[plan("skip", S1), plan("cancel", S1)]));
        assert!(judgement.wrong_plan && judgement.serious);
        assert_eq!(judgement.verdict, Verdict::Serious);
    }
    let skip = Gold { must_not: [Act::Cancel].into(), ..wish(&[wanted(Act::Skip, S1)]) };
    let both = judged(&skip, &made(&[plan("skip", S1), plan("cancel", S1)]));
    assert!(both.serious && both.wrong_plan && both.outcome && !both.exact);
    assert!(!judged(&skip, &made(&[plan("skip", S1)])).serious);
}

#[test]
fn a_question_is_right_when_everything_is_asked_at_once_and_more_is_fine() {
    let gold = Gold { missing: [Part::Date, Part::Subscription].into(), ..gold(Due::Clarify) };
    let right = judged(&gold, &asked(&["date", "proof", "subscription"]));
    assert!(right.asked_right && right.outcome);
    assert_eq!(right.verdict, Verdict::AskedRight);
    let half = judged(&gold, &asked(&["date"]));
    assert!(!half.asked_right && half.outcome);
    assert_eq!((half.verdict, half.why), (Verdict::NotAllAsked, vec!["not asked: subscription".to_owned()]));
    let any = Gold { missing: BTreeSet::new(), ..gold };
    assert_eq!(judged(&any, &asked(&[])).verdict, Verdict::AskedRight);
    assert!(!judged(&wish(&[wanted(Act::Skip, S1)]), &asked(&["date"])).asked_right);
}

#[test]
fn without_a_plan_the_way_to_go_about_it_decides() {
    let words = |due: Due| Came::ALL.iter().copied().find(|came| came.word() == due.word()).unwrap();
    for due in [Due::Inform, Due::Handoff, Due::NotSubscription, Due::Nothing] {
        let right = judged(&gold(due), &came(words(due)));
        assert_eq!((right.verdict, right.outcome, right.why.len()), (Verdict::Right, true, 0));
        for other in [Came::Refused, Came::Clarify] {
            let wrong = judged(&gold(due), &came(other));
            assert_eq!((wrong.verdict, wrong.outcome, wrong.wrong_plan), (Verdict::WrongOutcome, false, false));
        }
    }
}

#[test]
fn a_refusal_and_an_error_are_right_for_nothing_and_say_why() {
    let skip = wish(&[wanted(Act::Skip, S1)]);
    let refused = Given { note: Some("date-too-early".to_owned()), ..came(Came::Refused) };
    let judgement = judged(&skip, &refused);
    assert_eq!(judgement.verdict, Verdict::WrongOutcome);
    assert_eq!(judgement.why, ["prepare is right, not refused (date-too-early)"]);
    assert_eq!(judged(&skip, &came(Came::Error)).verdict, Verdict::Error);
}

//! Counts judgements: by language, and what came against what is right.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::format::{Due, Lang, Line};
use super::judge::{Judgement, Verdict};
use super::reading::{Came, Given};

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// How many.
    pub count: usize,
    /// Of how many.
    pub of: usize,
}

impl Share {
    fn add(&mut self, is: bool) {
        self.of += 1;
        self.count += usize::from(is);
    }
}

/// "3 of 200, 1.5 %"; no percentage of nothing.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.count, self.of)?;
        // In tenths of a percent, rounded.
        match self.count.saturating_mul(2000).saturating_add(self.of).checked_div(self.of.saturating_mul(2)) {
            Some(tenths) => write!(f, ", {}.{} %", tenths / 10, tenths % 10),
            None => Ok(()),
        }
    }
}

/// The counts of a language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Lines, of those that are judged and those that are not.
    pub lines: usize,
    /// Plans for what must not be prepared, of the lines that are judged.
    pub serious: Share,
    /// Other plans than wished, of the lines that are judged.
    pub wrong_plan: Share,
    /// Exactly what was wished, of the lines where something is.
    pub exact: Share,
    /// The right way to go about it, of the lines that are judged.
    pub outcome: Share,
    /// Everything asked, of the lines where asking is right.
    pub asked_right: Share,
    /// Lines that got plans, of those without gold.
    pub plans_without_gold: Share,
    /// No answer, of all lines.
    pub errors: Share,
}

/// All counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Score {
    /// What is right, and how often what came.
    pub matrix: BTreeMap<Due, BTreeMap<Came, usize>>,
    /// By language.
    pub languages: BTreeMap<Lang, Tally>,
    /// Over all languages.
    pub all: Tally,
}

impl Score {
    /// Counts a line; without a judgement it has no gold.
    pub fn add(&mut self, line: &Line, given: &Given, judgement: Option<&Judgement>) {
        for tally in [self.languages.entry(line.lang).or_default(), &mut self.all] {
            tally.lines += 1;
            tally.errors.add(given.came == Came::Error);
            let (Some(gold), Some(judgement)) = (&line.gold, judgement) else {
                tally.plans_without_gold.add(given.came == Came::Prepare);
                continue;
            };
            tally.serious.add(judgement.serious);
            tally.wrong_plan.add(judgement.wrong_plan);
            tally.outcome.add(judgement.outcome);
            match gold.due {
                Due::Prepare => tally.exact.add(judgement.exact),
                Due::Clarify => tally.asked_right.add(judgement.asked_right),
                _ => {}
            }
        }
        if let Some(gold) = &line.gold {
            *self.matrix.entry(gold.due).or_default().entry(given.came).or_default() += 1;
        }
    }

    /// How often this came where that was right.
    #[must_use]
    pub fn count(&self, due: Due, came: Came) -> usize {
        self.matrix.get(&due).and_then(|row| row.get(&came)).copied().unwrap_or_default()
    }
}

/// The one word for a line.
#[must_use]
pub fn verdict(judgement: Option<&Judgement>) -> Verdict {
    judgement.map_or(Verdict::NotJudged, |judgement| judgement.verdict)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_has_its_percentage_rounded_to_a_tenth() {
        for (count, of, text) in [
            (0, 0, "0 of 0"),
            (0, 7, "0 of 7, 0.0 %"),
            (1, 3, "1 of 3, 33.3 %"),
            (2, 3, "2 of 3, 66.7 %"),
            (1, 2000, "1 of 2000, 0.1 %"),
            (7, 7, "7 of 7, 100.0 %"),
        ] {
            assert_eq!(Share { count, of }.to_string(), text);
        }
    }
}

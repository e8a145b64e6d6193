//! How the counts of `harness eval` look to people.

use super::eval::{EvalReport, Mistake};
use super::output::Report;
use super::screen::{Cell, Screen, Table, Tone};
use crate::eval::format::Due;
use crate::eval::judge::Verdict;
use crate::eval::reading::Came;
use crate::eval::score::{Share, Tally};

impl Report for EvalReport {
    fn human(&self, screen: &mut Screen) {
        if let Some(mistakes) = &self.errors {
            for mistake in mistakes {
                show(mistake, screen);
            }
            if mistakes.is_empty() {
                screen.toned(Tone::Good, "Every line is right.");
                screen.blank();
            }
        }
        self.matrix(screen);
        self.languages(screen);
        let all = &self.score.all;
        if all.plans_without_gold.of > 0 {
            let Share { count, of } = all.plans_without_gold;
            screen.line(&format!("Plans among lines without gold: {count} of {of}"));
        }
        if all.errors.count > 0 {
            screen.toned(Tone::Bad, &format!("No answer: {} of {} lines", all.errors.count, all.errors.of));
        }
        let speed = &self.speed;
        let rate = all.lines as f64 / speed.took.as_secs_f64().max(0.001);
        screen.toned(
            Tone::Dim,
            &format!(
                "{} messages in {:.1} s, {rate:.0} a second; the slowest took {} ms ({})",
                all.lines,
                speed.took.as_secs_f64(),
                speed.slowest.as_millis(),
                speed.slowest_line
            ),
        );
    }

    fn warnings(&self) -> Vec<String> {
        self.told()
    }
}

impl EvalReport {
    /// Only columns that something came under, and those that would be right.
    fn matrix(&self, screen: &mut Screen) {
        let rows: Vec<Due> = Due::ALL.iter().copied().filter(|due| self.score.matrix.contains_key(due)).collect();
        if rows.is_empty() {
            return;
        }
        let is_shown = |came: &&Came| {
            let right = rows.iter().any(|due| due.word() == came.word());
            right || rows.iter().any(|due| self.score.count(*due, **came) > 0)
        };
        let columns: Vec<Came> = Came::ALL.iter().filter(is_shown).copied().collect();
        screen.heading("What is right (down) and what came (across)");
        let mut table = Table::new([String::new()].into_iter().chain(columns.iter().map(|came| apart(came.word()))));
        for due in rows {
            let mut cells: Vec<Cell> = vec![apart(due.word()).into()];
            cells.extend(columns.iter().map(|came| match self.score.count(due, *came) {
                0 => Cell::toned(Tone::Dim, "."),
                count if came.word() == due.word() => Cell::toned(Tone::Good, count.to_string()),
                count => count.to_string().into(),
            }));
            table.row(cells);
        }
        screen.table(&table);
        screen.blank();
    }

    fn languages(&self, screen: &mut Screen) {
        let mut tallies: Vec<(&str, &Tally)> =
            self.score.languages.iter().map(|(lang, tally)| (lang.word(), tally)).collect();
        if tallies.len() > 1 {
            tallies.push(("all", &self.score.all));
        }
        let mut table =
            Table::new(["".to_owned()].into_iter().chain(tallies.iter().map(|(name, _)| (*name).to_owned())));
        let mut row = |label: &str, share: fn(&Tally) -> Share, is_bad: bool| {
            let mut cells: Vec<Cell> = vec![label.into()];
            cells.extend(tallies.iter().map(|(_, tally)| {
                let share = share(tally);
                let tone = if is_bad && share.count > 0 { Tone::Bad } else { Tone::Plain };
                Cell::toned(tone, share.to_string())
            }));
            table.row(cells);
        };
        row("serious", |tally| tally.serious, true);
        row("wrong plan", |tally| tally.wrong_plan, true);
        row("exact", |tally| tally.exact, false);
        row("outcome", |tally| tally.outcome, false);
        row("asked right", |tally| tally.asked_right, false);
        screen.table(&table);
        screen.blank();
    }
}

/// A word that a narrow column breaks between its parts, and not within one.
fn apart(word: &str) -> String {
    word.replace('-', " ")
}

fn show(mistake: &Mistake, screen: &mut Screen) {
    let tone = match mistake.verdict {
        Verdict::Serious | Verdict::WrongPlan | Verdict::Error => Tone::Bad,
        _ => Tone::Warning,
    };
    screen.parts(&[(Tone::Strong, &mistake.id), (Tone::Plain, "  "), (tone, mistake.verdict.word())]);
    screen.field("text", &mistake.text);
    screen.field("gold", &mistake.gold);
    screen.field("given", &mistake.given);
    for why in &mistake.why {
        screen.field("why", why);
    }
    screen.blank();
}

#[cfg(test)]
#[path = "eval_view_tests.rs"]
mod tests;

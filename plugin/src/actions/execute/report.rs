//! How an execution ended, in words: one of the contract's six outcomes, decided by what a read shows.

use super::{Fate, Goal, Seen, Standing, stale};
use crate::contract::{Change, Form, Outcome, Plan, Progress};
use crate::l10n::{Key, Texts};
use crate::problems;
use crate::text;

/// Everything that the outcome is told from.
pub struct Report<'a> {
    /// The reader's language.
    pub texts: &'a Texts,
    /// The approved plan.
    pub plan: &'a Plan,
    /// What each write is to bring about.
    pub goals: &'a [Box<dyn Goal>],
    /// What became of the writes, as far as they were come to.
    pub fates: &'a [Fate],
}

impl Report<'_> {
    /// The state was as wanted.
    pub fn already(&self, seen: &Seen) -> Outcome {
        Outcome::Already(self.with_now(Key::OutcomeAlready, seen))
    }

    /// Nothing was sent, and the state isn't as wanted.
    pub fn nothing_sent(&self, seen: &Seen) -> Outcome {
        match self.fates.last() {
            Some(Fate::Stale(labels)) => Outcome::Stale(self.changes(labels, seen)),
            Some(Fate::Unsent(why)) => {
                Outcome::Failed(self.texts.with(Key::OutcomeNotSent, [("why", why.clone().into())]))
            }
            _ => Outcome::Failed(self.texts.with(Key::OutcomeNotSent, [("why", "-".to_owned().into())])),
        }
    }

    /// Something was sent. `patient` says whether there was enough time to see it happen.
    pub fn outcome(&self, seen: &Seen, patient: bool) -> Outcome {
        let standings: Vec<Standing> = self.goals.iter().map(|goal| goal.standing(seen)).collect();
        if standings.iter().all(|standing| standing.is_so()) {
            let key = match standings.contains(&Standing::Settling) {
                true => Key::OutcomeDoneSettling,
                false => Key::OutcomeDone,
            };
            return Outcome::Done(self.with_now(key, seen));
        }
        let mut steps = self.fates.iter().zip(&standings).enumerate();
        let doubtful = steps.find(|(_, (fate, standing))| match (fate, standing) {
            (_, Standing::Settling | Standing::Reached) => false,
            // Recharge took it, and it can't be seen: late, or not at all.
            (Fate::Taken, _) => true,
            (Fate::Unknown, Standing::Not) => !patient,
            (Fate::Unknown, _) => true,
            // A refusal is known, whatever can be read.
            (Fate::Refused(_) | Fate::Stale(_) | Fate::Unsent(_), standing) => **standing == Standing::Mixed,
        });
        if let Some((step, _)) = doubtful {
            let words = [("step", self.label(step).into()), ("now", self.now(seen).into())];
            return Outcome::Unknown(self.texts.with(Key::OutcomeUnknown, words));
        }
        let so = |step: usize| standings.get(step).is_some_and(|standing| standing.is_so());
        let (happened, remaining): (Vec<usize>, Vec<usize>) = (0..self.goals.len()).partition(|step| so(*step));
        if happened.is_empty() {
            let words = [("why", self.why().into()), ("now", self.now(seen).into())];
            return Outcome::Failed(self.texts.with(Key::OutcomeFailed, words));
        }
        Outcome::Partial(self.progress(&happened, &remaining, seen))
    }

    fn progress(&self, happened: &[usize], remaining: &[usize], seen: &Seen) -> Progress {
        let labels = |steps: &[usize]| -> Vec<String> { steps.iter().map(|step| self.label(*step)).collect() };
        let forms = |steps: &[usize], form: fn(&dyn Goal) -> Option<Form>| -> Option<Form> {
            let forms = steps.iter().filter_map(|step| self.goals.get(*step));
            joined(forms.filter_map(|goal| form(goal.as_ref())))
        };
        let (happened_words, remaining_words) = (labels(happened), labels(remaining));
        let words = [
            ("happened", problems::list(&happened_words).into()),
            ("remaining", problems::list(&remaining_words).into()),
            ("why", self.why().into()),
            ("now", self.now(seen).into()),
        ];
        Progress {
            text: self.texts.with(Key::OutcomePartial, words),
            happened: happened_words,
            remaining: remaining_words,
            finish: forms(remaining, |goal| goal.finish()),
            go_back: forms(happened, |goal| goal.go_back()),
        }
    }

    /// Why the last step that was come to did not go through.
    fn why(&self) -> String {
        match self.fates.last() {
            Some(Fate::Refused(said)) => self.texts.with(Key::WhyRefused, [("said", said.clone().into())]),
            Some(Fate::Unknown) => self.texts.get(Key::WhyUnanswered),
            Some(Fate::Stale(labels)) => self.texts.with(Key::WhyStale, [("labels", problems::list(labels).into())]),
            Some(Fate::Unsent(why)) => self.texts.with(Key::WhyUnsent, [("why", why.clone().into())]),
            Some(Fate::Taken) | None => self.texts.get(Key::PlanUnknown),
        }
    }

    /// What differs, by the labels of the checks: what the plan rested on, and what is so now.
    fn changes(&self, labels: &[String], seen: &Seen) -> Vec<Change> {
        stale::changes(self.texts, self.plan, labels, seen, &self.now(seen))
    }

    fn with_now(&self, key: Key, seen: &Seen) -> String {
        let words = [("title", text::clean(&self.plan.title, text::LINE).into()), ("now", self.now(seen).into())];
        self.texts.with(key, words)
    }

    /// What is so now, in words, each thing once. Nothing is made of what could not be read.
    fn now(&self, seen: &Seen) -> String {
        let mut words: Vec<String> = Vec::new();
        for goal in self.goals {
            let word = match goal.standing(seen) {
                Standing::Unread => self.texts.get(Key::HeadlineUnknown),
                _ => goal.now(seen, self.texts),
            };
            if !word.is_empty() && !words.contains(&word) {
                words.push(word);
            }
        }
        if words.is_empty() { self.texts.get(Key::PlanUnknown) } else { words.join("; ") }
    }

    fn label(&self, step: usize) -> String {
        self.plan.writes.get(step).map_or_else(String::new, |write| text::clean(&write.label, text::LINE))
    }
}

/// Forms of one action with the same parameters as one form; otherwise the first of them.
fn joined(mut forms: impl Iterator<Item = Form>) -> Option<Form> {
    let mut first = forms.next()?;
    for form in forms.filter(|form| form.action == first.action && form.parameters == first.parameters) {
        first.targets.extend(form.targets);
    }
    Some(first)
}

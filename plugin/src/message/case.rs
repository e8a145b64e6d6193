//! A message with all that is known of it when it is judged, and the models that judge.

use super::acts::Act;
use super::linear::{Model, probability};
use super::model::{DEEDS, Opinion, features, local};
use super::parse::{Parsed, Time};
use super::reading::{Reading, Wish};
use super::roles::{of_act, of_name, of_time};
use super::shelf::{Named, Shelf};
use super::trees::Trees;
use crate::packed::packed;

/// The models, trained by `examples/train_reader`.
#[derive(Debug)]
pub struct Minds {
    /// What a message is about.
    pub message: Model,
    /// Whether something is wanted of a subscription that is named: a score for each deed.
    pub items: Model,
    /// Whether a time is the new date.
    pub times: Model,
    /// Whether an act that is named is wanted.
    pub acts: Model,
    /// Whether a deed is wanted of a subscription.
    pub pairs: Trees,
    /// Whether wishes are just what is wanted.
    pub certain: Trees,
}

/// Those that the component carries.
pub static OWN: Minds = Minds {
    message: Model::new(packed!("model")),
    items: Model::new(packed!("items")),
    times: Model::new(packed!("times")),
    acts: Model::new(packed!("acts")),
    pairs: Trees::new(packed!("pairs")),
    certain: Trees::new(packed!("certain")),
};

/// Sentences and clauses that are looked at by themselves, at most.
const MOST: usize = 100;

/// A message to be judged.
#[derive(Debug)]
pub struct Case<'a> {
    /// Its words and what was found in them.
    pub parsed: &'a Parsed<'a>,
    /// The subscriptions.
    pub shelf: &'a Shelf,
    /// The acts that are named.
    pub acts: &'a [Act],
    /// What the rules take for wished.
    pub rules: &'a [Wish],
    /// What it is about.
    pub opinion: Opinion,
    /// What each sentence is about by itself.
    pub sentences: Vec<Opinion>,
    /// What each clause is about by itself.
    pub clauses: Vec<Opinion>,
    /// Who judges.
    pub minds: &'a Minds,
}

impl<'a> Case<'a> {
    /// The case that a reading by the rules makes.
    pub fn new(
        parsed: &'a Parsed<'a>,
        shelf: &'a Shelf,
        acts: &'a [Act],
        found: &'a Reading,
        minds: &'a Minds,
    ) -> Self {
        let opinion = Opinion::of(&minds.message, &features(parsed, shelf, acts, found));
        let rules = match found {
            Reading::Wishes(wishes) => wishes.as_slice(),
            _ => &[],
        };
        let part = |tokens| Opinion::of(&minds.message, &local(parsed, shelf, acts, rules, tokens));
        let sentences = (0..parsed.sentence_count().min(MOST)).map(|at| part(parsed.sentence_tokens(at)));
        let clauses = (0..parsed.clause_count().min(MOST)).map(|at| part(parsed.clause_tokens(at)));
        Self { parsed, shelf, acts, rules, opinion, sentences: sentences.collect(), clauses: clauses.collect(), minds }
    }

    /// What the sentence of a token is about, and its clause.
    pub fn around(&self, token: usize) -> [&Opinion; 2] {
        let (sentence, clause) = (self.parsed.sentence(token), self.parsed.clause(token));
        [self.sentences.get(sentence), self.clauses.get(clause)].map(|opinion| opinion.unwrap_or(&self.opinion))
    }

    /// How likely something is wanted of a subscription where it is named: for each deed.
    pub fn wanted_of(&self, named: &Named) -> [f32; DEEDS.len()] {
        self.minds.items.scores(&of_name(self, named)).map(probability)
    }

    /// How likely a time is the new date.
    pub fn new_date(&self, time: &Time) -> f32 {
        let [score] = self.minds.times.scores(&of_time(self, time));
        probability(score)
    }

    /// How likely what an act names is wanted.
    pub fn act_wanted(&self, act: &Act) -> f32 {
        let [score] = self.minds.acts.scores(&of_act(self, act));
        probability(score)
    }
}

//! The story of a ticket, line by line, with the record behind each line on demand.

use askama::Template;
use askama::filters::HtmlSafe;

use super::Mark;
use crate::desk::tickets::Ticket;
use crate::desk::timeline::{Weight, timeline};
use crate::inbox::form::read::path_part;
use crate::inbox::posted::Fields;
use crate::inbox::trouble::Trouble;
use crate::inbox::visit::Visit;
use crate::inbox::words::Words;
use crate::store::{AuditFilter, AuditLog};
use crate::workplace::{Connected, Exit, Failure};

/// A ticket's story.
#[derive(Debug, Template)]
#[template(path = "story.html")]
pub struct Story {
    /// The words.
    pub t: Words,
    /// Its lines, the latest first.
    pub lines: Vec<Line>,
    /// How many earlier ones are left out.
    pub more: usize,
    /// Where all of them are.
    pub all: String,
    /// Whether the chain of records is as it was written.
    pub is_intact: bool,
    /// That in words.
    pub chain: String,
}

impl HtmlSafe for Story {}

/// A line.
#[derive(Debug)]
pub struct Line {
    /// The number of the record.
    pub seq: u64,
    /// When.
    pub when: String,
    /// The same for machines.
    pub iso: String,
    /// How much it matters.
    pub mark: Mark,
    /// In words: what this host says, what it quotes, and the rest.
    pub text: (String, String, String),
    /// The language of what it quotes.
    pub lang: String,
}

/// A line with what it quotes apart, from the first quotation mark to the last: it may be in another language.
fn parts(text: &str) -> (String, String, String) {
    let open = text.find(['“', '„']);
    let close = text.rfind(['”', '“']).filter(|close| open.is_some_and(|open| *close > open));
    let (Some(open), Some(close)) = (open, close) else { return (text.to_owned(), String::new(), String::new()) };
    let end = close.saturating_add('“'.len_utf8());
    let (head, rest) = text.split_at_checked(open).unwrap_or((text, ""));
    let (quote, tail) = rest.split_at_checked(end.saturating_sub(open)).unwrap_or((rest, ""));
    (head.to_owned(), quote.to_owned(), tail.to_owned())
}

/// Lines that are shown at first.
const SHOWN: usize = 30;

/// The story as this visitor reads it.
///
/// # Errors
/// When the log can't be read.
pub async fn story(visit: &Visit, connected: &Connected, ticket: &Ticket, query: &Fields) -> Result<Story, Trouble> {
    let t = visit.words;
    let (office, id) = (visit.office.clone(), ticket.id.0.clone());
    let read = tokio::task::spawn_blocking(move || {
        let records = office.database.records(&AuditFilter { ticket: Some(id), ..AuditFilter::default() })?;
        Ok::<_, Failure>((records, office.chain()?))
    });
    let lost = |why| Failure::new("task-lost", Exit::Failed, format!("a task was lost: {why}"));
    let (records, chain) = read.await.map_err(|why| visit.trouble(lost(why)))?.map_err(|why| visit.trouble(why))?;
    let newest = records.last().map_or(0, |record| record.seq);
    let told = timeline(&records, &visit.session.locale);
    let more = if query.get("story") == "all" { 0 } else { told.len().saturating_sub(SHOWN) };
    let zone = &connected.surroundings.time_zone;
    let lines = told.into_iter().skip(more).rev().map(|entry| Line {
        seq: entry.seq,
        when: t.when(entry.at, connected.now(), zone),
        iso: entry.at.to_string(),
        mark: match entry.weight {
            Weight::Plain => Mark::NEUTRAL,
            Weight::Good => Mark::GOOD,
            Weight::Warning => Mark::WARNING,
            Weight::Bad => Mark::CRITICAL,
        },
        lang: match (entry.is_customers, &entry.locale) {
            (true, _) => ticket.locale.clone(),
            (false, Some(locale)) => locale.clone(),
            (false, None) => t.tag().to_owned(),
        },
        text: parts(&entry.text),
    });
    Ok(Story {
        t,
        lines: lines.collect(),
        more,
        all: query.address(&format!("/tickets/{}", path_part(&ticket.id.0)), &[("story", "all")]) + "#story",
        is_intact: chain.is_intact,
        chain: if chain.is_intact { t.chain_intact(chain.records, newest) } else { t.chain_broken().to_owned() },
    })
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn what_a_line_quotes_stands_apart_and_nothing_is_lost() {
        for (text, quote) in [
            ("Anna hat vorgeschlagen: „Move “it”“ („a → b“).", "„Move “it”“ („a → b“"),
            ("Done: “Now: next charge”", "“Now: next charge”"),
            ("Recharge answered 200: taken.", ""),
            ("“", ""),
        ] {
            let (head, found, tail) = parts(text);
            assert_eq!(found, quote);
            assert_eq!(head + &found + &tail, text);
        }
    }
}

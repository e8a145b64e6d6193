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
    /// When that was found.
    pub checked: String,
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
    /// In words: in parts, with whether each is quoted.
    pub text: Vec<(String, bool)>,
    /// The language of what it quotes.
    pub lang: String,
    /// That the plugin said it in another one than the page's.
    pub foreign: &'static str,
}

/// A line in parts, with whether each is a quotation: that may be in another language.
fn parts(text: &str) -> Vec<(String, bool)> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some(open) = rest.find(['“', '„']) {
        let (before, quote) = rest.split_at_checked(open).unwrap_or((rest, ""));
        let closing = if quote.starts_with('„') { '“' } else { '”' };
        let Some(end) = quote.find(closing).map(|at| at.saturating_add(closing.len_utf8())) else { break };
        let (quote, after) = quote.split_at_checked(end).unwrap_or((quote, ""));
        parts.extend([(before.to_owned(), false), (quote.to_owned(), true)]);
        rest = after;
    }
    parts.push((rest.to_owned(), false));
    parts.retain(|(text, _)| !text.is_empty());
    parts
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
    let lines = told.into_iter().skip(more).rev().map(|entry| {
        let (text, own) = (parts(&entry.text), entry.locale.unwrap_or_else(|| t.tag().to_owned()));
        let is_quoting = text.iter().any(|(_, is_quote)| *is_quote);
        let foreign = match Words::of(&own) {
            other if is_quoting && !entry.is_customers && other != t => t.in_language(other),
            _ => "",
        };
        Line {
            seq: entry.seq,
            when: t.when(entry.at, connected.now(), zone),
            iso: entry.at.to_string(),
            mark: match entry.weight {
                Weight::Plain => Mark::NEUTRAL,
                Weight::Good => Mark::GOOD,
                Weight::Warning => Mark::WARNING,
                Weight::Bad => Mark::CRITICAL,
            },
            lang: if entry.is_customers { ticket.locale.clone() } else { own },
            text,
            foreign,
        }
    });
    Ok(Story {
        t,
        lines: lines.collect(),
        more,
        all: query.address(&format!("/tickets/{}", path_part(&ticket.id.0)), &[("story", "all")]) + "#story",
        is_intact: chain.is_intact,
        checked: t.checked_at(chain.at, zone),
        chain: if chain.is_intact { t.chain_intact(chain.records, newest) } else { t.chain_broken().to_owned() },
    })
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn what_a_line_quotes_stands_apart_and_nothing_is_lost() {
        for (text, quotes) in [
            ("Anna hat vorgeschlagen: „Move ‘it’“ („a → b“).", vec!["„Move ‘it’“", "„a → b“"]),
            ("Done: “Now: next charge”", vec!["“Now: next charge”"]),
            ("Ada asks about “my tea”, as a draft: “Which?” Choices: a.", vec!["“my tea”", "“Which?”"]),
            ("Recharge answered 200: taken.", vec![]),
            ("“", vec![]),
            ("", vec![]),
        ] {
            let found = parts(text);
            let quoted: Vec<&str> = found.iter().filter(|(_, is)| *is).map(|(quote, _)| quote.as_str()).collect();
            assert_eq!(quoted, quotes);
            assert_eq!(found.iter().map(|(part, _)| part.as_str()).collect::<String>(), text);
        }
    }
}

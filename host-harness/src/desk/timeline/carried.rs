//! What became of an approved plan, as lines of its story: what was checked, sent or withheld, what Recharge answered, how it ended.

use serde_json::Value;

use super::{Teller, Weight, is_foreign, quoted, text};
use crate::gate::{NOTHING_MORE, own_words};
use crate::store::AuditEvent;

impl Teller {
    /// What was asked to be sent and wasn't: nobody's fault where the host was interrupted, or where it was sent before.
    pub(super) fn withheld(self, event: &AuditEvent) -> Option<(Weight, String)> {
        let error = text(event, "error");
        let (weight, english, german) = match error {
            // The line before tells what had changed.
            "stale" => return None,
            "not-sent" if self.sent => (
                Weight::Warning,
                "So nothing more was sent.".to_owned(),
                "Darum wurde nichts weiter gesendet.".to_owned(),
            ),
            "not-sent" => {
                (Weight::Warning, "So nothing was sent.".to_owned(), "Darum wurde nichts gesendet.".to_owned())
            }
            "unknown" => (
                Weight::Warning,
                "It may have been sent already before the interruption, so it is not sent again.".to_owned(),
                "Es wurde vielleicht schon vor der Unterbrechung gesendet und wird darum nicht noch einmal gesendet."
                    .to_owned(),
            ),
            "already-performed" => (
                Weight::Warning,
                "It was sent already, so it is not sent again.".to_owned(),
                "Es wurde schon gesendet und wird darum nicht noch einmal gesendet.".to_owned(),
            ),
            "not-permitted" if text(event, "why") == NOTHING_MORE => (
                Weight::Warning,
                "It had not been sent before the interruption, and nothing is sent any more.".to_owned(),
                "Es war vor der Unterbrechung noch nicht gesendet, und es wird nichts mehr gesendet.".to_owned(),
            ),
            _ => (
                Weight::Bad,
                format!("The plugin tried to send something it may not ({error}); nothing was sent."),
                format!("Das Plugin wollte etwas senden, was es nicht darf ({error}); nichts wurde gesendet."),
            ),
        };
        Some((weight, self.pick(english, german)))
    }

    /// Whether the state was still as approved, looked at right before something was sent.
    pub(super) fn checked(self, event: &AuditEvent) -> Option<(Weight, String)> {
        let differ = event
            .detail
            .get("differ")
            .and_then(Value::as_array)
            .map(|labels| labels.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "));
        Some(match text(event, "result") {
            "hold" => (
                Weight::Plain,
                self.pick(
                    "Everything was still as approved.".to_owned(),
                    "Es war noch alles so wie freigegeben.".to_owned(),
                ),
            ),
            "stale" => {
                let differ = quoted(&differ.unwrap_or_default(), self.german);
                let (more, weiter) = if self.sent { (" more", "s weiter") } else { ("", "s") };
                let english = format!("Something had changed since: {differ}. Nothing{more} was sent.");
                let german = format!("Inzwischen hatte sich etwas geändert: {differ}. Nicht{weiter} wurde gesendet.");
                (Weight::Warning, self.pick(english, german))
            }
            _ => {
                let head = self.pick(
                    "It could not be read whether everything was still as approved".to_owned(),
                    "Es ließ sich nicht lesen, ob noch alles so war wie freigegeben".to_owned(),
                );
                let why = match event.detail.get("status").and_then(Value::as_u64) {
                    Some(401 | 403) => {
                        self.pick("Recharge refuses the token.".to_owned(), "Recharge lehnt das Token ab.".to_owned())
                    }
                    Some(status) => self.pick(
                        format!("Recharge answered with an error ({status})."),
                        format!("Recharge hat mit einem Fehler ({status}) geantwortet."),
                    ),
                    None => self.pick(
                        "there was no answer that could be read.".to_owned(),
                        "Es kam keine lesbare Antwort.".to_owned(),
                    ),
                };
                (Weight::Warning, format!("{head}: {why}"))
            }
        })
    }

    /// What Recharge answered to what was sent.
    pub(super) fn answered(self, event: &AuditEvent) -> Option<(Weight, String)> {
        let status = event.detail.get("status").and_then(Value::as_u64).unwrap_or_default();
        let again = event.detail.get("again_in_ms").and_then(Value::as_u64);
        let (weight, english, german) = match (status, again) {
            (_, Some(ms)) => {
                let seconds = ms.div_ceil(1000);
                (
                    Weight::Warning,
                    format!("Recharge answered {status}: not carried out, to be tried again {seconds} s later."),
                    format!(
                        "Recharge hat mit {status} geantwortet: nicht ausgeführt, nächster Versuch {seconds} s später."
                    ),
                )
            }
            (200..300, _) => (
                Weight::Plain,
                format!("Recharge answered {status}: taken."),
                format!("Recharge hat mit {status} geantwortet: angenommen."),
            ),
            (500.., _) => (
                Weight::Bad,
                format!("Recharge answered with an error ({status}), which doesn't say whether it happened."),
                format!("Recharge hat mit einem Fehler ({status}) geantwortet, der nicht sagt, ob es geschehen ist."),
            ),
            _ => (
                Weight::Warning,
                format!("Recharge answered {status}: not taken."),
                format!("Recharge hat mit {status} geantwortet: nicht angenommen."),
            ),
        };
        Some((weight, self.pick(english, german)))
    }

    /// How it ended.
    pub(super) fn ended(self, event: &AuditEvent) -> (Weight, String) {
        // What the host said itself stands in its code.
        let own = if is_foreign(event, self.german) {
            own_words(
                text(event, "outcome"),
                text(event, "corrected"),
                text(event, "text"),
                if self.german { "de" } else { "en" },
            )
        } else {
            None
        };
        if let Some(own) = own {
            let weight = if text(event, "outcome") == "failed" { Weight::Warning } else { Weight::Bad };
            return (weight, own);
        }
        let words = text(event, "text");
        let settled = event.detail.get("settled").and_then(Value::as_bool).unwrap_or_default();
        let (weight, english, german) = match text(event, "outcome") {
            "done" => (Weight::Good, "Done and verified", "Erledigt und geprüft"),
            "already" => (Weight::Good, "It was so already", "Es war schon so"),
            "stale" => (
                Weight::Warning,
                "Not done, because the state had changed",
                "Nicht ausgeführt, weil sich der Stand geändert hatte",
            ),
            "failed" => (Weight::Warning, "Failed; nothing was changed", "Fehlgeschlagen; nichts wurde geändert"),
            "partial" => (Weight::Bad, "Done in part", "Nur zum Teil ausgeführt"),
            _ => (Weight::Bad, "Not known whether it happened", "Unklar, ob es geschehen ist"),
        };
        let settled = if settled {
            self.pick(" (found out by reading)".to_owned(), " (durch Lesen festgestellt)".to_owned())
        } else {
            String::new()
        };
        let head = self.pick(english.to_owned(), german.to_owned());
        // The plugin's words were said in the language of whoever approved; often they begin as the head does.
        let (here, elsewhere) = if self.german { (german, english) } else { (english, german) };
        let (head, words) = match (words.strip_prefix(here), words.strip_prefix(elsewhere)) {
            _ if words.is_empty() => (head, ".".to_owned()),
            (Some(rest), _) => (head, rest.to_owned()),
            // The rest of what was said in another language.
            (None, Some(rest)) => {
                (head, format!(": {}", quoted(rest.trim_start_matches([':', '.', ' ']), self.german)))
            }
            // Said in another language: it can be quoted, not translated.
            (None, None) => (head, format!(": {}", quoted(words, self.german))),
        };
        // Why the plugin's own word wasn't taken is for engineers, and stands in the record.
        let corrected = match text(event, "corrected") {
            "" => String::new(),
            _ => self.pick(
                " This was found out from what was sent and answered.".to_owned(),
                " Dies ergibt sich aus dem, was gesendet und geantwortet wurde.".to_owned(),
            ),
        };
        (weight, format!("{head}{settled}{words}{corrected}"))
    }
}

//! A form in words: what is possible instead, what finishes a plan or takes it back. Programs get the form itself.

use serde_json::{Map, Value};

use super::codes::{action, target};
use super::language::Language;
use crate::contract::{Form, Target};

/// "Move delivery date, to 23 Nov 2026 (subscription 61)"
#[must_use]
pub fn in_words(form: &Form, language: Language) -> String {
    let german = language.is_german();
    let parameters: Map<String, Value> = serde_json::from_str(&form.parameters).unwrap_or_default();
    let parameters = parameters.iter().filter_map(|(name, value)| parameter(name, value, german));
    let said: Vec<String> = std::iter::once(action(&form.action, german)).chain(parameters).collect();
    let targets: Vec<String> = form.targets.iter().map(|one| aimed(*one, german)).collect();
    let targets = if targets.is_empty() { String::new() } else { format!(" ({})", targets.join(", ")) };
    format!("{}{targets}", said.join(", "))
}

fn aimed(one: Target, german: bool) -> String {
    let (kind, id) = match one {
        Target::Subscription(id) => ("subscription", id),
        Target::Charge(id) => ("charge", id),
        Target::Address(id) => ("address", id),
        Target::Customer(id) => ("customer", id),
    };
    format!("{} {id}", target(kind, german))
}

/// One parameter; nothing for one that changes nothing. One that isn't known here is shown with its name.
fn parameter(name: &str, value: &Value, german: bool) -> Option<String> {
    let pick = |english: &str, in_german: &str| if german { in_german.to_owned() } else { english.to_owned() };
    let text = match value {
        Value::Null | Value::Bool(false) => return None,
        Value::String(text) => shown(text, german),
        other => other.to_string(),
    };
    Some(match (name, value) {
        ("to", _) => format!("{} {text}", pick("to", "auf den")),
        ("date", _) => format!("{} {text}", pick("the one of", "die vom")),
        ("by", Value::Object(by)) => format!("{} {}", pick("later by", "später um"), shift(by, german)),
        ("again", Value::Bool(true)) => pick("once more", "noch einmal"),
        ("whole_charge", Value::Bool(true)) => pick("the whole charge", "die ganze Abbuchung"),
        ("notify_customer", Value::Bool(true)) => pick("with a mail to the customer", "mit Mail an den Kunden"),
        ("page" | "scope" | "apply_to", Value::String(word)) => choice(word, german).to_owned(),
        (name, _) => format!("{}: {text}", field(name, german)),
    })
}

fn shift(by: &Map<String, Value>, german: bool) -> String {
    let part = |name: &str, one: &str, many: &str| {
        let count = by.get(name).and_then(Value::as_u64).filter(|count| *count > 0)?;
        Some(format!("{count} {}", if count == 1 { one } else { many }))
    };
    let (weeks, days) = match german {
        true => (part("weeks", "Woche", "Wochen"), part("days", "Tag", "Tage")),
        false => (part("weeks", "week", "weeks"), part("days", "day", "days")),
    };
    weeks.into_iter().chain(days).collect::<Vec<_>>().join(if german { " und " } else { " and " })
}

fn choice(word: &str, german: bool) -> &str {
    let (english, in_german) = match word {
        "customer" => ("the customer's page", "die Seite des Kunden"),
        // Of "page" and of "apply_to" alike: what it is about is the subscription.
        "subscription" => ("the subscription", "das Abo"),
        "charge" => ("the charge", "die Abbuchung"),
        "item" => ("this product only", "nur dieses Produkt"),
        "all" => ("everything at the address", "alles an der Adresse"),
        other => return other,
    };
    if german { in_german } else { english }
}

fn field(name: &str, german: bool) -> &str {
    let (english, in_german) = match name {
        "reason" => ("reason", "Grund"),
        "comment" => ("comment", "Kommentar"),
        "first_name" => ("first name", "Vorname"),
        "last_name" => ("last name", "Nachname"),
        "company" => ("company", "Firma"),
        "address1" => ("street", "Straße"),
        "address2" => ("supplement", "Zusatz"),
        "city" => ("city", "Ort"),
        "province" => ("state", "Bundesland"),
        "zip" => ("postcode", "Postleitzahl"),
        "country_code" => ("country", "Land"),
        "phone" => ("phone", "Telefon"),
        other => return other,
    };
    if german { in_german } else { english }
}

/// A date in the reader's form; any other text as it is, and a word for none.
fn shown(text: &str, german: bool) -> String {
    if text.is_empty() {
        return if german { "keine Angabe" } else { "none" }.to_owned();
    }
    match text.parse::<jiff::civil::Date>() {
        Ok(date) if text.len() == 10 => date.strftime(if german { "%d.%m.%Y" } else { "%-d %b %Y" }).to_string(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_form_is_said_in_words_of_both_languages() {
        let form = |action: &str, targets: &[Target], parameters: Value| Form {
            action: action.to_owned(),
            targets: targets.to_vec(),
            parameters: parameters.to_string(),
        };
        let one = [Target::Subscription(61)];
        for (form, english, german) in [
            (
                form("move-date", &one, json!({"to": "2026-11-23"})),
                "Move delivery date, to 23 Nov 2026 (subscription 61)",
                "Liefertermin verschieben, auf den 23.11.2026 (Abo 61)",
            ),
            (
                form("skip", &one, json!({"again": true, "date": "2026-12-09", "scope": "item"})),
                "Skip next charge, once more, the one of 9 Dec 2026, this product only (subscription 61)",
                "Nächste Abbuchung überspringen, noch einmal, die vom 09.12.2026, nur dieses Produkt (Abo 61)",
            ),
            (
                form("open", &[Target::Charge(7)], json!({"page": "charge"})),
                "Open in Recharge, the charge (charge 7)",
                "In Recharge öffnen, die Abbuchung (Abbuchung 7)",
            ),
            (
                form("move-date", &[], json!({"by": {"weeks": 1, "days": 2}, "whole_charge": false})),
                "Move delivery date, later by 1 week and 2 days",
                "Liefertermin verschieben, später um 1 Woche und 2 Tage",
            ),
            (form("reactivate", &one, json!({})), "Reactivate (subscription 61)", "Wieder aufnehmen (Abo 61)"),
            (
                form("update-address", &[], json!({"city": "Bonn", "province": ""})),
                "Update address, city: Bonn, state: none",
                "Adresse ändern, Ort: Bonn, Bundesland: keine Angabe",
            ),
        ] {
            assert_eq!(in_words(&form, Language::English), english);
            assert_eq!(in_words(&form, Language::German), german);
        }
    }
}

//! The customer's own last words: what was quoted, forwarded, signed or added by machines is cut away.

mod added;
mod lists;
mod passed_on;
mod signature;
pub(crate) mod words;

use crate::phrase::parted;
use added::is_end;
use passed_on::{is_forward, is_quote, mail_headers, reply_header};
use signature::{without_card, without_notices, without_signature};

/// A message's own words, and whether it is nothing but somebody else's that were passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnWords {
    /// What the customer wrote this time.
    pub text: String,
    /// The quoted or forwarded mail besides.
    pub quoted: String,
    /// Whether the own words are empty and something was forwarded.
    pub forwarded_only: bool,
}

/// The own words of a cleaned message.
pub fn own_words(text: &str) -> OwnWords {
    let lines: Vec<&str> = text.lines().collect();
    let (mut own, mut quoted): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let (mut at, mut foreign) = (0_usize, false);
    while let Some(line) = lines.get(at) {
        let trimmed = line.trim();
        let next = || lines.get(at.saturating_add(1)).map_or("", |next| next.trim());
        if is_quote(trimmed) {
            quoted.push(trimmed);
        } else if let Some(length) = reply_header(trimmed, next()) {
            // What follows a reply's header is the other mail, if it isn't marked line by line.
            let after = lines.get(at.saturating_add(length)..).unwrap_or_default();
            let marked = after.iter().map(|line| line.trim()).find(|line| !line.is_empty()).is_some_and(is_quote);
            at = at.saturating_add(length);
            if !marked {
                quoted.extend(after);
                foreign = true;
                break;
            }
            foreign = true;
            continue;
        } else if mail_headers(&lines, at) || is_forward(trimmed) {
            quoted.extend(lines.get(at..).unwrap_or_default());
            foreign = true;
            break;
        } else if trimmed == "--" || *line == "-- " || is_end(trimmed) {
            // A signature: nothing of the customer's comes after it, but quoted mail may.
            quoted.extend(lines.get(at..).unwrap_or_default().iter().filter(|line| is_quote(line.trim())));
            break;
        } else if !trimmed.is_empty() || own.last().is_some_and(|last| !last.trim().is_empty()) {
            own.push(line);
        }
        at = at.saturating_add(1);
    }
    let own: Vec<&str> = without_signature(&own).into_iter().map(without_stamp).collect();
    let own = without_card(without_notices(own));
    let text = own.join("\n").trim().to_owned();
    let forwarded_only = text.is_empty() && (foreign || !quoted.is_empty());
    OwnWords { text, quoted: quoted.join("\n"), forwarded_only }
}

/// A line of a chat's record without time and name: "[10:12] Visitor 4471: hi".
fn without_stamp(line: &str) -> &str {
    let trimmed = line.trim_start();
    let stamped = trimmed.starts_with('[') || trimmed.starts_with(|c: char| c.is_ascii_digit());
    let Some((head, rest)) = parted(trimmed, "] ").or_else(|| parted(trimmed, " - ")) else { return line };
    let time = head.len() <= 24 && head.contains(':') && head.bytes().filter(u8::is_ascii_digit).count() >= 3;
    if !(stamped && time) {
        return line;
    }
    match parted(rest, ": ") {
        Some((name, said)) if name.len() <= 40 && name.split_whitespace().count() <= 4 => said,
        _ => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn own(text: &str) -> String {
        own_words(text).text
    }

    #[test]
    fn quoted_mail_goes_with_its_header() {
        assert_eq!(own("Yes please\n\nOn Mon, 15 Jun 2026 at 18:02, Meera wrote:\n> cancel\n> all"), "Yes please");
        assert_eq!(own("Ja\n\nAm 15.06.2026 um 18:02 schrieb Support\n<help@shop.example>:\n> kündigen"), "Ja");
        assert_eq!(own("Ja\n\nAm 15.06.2026 schrieb Support:\n\nkündigen"), "Ja");
        assert_eq!(own("Ok\n\nVon: Shop\nGesendet: Montag\nBetreff: Re\n\nkündigen"), "Ok");
    }

    #[test]
    fn answers_between_quoted_lines_are_own_words() {
        assert_eq!(own("> cancel or skip?\nskip\n> which?\nthe decaf"), "skip\nthe decaf");
    }

    #[test]
    fn signatures_go_and_postscripts_stay() {
        assert_eq!(own("Skip it\n\nKind regards\nJo\n12 High Street\nLeeds LS1 4AB"), "Skip it");
        assert_eq!(own("Skip it\n-- \nJo\n12 High Street"), "Skip it");
        assert_eq!(own("Skip it\nLG\nJo\n\nPS: and move the tea"), "Skip it\nPS: and move the tea");
        assert_eq!(own("Kündigen.\n\nVon meinem iPhone gesendet"), "Kündigen.");
    }

    #[test]
    fn a_greeting_that_is_all_there_is_stays() {
        assert_eq!(own("Cheers"), "Cheers");
    }

    #[test]
    fn mail_that_is_only_passed_on_is_recognised() {
        assert!(own_words("---------- Forwarded message ---------\nFrom: Jo\nSubject: x\n\ncancel").forwarded_only);
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "(>|On |wrote:|--|Von:|\\PC|\n){0,60}") {
            let _ = own_words(&text);
        }
    }

    #[test]
    fn what_only_looks_like_the_end_of_a_mail_is_the_customers_own() {
        for text in [
            "Hi,\nLove your coffee!\nPlease cancel my espresso subscription.",
            "Hi,\nThanks for the quick delivery.\nPlease cancel my espresso subscription.",
            "Hallo,\nIhr Kaffee ist super.\nBitte kündigen Sie trotzdem.",
            "Please cancel my espresso.\nThanks for the great coffee.\nActually no, keep it and just skip the next one.",
            "Bitte auf den 20. Dezember verschieben.\n\nLG Lena\n\nKorrektur: lieber auf den 22. Dezember.",
            "Hallo,\nVon meinem Handy aus kann ich das Espresso-Abo nicht kündigen, bitte kündigen Sie es für mich.",
            "Hello,\nthis is what I wrote:\nPlease cancel the espresso.",
            "Bitte Adresse ändern:\nVon: Warschauer Straße 59a, 10243 Berlin\nAn: Hafenweg 3, 20457 Hamburg",
            "Hi,\n\nStop the espresso deliveries\nand tell me when that is done",
        ] {
            assert_eq!(own_words(text).text, text);
        }
    }

    #[test]
    fn a_firms_card_and_what_it_announces_below_are_no_words_of_the_customers() {
        for card in [
            "i. A. Sven Rademacher\nDentallabor GmbH\nNeue Adresse seit 1. Oktober: Gewerbepark 3, 49080 Osnabrück\nTermin verschieben? Rufen Sie uns an\nHRB 20",
            "Mag. Doris Auer\nSteuerberatung\nMaria-Theresien-Straße 18, 6020 Innsbruck\nDiese Nachricht ist vertraulich.",
            "Dr. med. Anke Sievers\nPraxis am Park\nTermine bitte 24 Stunden vorher absagen oder verschieben.",
            "Ulrike Kessler | Rechtsanwältin | Goethestr. 4, 80336 München | Bürozeiten Mo-Do | Bitte beachten: Wir ziehen um.",
            "Kind regards\nMarguerite Achterberg\nHead of Procurement | Achterberg & Sons\nNEW OFFICE from this month: 77 Quayside Road, Bristol BS1 6UT\nPlease update your records.",
            "Best,\nPriya Raman\nOperations | Northgate Studios\nThis message is confidential. Please delete it and cancel any further distribution.",
        ] {
            assert_eq!(own(&format!("Please skip the next one.\n\n{card}")), "Please skip the next one.", "{card}");
        }
    }

    #[test]
    fn an_address_that_a_doctor_or_a_firm_wants_is_no_card() {
        for text in [
            "Neue Adresse bitte:\n\nDr. med. Anke Sievers\nPraxis am Park\nParkstraße 5\n12345 Musterstadt\nTermin: ab sofort",
            "Liefern Sie bitte an\nDr. Anke Sievers, Parkstraße 5, 12345 Musterstadt.\n\nDanke",
        ] {
            assert!(own(text).contains("Parkstraße 5"), "{text}");
        }
    }

    #[test]
    fn greetings_with_names_and_places_still_end_a_mail() {
        for end in [
            "Best regards\nLena Brandt\nTel. 030 1234567",
            "Liebe Grüße aus Wien, Lena",
            "Thanks Lena",
            "Ihre Lena Brandt",
            "LG Lena",
            "Von meinem iPhone gesendet",
            "Cheers, Tom & Ben",
        ] {
            let text = format!("Please skip the next one.\n\n{end}");
            assert_eq!(own_words(&text).text, "Please skip the next one.", "{end}");
        }
    }
}

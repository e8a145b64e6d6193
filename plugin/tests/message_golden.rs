//! What comes of whole messages, in both languages, against golden files.
#![expect(clippy::expect_used, reason = "helpers of tests: what is not as expected fails the test")]

#[path = "common/plan.rs"]
mod plan;
#[path = "common/talk.rs"]
mod talk;

use armincx_recharge::contract::{Handoff, Preparation};
use std::fmt::Write as _;
use talk::{Talk, shop};

/// The messages of a conversation each, with what is answered.
fn told(locale: &str, talks: &[&[&str]]) -> String {
    let mut out = String::new();
    for messages in talks {
        let mut talk = Talk::new(shop(), locale);
        for message in *messages {
            let preparation = talk.say(message);
            let _ = writeln!(out, "CUSTOMER {message}\n{}", plan::render(&preparation).trim_end());
            match &preparation {
                Preparation::Plans(plans) => {
                    for plan in plans {
                        let _ = writeln!(out, "  evidence {:?}\n  rejected {:?}", plan.evidence, plan.rejected);
                        let _ = writeln!(out, "  reply {}", plan.reply.as_deref().unwrap_or("-"));
                    }
                }
                Preparation::Handoff(Handoff { reply, .. }) => {
                    let _ = writeln!(out, "  reply {}", reply.as_deref().unwrap_or("-"));
                }
                _ => {}
            }
        }
        out.push_str("----\n");
    }
    out
}

#[test]
fn english_messages_become_what_they_ask_for() {
    let talks: &[&[&str]] = &[
        &["Please cancel my Decaf Espresso subscription, it's too much coffee."],
        &["Skip the next delivery of the cat food please"],
        &["Can you move the decaf to 18 December and the cat food two weeks later than planned?"],
        &["I want the skipped Morning Blend delivery after all"],
        &["Both coffees go to a new address please: Hafenweg 3, 20457 Hamburg, Germany."],
        &["My house number for the decaf is wrong, it is 12, not 11."],
        &["Please stop my order", "Pause until a date", "Decaf Espresso", "15 January"],
        &["Please move my next delivery", "the cat food, to 5 January"],
        &["When does my next delivery come?"],
        &["How much do I pay for the decaf?"],
        &["Can I get the decaf every four weeks instead?"],
        &["Where is my parcel? The order #1234 has not arrived."],
    ];
    insta::assert_snapshot!("english", told("en", talks));
}

#[test]
fn german_messages_become_what_they_ask_for() {
    let talks: &[&[&str]] = &[
        &["Bitte kündigen Sie mein Abo für den Decaf Espresso, das ist mir zu viel Kaffee."],
        &["Die nächste Lieferung vom Katzenfutter bitte überspringen"],
        &["Bitte den Decaf auf den 18. Dezember verschieben und das Katzenfutter zwei Wochen später als geplant."],
        &["Ich möchte die übersprungene Lieferung vom Morning Blend doch haben"],
        &["Beide Kaffees bitte an die neue Adresse: Hafenweg 3, 20457 Hamburg."],
        &["Beim Decaf stimmt die Hausnummer nicht, richtig ist 12, nicht 11."],
        &["Bitte stoppen Sie meine Bestellung", "2", "Decaf Espresso", "15. Januar"],
        &["Bitte die nächste Lieferung verschieben", "das Katzenfutter, auf den 5. Januar"],
        &["Wann kommt meine nächste Lieferung?"],
        &["Was kostet mich der Decaf?"],
        &["Kann ich den Decaf nur alle vier Wochen bekommen?"],
        &["Wo ist mein Paket? Die Bestellung #1234 ist nicht angekommen."],
    ];
    insta::assert_snapshot!("german", told("de", talks));
}

//! The customer's language and form of address: what is said to a customer, as opposed to the reader of a ticket.

use crate::message::few::Few;
use jiff::civil::Date;

use crate::contract::{Context, Message, Speaker};
use crate::l10n::{Argument, Key, Language, Texts};
use crate::manifest::FORM_OF_ADDRESS;
use crate::message::clean;
use crate::message::tokens::tokens;

/// Small words that only one of the languages has; what both have ("an", "in", "so", "was") tells nothing.
const ENGLISH: Few =
    Few("the and my i im to of please you your not for it is want can could would dont this that with on until \
        have next yes just when what me");
/// The same in German, folded.
const GERMAN: Few =
    Few("der das und ich ist nicht bitte mein meine meinen ein eine den mir fur auf wir sie zu mit bis vom \
        mochte konnen kann nachste ja nein wann doch dem im am bin kein keine noch wie habe danke");

/// Small words of other languages near by, folded, that are none in these two: French, Spanish, Portuguese, Italian, Dutch,
/// Polish, Swedish and Danish.
const OTHERS: &str = "je le les une mon votre vous nous pour est pas avec merci bonjour el los una quiero por favor mi mis \
    gracias hola para que meu minha obrigado il che per mio della non grazie vorrei ciao buongiorno ik het een mijn niet van \
    graag dank nie prosze moja moje jest dzien dobry och jag inte min jeg ikke tak hej";

/// How a customer is spoken to.
#[derive(Debug)]
pub struct Voice<'t> {
    readers: &'t Texts,
    own: Option<Texts>,
    form: &'static str,
}

impl<'t> Voice<'t> {
    /// The voice for a message: in the language of its words, where they tell it, then of what the customer wrote before,
    /// else the reader's.
    pub fn of(ctx: &Context, readers: &'t Texts, words: &str, message: &Message) -> Self {
        let before = || {
            let turns = message.dialogue.iter().rev().filter(|turn| turn.speaker == Speaker::Customer);
            turns.take(10).find_map(|turn| language(&clean::clean(&turn.text)))
        };
        let language = language(words).or_else(before).unwrap_or(readers.language());
        let own = (language != readers.language()).then(|| Texts::new(language.tag()));
        let setting = ctx.settings.iter().find(|setting| setting.name == FORM_OF_ADDRESS);
        let du = setting.is_some_and(|setting| setting.value.trim().eq_ignore_ascii_case("du"));
        Self { readers, own, form: if du { "du" } else { "sie" } }
    }

    /// The texts in the customer's language.
    pub fn texts(&self) -> &Texts {
        self.own.as_ref().unwrap_or(self.readers)
    }

    /// A text for the customer. Every one may choose by `form`.
    pub fn say(&self, key: Key, words: &[(&'static str, Argument)]) -> String {
        let mut words = words.to_vec();
        words.push(("form", self.form.to_owned().into()));
        self.texts().with_all(key, &words)
    }

    /// A date in the customer's form.
    pub fn date(&self, date: Date) -> String {
        self.texts().date_text(date)
    }
}

/// The language that words are in; nothing when they don't tell.
fn language(words: &str) -> Option<Language> {
    let (mut english, mut german) = (0_usize, 0_usize);
    for token in tokens(words).iter().filter(|token| token.is_word()).take(2000) {
        let word = token.word.as_str();
        english = english.saturating_add(usize::from(ENGLISH.contains(word)));
        german = german.saturating_add(usize::from(GERMAN.contains(word)));
    }
    match english.cmp(&german) {
        std::cmp::Ordering::Less => Some(Language::German),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(Language::English),
    }
}

/// True iff words are in neither language: small words of others are more than those of both, or the letters are no Latin ones.
pub fn is_of_neither(words: &str) -> bool {
    let (mut own, mut others) = (0_usize, 0_usize);
    for token in tokens(words).iter().filter(|token| token.is_word()).take(2000) {
        let word = token.word.as_str();
        own = own.saturating_add(usize::from(ENGLISH.contains(word) || GERMAN.contains(word)));
        others = others.saturating_add(usize::from(OTHERS.split(' ').any(|other| other == word)));
    }
    let letters = || words.chars().filter(|c| c.is_alphabetic());
    let latin = letters().filter(|c| c.is_ascii() || ('\u{c0}'..='\u{24f}').contains(c)).count();
    (others >= 2 && others > own) || latin.saturating_mul(2) < letters().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_languages_are_told_from_few_words_of_these_two() {
        for words in [
            "Bonjour, je voudrais résilier mon abonnement au plus vite, merci.",
            "Buenos días, quiero cancelar mi suscripción cuanto antes, gracias.",
            "Vorrei disdire il mio abbonamento, grazie mille",
            "Ik wil mijn abonnement graag opzeggen",
            "Dzień dobry, proszę anulować moją subskrypcję",
            "Хочу отменить подписку на кофе",
            "请取消我的订阅",
        ] {
            assert!(is_of_neither(words), "{words}");
        }
        for words in [
            "Thanks so much, that's all sorted now. Have a lovely weekend x",
            "Frohe Weihnachten und einen guten Rutsch wünscht Familie Obermoser",
            "ciao, bitte kündigen",
            "Decaf Espresso",
            "new address: Calle de las Flores 5, 28012 Madrid",
            "merci vielmal, bitte das Abo künden",
            "",
            "2",
        ] {
            assert!(!is_of_neither(words), "{words}");
        }
    }

    #[test]
    fn small_words_tell_the_language_and_few_words_tell_none() {
        for (words, expected) in [
            ("Please skip the next one", Some(Language::English)),
            ("Bitte die nächste überspringen", Some(Language::German)),
            ("Bitte skip my next delivery, ich bin nicht da", Some(Language::German)),
            ("2", None),
            ("Decaf Espresso", None),
            ("Prosze anulowac", None),
        ] {
            assert_eq!(language(words), expected, "{words}");
        }
    }
}

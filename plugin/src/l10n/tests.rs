//! Both translation files against each other and against the keys that the code uses.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};

use super::*;

/// How customers are addressed, which German alone has a use for.
const FORM: &str = "form";
/// Forms of dates are the language's own, so each picks its variables from those that are given.
const FREE_CHOICE: &str = "date";

const ENGLISH: &str = include_str!("../../locales/en.ftl");
const GERMAN: &str = include_str!("../../locales/de.ftl");

fn messages(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let resource = fluent_syntax::parser::parse(source).expect("the file is well-formed");
    // The catalogue knows texts, variables and choices by a variable; anything more would be left out silently.
    let unknown = ["FunctionReference", "MessageReference", "TermReference", "StringLiteral", "Term("];
    let tree = format!("{:?}", resource.body);
    assert_eq!(unknown.iter().find(|kind| tree.contains(*kind)), None);
    assert!(!resource.body.is_empty());
    let (mut out, mut name) = (BTreeMap::<_, BTreeSet<_>>::new(), String::new());
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, _)) = line.split_once(" = ").filter(|(key, _)| !key.starts_with([' ', '[', '*'])) {
            name = key.to_owned();
            assert!(out.insert(name.clone(), BTreeSet::new()).is_none(), "{name} is there twice");
        }
        let variables = out.entry(name.clone()).or_default();
        for piece in line.split('$').skip(1) {
            let end = piece.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(piece.len());
            // A dollar sign that is a currency symbol stands before a blank or a brace.
            if end > 0 {
                variables.insert(piece[..end].to_owned());
            }
        }
    }
    out.remove("");
    out
}

/// What a pattern comes to, put together from Fluent's own tree: what the catalogue says is compared with it.
fn told(pattern: &Pattern<&str>, language: Language, variables: &[(&'static str, Argument)]) -> String {
    let variable = |inline: &InlineExpression<&str>| match inline {
        InlineExpression::VariableReference { id } => {
            variables.iter().find(|(name, _)| *name == id.name).unwrap().1.clone()
        }
        other => panic!("{other:?}"),
    };
    let said = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => (*value).to_owned(),
        PatternElement::Placeable { expression: Expression::Inline(inline) } => match variable(inline) {
            Argument::Text(text) => text,
            Argument::Number(number) => number.to_string(),
        },
        PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
            let words = match variable(selector) {
                Argument::Text(word) => vec![word],
                Argument::Number(number) => vec![number.to_string(), language.plural(number).to_owned()],
            };
            let named = |word: &String| variants.iter().find(|variant| key(&variant.key) == word);
            let default = || variants.iter().find(|variant| variant.default).unwrap();
            told(&words.iter().find_map(named).unwrap_or_else(default).value, language, variables)
        }
    };
    pattern.elements.iter().map(said).collect()
}

fn key<'k>(key: &'k VariantKey<&str>) -> &'k str {
    let (VariantKey::Identifier { name } | VariantKey::NumberLiteral { value: name }) = key;
    name
}

/// The variables of a pattern, each with the words by which it chooses.
fn chosen<'p>(pattern: &Pattern<&'p str>, out: &mut BTreeMap<&'p str, BTreeSet<&'p str>>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        let (Expression::Inline(inline) | Expression::Select { selector: inline, .. }) = expression;
        let InlineExpression::VariableReference { id } = inline else { panic!("{inline:?}") };
        let words = out.entry(id.name).or_default();
        if let Expression::Select { variants, .. } = expression {
            words.extend(variants.iter().map(|variant| match variant.key {
                VariantKey::Identifier { name } | VariantKey::NumberLiteral { value: name } => name,
            }));
            variants.iter().for_each(|variant| chosen(&variant.value, out));
        }
    }
}

#[test]
fn every_message_is_said_as_its_file_has_it_whatever_its_variables_are() {
    for (language, source) in [(Language::English, ENGLISH), (Language::German, GERMAN)] {
        let catalogue = Catalogue::new(language, language.messages());
        for entry in fluent_syntax::parser::parse(source).expect("the file is well-formed").body {
            let Entry::Message(message) = entry else { continue };
            let pattern = message.value.unwrap();
            let mut variables = BTreeMap::new();
            chosen(&pattern, &mut variables);
            // Every variable in turn has each of its words, and numbers, while the others have their first.
            let values = |words: &BTreeSet<&str>| {
                let words = words.iter().map(|word| Argument::Text((*word).to_owned()));
                let numbers = [0_u64, 1, 2, 3, 12].map(Argument::Number);
                words.chain(numbers).chain([Argument::Text("{ other }".to_owned())]).collect::<Vec<_>>()
            };
            let leak = |name: &str| -> &'static str { name.to_owned().leak() };
            let first: Vec<(&'static str, Argument)> =
                variables.iter().map(|(name, words)| (leak(name), values(words)[0].clone())).collect();
            let mut given = vec![first.clone()];
            for (at, words) in variables.values().enumerate() {
                given.extend(values(words).into_iter().map(|value| {
                    let mut given = first.clone();
                    given[at].1 = value;
                    given
                }));
            }
            for given in given {
                let said = catalogue.message(message.id.name, &given);
                assert_eq!(said, Some(told(&pattern, language, &given)), "{} with {given:?}", message.id.name);
            }
        }
        for name in ["", "dat", "date =", "nothing", "[1"] {
            assert!(catalogue.pattern(name).is_none(), "{name:?}");
        }
    }
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_variables() {
    let (mut english, mut german) = (messages(ENGLISH), messages(GERMAN));
    english.values_mut().chain(german.values_mut()).for_each(|variables| _ = variables.remove(FORM));
    assert!(english.keys().eq(german.keys()));
    for (key, variables) in english.iter().filter(|(key, _)| *key != FREE_CHOICE) {
        assert_eq!(Some(variables), german.get(key), "{key}");
    }
}

#[test]
fn the_code_uses_exactly_the_messages_that_are_there() {
    let used: BTreeSet<_> =
        Key::ALL.iter().map(|key| key.id().to_owned()).chain(crate::actions::parameter_names()).collect();
    let there: BTreeSet<_> = messages(ENGLISH).into_keys().collect();
    assert_eq!(used, there);
}

#[test]
fn a_key_has_the_name_that_stands_beside_it() {
    assert!(Key::ALL.iter().map(|key| key.id()).eq(Key::IDS.iter().copied()));
}

#[test]
fn a_region_of_german_reads_german_and_any_other_language_english() {
    for (tag, language) in [
        ("de", Language::German),
        ("de-AT", Language::German),
        ("DE-ch", Language::German),
        ("de_DE", Language::German),
        ("de-Latn-DE", Language::German),
        ("en-GB", Language::English),
        ("fr", Language::English),
        ("den", Language::English),
        ("", Language::English),
        ("\u{0}", Language::English),
    ] {
        assert_eq!(Texts::new(tag).language(), language, "{tag:?}");
    }
}

#[test]
fn the_word_for_cancel_is_the_expected_one() {
    assert_eq!(Texts::new("de").get(Key::ActionCancel), "Abbrechen");
    assert_eq!(Texts::new("en").get(Key::ActionCancel), "Cancel");
}

#[test]
fn plurals_are_as_cldr_has_them() {
    use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
    for language in LANGUAGES {
        let rules = PluralRules::create(
            language.tag().parse::<unic_langid::LanguageIdentifier>().unwrap(),
            PluralRuleType::CARDINAL,
        )
        .unwrap();
        for count in (0..=1200).chain([1_000_000, 1_000_001, 2_000_000_000]) {
            let category = match rules.select(count).unwrap() {
                PluralCategory::ONE => "one",
                PluralCategory::OTHER => "other",
                rare => panic!("{language:?} has {rare:?} for {count}"),
            };
            assert_eq!(language.plural(count), category, "{language:?}, {count}");
        }
    }
}

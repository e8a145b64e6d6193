//! The descriptions of the actions, in both languages.

use super::*;
use crate::testing::context;
use serde_json::Value;

fn schema(action: &Action) -> Value {
    serde_json::from_str(&action.parameters).unwrap()
}

/// Every word in a schema, with the path to it.
fn words(schema: &Value, path: &str, out: &mut Vec<(String, String)>) {
    match schema {
        Value::Object(node) => {
            for (key, value) in node {
                match (key.as_str(), value) {
                    ("title" | "description", Value::String(text)) => out.push((format!("{path}/{key}"), text.clone())),
                    _ => words(value, &format!("{path}/{key}"), out),
                }
            }
        }
        Value::Array(parts) => {
            for (position, part) in parts.iter().enumerate() {
                words(part, &format!("{path}/{position}"), out);
            }
        }
        _ => {}
    }
}

#[test]
fn there_are_six_actions_of_which_one_is_a_link() {
    let actions = list_actions(&context("a@example.com", "en")).unwrap();
    let ids: Vec<_> = actions.iter().map(|action| action.id.as_str()).collect();
    assert_eq!(ids, ["move-date", "cancel", "skip", "unskip", "update-address", "open"]);
    assert!(actions.iter().all(|action| (action.kind == ActionKind::Link) == (action.id == "open")));
}

#[test]
fn schemas_say_the_same_in_both_languages_and_in_no_third() {
    let (english, german) = (context("a@example.com", "en"), context("a@example.com", "de-CH"));
    for (english, german) in list_actions(&english).unwrap().iter().zip(list_actions(&german).unwrap()) {
        let (mut en, mut de) = (Vec::new(), Vec::new());
        words(&schema(english), "", &mut en);
        words(&schema(&german), "", &mut de);
        assert!(en.iter().map(|(path, _)| path).eq(de.iter().map(|(path, _)| path)), "{}", english.id);
        for ((path, en), (_, de)) in en.iter().zip(&de) {
            assert_ne!(en, de, "{} {path}", english.id);
        }
        assert_eq!(english.model_description, german.model_description);
        assert_ne!(english.description, german.description);
    }
}

#[test]
fn schemas_are_of_2020_12_closed_and_in_one_piece() {
    for action in list_actions(&context("a@example.com", "en")).unwrap() {
        let schema = schema(&action);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{}", action.id);
        assert_eq!(schema["type"], "object", "{}", action.id);
        assert_eq!(schema["additionalProperties"], false, "{}", action.id);
        assert!(!action.parameters.contains("$ref"), "{}", action.id);
    }
}

#[test]
fn schemas_of_the_actions_stay_as_they_are() {
    let actions = list_actions(&context("a@example.com", "en")).unwrap();
    let schemas: Vec<_> = actions.iter().map(|action| in_order(schema(action))).collect();
    insta::assert_snapshot!(serde_json::to_string_pretty(&schemas).unwrap());
}

/// With `BLESS=1` in the environment the files are written anew.
#[test]
fn schemas_are_those_of_the_types_that_the_parameters_are_read_into() {
    let derived = [
        (&move_date::DEFINITION, derived::<move_date::Parameters>()),
        (&cancel::DEFINITION, derived::<cancel::Parameters>()),
        (&skip::DEFINITION, derived::<skip::Parameters>()),
        (&unskip::DEFINITION, derived::<unskip::Parameters>()),
        (&update_address::DEFINITION, derived::<update_address::Parameters>()),
        (&open::DEFINITION, derived::<open::Parameters>()),
        (&reactivate::DEFINITION, derived::<reactivate::Parameters>()),
    ];
    assert!(known().map(|definition| definition.id).eq(derived.iter().map(|(definition, _)| definition.id)));
    for (definition, schema) in derived {
        if std::env::var_os("BLESS").is_some() {
            let file = format!("{}/src/actions/schemas/{}.json", env!("CARGO_MANIFEST_DIR"), definition.id);
            std::fs::write(file, format!("{}\n", serde_json::to_string_pretty(&schema).unwrap())).unwrap();
        } else {
            assert_eq!(schema::read(definition.parameters()), schema, "{}", definition.id);
        }
    }
}

/// The schema of a type: 2020-12, in one piece, so that a form generator follows no references, and without the English
/// words that come from the doc comments.
fn derived<T: schemars::JsonSchema>() -> Value {
    fn strip(schema: &mut Value) {
        match schema {
            Value::Object(node) => {
                for name in ["title", "description"] {
                    if node.get(name).is_some_and(Value::is_string) {
                        node.remove(name);
                    }
                }
                node.values_mut().for_each(strip);
            }
            Value::Array(parts) => parts.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut settings = schemars::generate::SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    strip(&mut schema);
    in_order(schema)
}

/// Keys in order of name: whether serde_json keeps another one depends on what else is built beside this crate.
fn in_order(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(object) => {
            let sorted: std::collections::BTreeMap<String, Value> =
                object.into_iter().map(|(key, value)| (key, in_order(value))).collect();
            Value::Object(sorted.into_iter().collect())
        }
        Value::Array(items) => items.into_iter().map(in_order).collect(),
        other => other,
    }
}

#[test]
fn an_unknown_action_is_an_invalid_request_and_no_words_are_nothing() {
    let ctx = context("a@example.com", "de");
    let host = crate::testing::Shop::default().host();
    let form = ActionRequest::Form(crate::contract::Form {
        action: "pay\u{202E}\n".to_owned(),
        targets: Vec::new(),
        parameters: "{}".to_owned(),
    });
    let Err(PluginError::InvalidRequest(problem)) = prepare_action(&host, &ctx, &form) else { panic!() };
    assert!(problem.message.starts_with("Es gibt keine Aktion „pay“."), "{}", problem.message);
    let message = ActionRequest::Message(crate::contract::Message {
        text: " \u{200b}\n".to_owned(),
        dialogue: Vec::new(),
        lapsed: Vec::new(),
    });
    let Ok(Preparation::Nothing) = prepare_action(&host, &ctx, &message) else { panic!() };
    assert!(host.batches().is_empty());
}

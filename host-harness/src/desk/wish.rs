//! A form and the answers to the plugin's questions about it.

use serde_json::{Map, Value};

use crate::contract::{Choice, Form, Target};

/// A choice that is none by the contract.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the plugin's choice \"{label}\" can't be read")]
pub struct BrokenChoice {
    /// The words on it.
    pub label: String,
}

/// The form with an answer in it: a choice's `targets` replace the form's, its other keys go into the parameters.
///
/// # Errors
/// When the plugin's choice is none of that.
pub fn chosen(form: Form, choice: &Choice) -> Result<Form, BrokenChoice> {
    let broken = || BrokenChoice { label: choice.label.clone() };
    let value: Value = serde_json::from_str(&choice.value).map_err(|_| broken())?;
    let Value::Object(mut answer) = value else { return Err(broken()) };
    let targets = match answer.remove("targets") {
        None => form.targets,
        Some(targets) => read_targets(&targets).ok_or_else(broken)?,
    };
    let mut parameters: Map<String, Value> = serde_json::from_str(&form.parameters).map_err(|_| broken())?;
    parameters.extend(answer);
    Ok(Form { targets, parameters: Value::Object(parameters).to_string(), ..form })
}

/// `[{"subscription": 5}]`
fn read_targets(value: &Value) -> Option<Vec<Target>> {
    let target = |value: &Value| {
        let (kind, id) = value.as_object()?.iter().next()?;
        let id = id.as_u64()?;
        Some(match kind.as_str() {
            "subscription" => Target::Subscription(id),
            "charge" => Target::Charge(id),
            "address" => Target::Address(id),
            "customer" => Target::Customer(id),
            _ => return None,
        })
    };
    value.as_array()?.iter().map(target).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_choice_is_merged_into_the_form() {
        let form = Form { action: "skip".into(), targets: Vec::new(), parameters: "{\"again\":true}".into() };
        let choice = |value: &Value| Choice { value: value.to_string(), label: "x".into(), detail: None };
        let merged = chosen(form.clone(), &choice(&json!({"scope": "item"}))).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&merged.parameters).unwrap(), json!({"again": true, "scope": "item"}));
        let aimed = chosen(form.clone(), &choice(&json!({"targets": [{"subscription": 5}], "scope": "charge"})));
        let aimed = aimed.unwrap();
        assert_eq!(aimed.targets.len(), 1);
        assert!(matches!(aimed.targets[0], Target::Subscription(5)));
        assert!(aimed.parameters.contains("charge"));
        for wrong in [json!([]), json!({"targets": [{"planet": 5}]}), json!("x")] {
            assert!(chosen(form.clone(), &choice(&wrong)).is_err(), "{wrong}");
        }
    }
}

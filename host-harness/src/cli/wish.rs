//! A wish on the command line as the form the contract has: what it is aimed at, and its parameters.

use std::io::Read as _;
use std::path::Path;

use clap::Args;
use serde_json::{Map, Value};

use super::error::{CliError, Exit};
use crate::contract::{Form, Target};

/// The longest parameters that are read.
const MAX_BYTES: u64 = 1024 * 1024;

/// What an action is aimed at, and its parameters.
#[derive(Debug, Clone, Default, Args)]
pub struct WishArgs {
    /// A subscription it is aimed at, by Recharge's id
    #[arg(long = "subscription", value_name = "ID")]
    pub subscriptions: Vec<u64>,
    /// A charge it is aimed at
    #[arg(long = "charge", value_name = "ID")]
    pub charges: Vec<u64>,
    /// An address it is aimed at
    #[arg(long = "address", value_name = "ID")]
    pub addresses: Vec<u64>,
    /// The customer it is aimed at
    #[arg(long = "customer", value_name = "ID")]
    pub customers: Vec<u64>,
    /// A parameter, such as to=2026-12-24 or by.weeks=2; `harness actions --schema` shows them
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// All parameters as a JSON object, from a file or from standard input (-)
    #[arg(long, value_name = "FILE")]
    pub params: Option<std::path::PathBuf>,
    /// Answer a question with the choice of this number; several questions take several
    #[arg(long = "choose", value_name = "N")]
    pub choose: Vec<usize>,
}

impl WishArgs {
    /// The form of an action.
    ///
    /// # Errors
    /// When the parameters can't be read or are no JSON object.
    pub fn form(&self, action: &str) -> Result<Form, CliError> {
        self.form_from(None, action)
    }

    /// The form of an action that starts from an earlier one: parameters that are given here replace those of that name.
    ///
    /// # Errors
    /// As [`WishArgs::form`].
    pub fn form_from(&self, earlier: Option<&Form>, action: &str) -> Result<Form, CliError> {
        let mut parameters: Map<String, Value> =
            earlier.and_then(|form| serde_json::from_str(&form.parameters).ok()).unwrap_or_default();
        if let Some(path) = &self.params {
            parameters.extend(read(path)?);
        }
        for pair in &self.set {
            put(&mut parameters, pair)?;
        }
        Ok(Form {
            action: action.to_owned(),
            targets: self.targets(),
            parameters: Value::Object(parameters).to_string(),
        })
    }

    /// What it is aimed at; empty when nothing was said.
    pub fn targets(&self) -> Vec<Target> {
        let subscriptions = self.subscriptions.iter().copied().map(Target::Subscription);
        let charges = self.charges.iter().copied().map(Target::Charge);
        let addresses = self.addresses.iter().copied().map(Target::Address);
        let customers = self.customers.iter().copied().map(Target::Customer);
        subscriptions.chain(charges).chain(addresses).chain(customers).collect()
    }
}

fn read(path: &Path) -> Result<Map<String, Value>, CliError> {
    let name = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    let unreadable = |why: std::io::Error| {
        CliError::new("params-unreadable", Exit::Usage, format!("can't read the parameters from {name}: {why}"))
            .hint("name a file with a JSON object, or - for standard input")
            .caused_by(why)
    };
    let mut text = String::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(MAX_BYTES).read_to_string(&mut text).map_err(unreadable)?;
    } else {
        let file = std::fs::File::open(path).map_err(unreadable)?;
        file.take(MAX_BYTES).read_to_string(&mut text).map_err(unreadable)?;
    }
    let hint = "`harness actions --schema` shows what an action takes";
    match serde_json::from_str(&text) {
        Ok(Value::Object(parameters)) => Ok(parameters),
        Ok(_) => {
            let message = format!("the parameters in {name} are no JSON object");
            Err(CliError::new("params-invalid", Exit::Usage, message).hint(hint))
        }
        Err(why) => {
            let message = format!("the parameters in {name} are no JSON: {why}");
            Err(CliError::new("params-invalid", Exit::Usage, message).hint(hint).caused_by(why))
        }
    }
}

/// "by.weeks=2": a value is JSON where it is JSON, and a text otherwise.
fn put(parameters: &mut Map<String, Value>, pair: &str) -> Result<(), CliError> {
    let wrong = || {
        let message = format!("--set can't be understood: \"{}\"", pair.escape_debug());
        CliError::new("params-invalid", Exit::Usage, message).hint("write it as in to=2026-12-24 or by.weeks=2")
    };
    let (name, text) = pair.split_once('=').ok_or_else(wrong)?;
    let value = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
    let mut names: Vec<&str> = name.split('.').collect();
    if names.iter().any(|name| name.is_empty()) {
        return Err(wrong());
    }
    let last = names.pop().ok_or_else(wrong)?;
    let mut place = parameters;
    for name in names {
        let below = place.entry(name).or_insert_with(|| Value::Object(Map::new()));
        place = below.as_object_mut().ok_or_else(wrong)?;
    }
    place.insert(last.to_owned(), value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parameters(set: &[&str]) -> Value {
        let args = WishArgs { set: set.iter().map(|pair| (*pair).to_owned()).collect(), ..WishArgs::default() };
        serde_json::from_str(&args.form("skip").unwrap().parameters).unwrap()
    }

    #[test]
    fn parameters_are_set_by_name_and_values_are_json_where_they_are() {
        assert_eq!(
            parameters(&["to=2026-12-24", "by.weeks=2", "whole_charge=true", "reason=Too much = too much"]),
            json!({"to": "2026-12-24", "by": {"weeks": 2}, "whole_charge": true, "reason": "Too much = too much"})
        );
        assert_eq!(parameters(&[]), json!({}));
        for wrong in ["to", "=5", "a..b=1", ".=1"] {
            let args = WishArgs { set: vec![wrong.to_owned()], ..WishArgs::default() };
            assert_eq!(args.form("skip").unwrap_err().code, "params-invalid", "{wrong}");
        }
        let args = WishArgs { set: vec!["a=1".into(), "a.b=1".into()], ..WishArgs::default() };
        assert_eq!(args.form("skip").unwrap_err().code, "params-invalid", "a number has no members");
    }
}

//! JSON as one reads it beside TOML: the same entries in the other spelling. The text is spelled anew as one TOML inline
//! table, each line staying the line it was, so that there is one reader and its mistakes name the right line.

use super::Respelled;

/// What keeps a text from being read: the line, from 1, and why.
pub(super) type NotJson = (usize, String);

/// The name of the only entry of the TOML that comes out.
pub(super) const ROOT: &str = "root";

/// Whether a text is meant as JSON: no TOML starts with a brace.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
}

/// Spells JSON as TOML.
///
/// # Errors
/// When it is no JSON, or has a null where no entry can be left out.
pub(super) fn as_toml(text: &str) -> Result<Respelled, NotJson> {
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        (error.line().max(1), format!("not JSON: {message}"))
    })?;
    let mut writer = Writer { rest: text, line: 1, out: format!("{ROOT}="), keys: Vec::new() };
    writer.space();
    writer.value()?;
    writer.space();
    Ok(Respelled { text: writer.out, keys: writer.keys })
}

/// Reads what is known to be JSON, and writes as it goes.
struct Writer<'a> {
    rest: &'a str,
    line: usize,
    out: String,
    /// Each key with its place.
    keys: Vec<(usize, String)>,
}

impl Writer<'_> {
    /// Copies white space, lines included.
    fn space(&mut self) {
        let end = self.rest.find(|c: char| !c.is_ascii_whitespace()).unwrap_or(self.rest.len());
        let (space, rest) = self.rest.split_at(end);
        self.line += space.bytes().filter(|byte| *byte == b'\n').count();
        self.out.push_str(space);
        self.rest = rest;
    }

    fn starts(&self, with: char) -> bool {
        self.rest.starts_with(with)
    }

    /// Passes over one character and writes another in its place.
    fn turn(&mut self, into: &str) {
        let mut rest = self.rest.chars();
        rest.next();
        self.rest = rest.as_str();
        self.out.push_str(into);
    }

    fn value(&mut self) -> Result<(), NotJson> {
        match self.rest.chars().next() {
            Some('{') => self.object(),
            Some('[') => self.list(),
            Some('"') => {
                let text = self.text();
                self.out.push_str(&quoted(&text));
                Ok(())
            }
            _ => {
                let end = self.rest.find([',', ']', '}', ' ', '\t', '\r', '\n']).unwrap_or(self.rest.len());
                let (literal, rest) = self.rest.split_at(end);
                if literal == "null" {
                    return Err((self.line, "null in a list".to_owned()));
                }
                self.out.push_str(literal);
                self.rest = rest;
                Ok(())
            }
        }
    }

    fn list(&mut self) -> Result<(), NotJson> {
        self.turn("[");
        self.space();
        while !self.rest.is_empty() && !self.starts(']') {
            self.value()?;
            self.space();
            self.comma();
        }
        self.turn("]");
        Ok(())
    }

    fn object(&mut self) -> Result<(), NotJson> {
        self.turn("{");
        self.space();
        while !self.rest.is_empty() && !self.starts('}') {
            let start = self.out.len();
            let key = self.text();
            self.out.push_str(&quoted(&key));
            self.space();
            self.turn("=");
            self.space();
            if self.rest.starts_with("null") {
                // An entry that is not there; its lines stay.
                let lines = self.out.get(start..).unwrap_or_default().matches('\n').count();
                self.out.truncate(start);
                self.out.extend(std::iter::repeat_n('\n', lines));
                self.rest = self.rest.strip_prefix("null").unwrap_or_default();
                self.space();
                if self.starts(',') {
                    self.turn("");
                    self.space();
                }
                continue;
            }
            self.keys.push((start, key));
            self.value()?;
            self.space();
            self.comma();
        }
        self.turn("}");
        Ok(())
    }

    fn comma(&mut self) {
        if self.starts(',') {
            self.turn(",");
            self.space();
        }
    }

    /// Passes over a text and gives what it says.
    fn text(&mut self) -> String {
        let mut escaped = false;
        let closes = |(_, c): &(usize, char)| {
            let closes = *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            closes
        };
        let end = self.rest.char_indices().skip(1).find(closes).map_or(self.rest.len(), |(end, _)| end + 1);
        let (token, rest) = self.rest.split_at(end);
        self.rest = rest;
        serde_json::from_str(token).unwrap_or_default()
    }
}

/// A text as TOML's basic string. JSON's escapes are among TOML's; DEL has to be escaped besides.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn read(text: &str) -> Value {
        let toml = as_toml(text).unwrap();
        assert_eq!(toml.text.matches('\n').count(), text.matches('\n').count(), "{text}\n{}", toml.text);
        let value: toml::Value = toml::from_str(&toml.text).unwrap_or_else(|error| panic!("{error}\n{}", toml.text));
        serde_json::to_value(&value[ROOT]).unwrap()
    }

    #[test]
    fn json_says_the_same_as_toml_line_by_line() {
        let text = "{\n  \"a\": [1, -2.5,\n true, {\"b\": {}}],\r\n \"quo\\\"te\\/\": \"\\ud83d\\ude00 \\u0001\\u007f\\n\",\n\t\"n\":\nnull\n, \"last\": \"x\", \"m\": null}\n";
        assert_eq!(
            read(text),
            json!({"a": [1, -2.5, true, {"b": {}}], "quo\"te/": "\u{1f600} \u{1}\u{7f}\n", "last": "x"})
        );
        assert!(is_json(text) && is_json("\u{feff} {}") && !is_json("[store]") && !is_json(""));
    }

    #[test]
    fn what_is_no_json_is_named_with_its_line() {
        for (text, line, why) in [
            ("{\n\"a\": 1,\n}", 3, "key must be a string"),
            ("{\"a\": 1} x", 1, "trailing characters"),
            ("{\n\n\"a\"", 3, "EOF while parsing"),
            ("{\"a\":\n[1,\nnull]}", 3, "null in a list"),
        ] {
            let (found, message) = as_toml(text).err().unwrap();
            assert_eq!(found, line, "{text}");
            assert!(message.contains(why), "{message}");
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from)
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                proptest::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|map| map.into_iter().collect::<serde_json::Map<_, _>>().into()),
            ]
        })
    }

    proptest! {
        #[test]
        fn whatever_json_says_comes_out_the_same(entries in proptest::collection::btree_map(any::<String>(), any_json(), 0..5), pretty: bool) {
            let value: Value = entries.into_iter().collect::<serde_json::Map<_, _>>().into();
            let text = if pretty { serde_json::to_string_pretty(&value).unwrap() } else { value.to_string() };
            prop_assert_eq!(read(&text), value);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\{[\\PC\"\\\\:,\\[\\]{}\n ]{0,60}") {
            let _ = as_toml(&text);
        }
    }
}

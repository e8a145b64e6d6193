//! The fields of an address: which there are, what they are now, what they are to be.

use serde_json::{Map, Value};

use crate::recharge::Address;

/// A field of an address.
#[derive(Debug)]
pub struct Field {
    /// Recharge's name, and the parameter's.
    pub name: &'static str,
    /// Whether Recharge wants it to have text.
    pub required: bool,
    read: fn(&Address) -> Option<&String>,
}

/// Every field that a form can change.
pub const ALL: [Field; 10] = [
    Field { name: "first_name", required: true, read: |address| address.first_name.as_ref() },
    Field { name: "last_name", required: true, read: |address| address.last_name.as_ref() },
    Field { name: "company", required: false, read: |address| address.company.as_ref() },
    Field { name: "address1", required: true, read: |address| address.address1.as_ref() },
    Field { name: "address2", required: false, read: |address| address.address2.as_ref() },
    Field { name: "city", required: true, read: |address| address.city.as_ref() },
    Field { name: "province", required: false, read: |address| address.province.as_ref() },
    Field { name: "zip", required: false, read: |address| address.zip.as_ref() },
    Field { name: "country_code", required: true, read: |address| address.country_code.as_ref() },
    Field { name: "phone", required: false, read: |address| address.phone.as_ref() },
];

impl Field {
    /// The text as Recharge has it; nothing for null.
    pub fn raw<'a>(&self, address: &'a Address) -> Option<&'a str> {
        (self.read)(address).map(String::as_str)
    }

    /// The text; empty for none.
    pub fn of<'a>(&self, address: &'a Address) -> &'a str {
        self.raw(address).unwrap_or_default().trim()
    }
}

/// The text of every field, by name.
pub type Texts = Map<String, Value>;

/// An address with what a form changes of it. A province is one of its country's: in another one it goes, unless the form
/// names a new one.
pub fn changed(address: &Address, form: &Map<String, Value>) -> Texts {
    let country = form.get("country_code").and_then(Value::as_str).map(str::trim);
    let current = address.country_code.as_deref().unwrap_or_default().trim();
    let elsewhere = country.is_some_and(|code| !code.eq_ignore_ascii_case(current));
    let field = |field: &Field| {
        let given = form.get(field.name).and_then(Value::as_str).map(str::trim);
        let text = match (field.name, given) {
            ("country_code", Some(code)) => code.to_ascii_uppercase(),
            ("province", None) if elsewhere => String::new(),
            (_, given) => given.unwrap_or_else(|| field.of(address)).to_owned(),
        };
        (field.name.to_owned(), Value::from(text))
    };
    object(ALL.iter().map(field))
}

/// An object of these fields. Collecting would sort them first, and the code for that is as large as an action's.
pub fn object(fields: impl Iterator<Item = (String, Value)>) -> Texts {
    let mut out = Map::new();
    for (name, value) in fields {
        out.insert(name, value);
    }
    out
}

/// True iff an address has these texts in these fields; what isn't named may be anything.
pub fn is(address: &Address, texts: &Texts) -> bool {
    let mut fields = ALL.iter().filter_map(|field| Some((field, texts.get(field.name)?.as_str()?)));
    fields.all(|(field, text)| field.of(address) == text)
}

/// The text of one field; empty for none.
pub fn text<'a>(texts: &'a Texts, name: &str) -> &'a str {
    texts.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The address as one with these texts, to be written like any other.
pub fn with(address: &Address, texts: &Texts) -> Address {
    let text = |name: &str| Some(text(texts, name).to_owned()).filter(|text| !text.is_empty());
    Address {
        first_name: text("first_name"),
        last_name: text("last_name"),
        company: text("company"),
        address1: text("address1"),
        address2: text("address2"),
        city: text("city"),
        province: text("province"),
        zip: text("zip"),
        country_code: text("country_code"),
        phone: text("phone"),
        ..address.clone()
    }
}

/// The parameters that make another address this one; nothing when it lacks what Recharge wants to have.
pub fn parameters(address: &Address, names: impl Fn(&str) -> bool) -> Option<Texts> {
    let wanted = ALL.iter().filter(|field| names(field.name));
    let possible = |field: &&Field| !field.required || !field.of(address).is_empty();
    if !wanted.clone().all(|field| possible(&field)) {
        return None;
    }
    Some(object(wanted.map(|field| (field.name.to_owned(), Value::from(field.of(address))))))
}

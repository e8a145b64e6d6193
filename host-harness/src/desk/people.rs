//! The people of the stand-in helpdesk, read from a file: the accounts that a real helpdesk would know.

use serde::Deserialize;
use toml::Spanned;

use crate::data_file::{DataFile, DataFileError};
use crate::gate::{Person, Role};

/// The demo's people, as a file.
const DEMO: &str = include_str!("../../demo/people.toml");

/// The people of a helpdesk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People(Vec<Person>);

/// There is no account of that id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is nobody called \"{id}\" at this helpdesk; known are {known}")]
pub struct UnknownPerson {
    /// The id that was given.
    pub id: String,
    /// The ids there are.
    pub known: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleFile {
    people: Vec<PersonEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonEntry {
    id: Spanned<String>,
    name: String,
    roles: Vec<Spanned<String>>,
}

impl People {
    /// The demo's people.
    ///
    /// # Errors
    /// When the file that was built in has a mistake.
    pub fn demo() -> Result<Self, DataFileError> {
        Self::parse(DEMO, "people.toml")
    }

    /// Reads people from TOML or JSON; `file_name` is for messages only.
    ///
    /// # Errors
    /// The first mistake: file, line, field, what is there and what belongs there.
    pub fn parse(text: &str, file_name: &str) -> Result<Self, DataFileError> {
        let file = DataFile::new(file_name, text)?;
        let entries: PeopleFile = file.parse()?;
        let mut people: Vec<Person> = Vec::new();
        for (position, entry) in entries.people.into_iter().enumerate() {
            let field = format!("people[{position}]");
            if people.iter().any(|other| other.id == *entry.id.get_ref()) {
                let found = format!("\"{}\" is the id of two people", entry.id.get_ref());
                return Err(file.mistake(&entry.id.span(), format!("{field}.id"), found, "an id of its own"));
            }
            let mut roles = Vec::new();
            for role in entry.roles {
                let known = Role::ALL.into_iter().find(|known| known.as_str() == role.get_ref());
                roles.push(known.ok_or_else(|| {
                    let found = format!("there is no role \"{}\"", role.get_ref());
                    file.mistake(&role.span(), format!("{field}.roles"), found, "\"viewer\", \"agent\" or \"lead\"")
                })?);
            }
            people.push(Person { id: entry.id.into_inner(), name: entry.name, roles });
        }
        Ok(Self(people))
    }

    /// The person of that id.
    ///
    /// # Errors
    /// When there is none, with the ids there are.
    pub fn get(&self, id: &str) -> Result<&Person, UnknownPerson> {
        self.0.iter().find(|person| person.id == id).ok_or_else(|| {
            let known: Vec<&str> = self.0.iter().map(|person| person.id.as_str()).collect();
            UnknownPerson { id: id.chars().take(60).collect(), known: known.join(", ") }
        })
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demos_people_have_one_of_each_role() {
        let people = People::demo().unwrap();
        for role in Role::ALL {
            assert!(people.iter().any(|person| person.roles == [role]), "{role}");
        }
        assert_eq!(people.get("anna").unwrap().name, "Anna Vogel");
        let unknown = people.get("nobody").unwrap_err();
        assert!(unknown.to_string().contains("anna, ben"), "{unknown}");
    }

    #[test]
    fn a_mistake_names_its_line() {
        let twice = "[[people]]\nid=\"a\"\nname=\"A\"\nroles=[]\n[[people]]\nid=\"a\"\nname=\"B\"\nroles=[]\n";
        assert_eq!(People::parse(twice, "p.toml").unwrap_err().line, 6);
        let boss = "[[people]]\nid=\"a\"\nname=\"A\"\nroles=[\"boss\"]\n";
        let error = People::parse(boss, "p.toml").unwrap_err();
        assert_eq!((error.line, error.field.as_str()), (4, "people[0].roles"));
    }
}

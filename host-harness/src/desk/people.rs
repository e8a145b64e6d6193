//! The people of the stand-in helpdesk, read from a file: the accounts that a real helpdesk would know. They are the demo's
//! unless the state folder has a `people.toml`, which takes their place and is read anew whenever somebody's rights count: a
//! role that is lowered is lowered for pages that are open.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use crate::data_file::{DataFile, DataFileError};
use crate::gate::{Person, Role};

/// The demo's people, as a file.
const DEMO: &str = include_str!("../../demo/people.toml");

/// The name of the file in a state folder.
const NAME: &str = "people.toml";
/// The largest file that is read, in bytes: hundreds of people.
const LARGEST: u64 = 64 * 1024;

/// Where a helpdesk's people stand.
#[derive(Debug, Clone)]
pub struct Roster(PathBuf);

/// Why it isn't known who works here. Nobody may do anything then.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// The file has a mistake.
    #[error(transparent)]
    Mistake(#[from] DataFileError),
    /// The file can't be read.
    #[error("can't read {path}: {why}", path = .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: io::Error,
    },
}

impl Roster {
    /// The people of this state folder.
    #[must_use]
    pub fn of_folder(folder: &Path) -> Self {
        Self(folder.join(NAME))
    }

    /// Who works here at this moment: those of the file, or the demo's where there is none.
    ///
    /// # Errors
    /// When there is a file that can't be read or has a mistake: with the place and what belongs there.
    pub fn read(&self) -> Result<People, RosterError> {
        match self.text() {
            Ok(Some(text)) => Ok(People::parse(&text, &self.0.display().to_string())?),
            Ok(None) => Ok(People::demo()?),
            Err(why) => Err(RosterError::Unreadable { path: self.0.clone(), why }),
        }
    }

    /// What is in the file; nothing where there is none.
    fn text(&self) -> io::Result<Option<String>> {
        // A link that leads nowhere is no missing file: whoever made it means other people than the demo's.
        match self.0.symlink_metadata() {
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(why) => return Err(why),
            Ok(_) => {}
        }
        // A pipe would be waited for.
        if !self.0.metadata()?.is_file() {
            return Err(io::Error::other("it is no file"));
        }
        let mut text = String::new();
        if File::open(&self.0)?.take(LARGEST.saturating_add(1)).read_to_string(&mut text)? as u64 > LARGEST {
            return Err(io::Error::other(format!("it is larger than {LARGEST} bytes")));
        }
        Ok(Some(text))
    }
}

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
        if entries.people.is_empty() {
            return Err(file.mistake(&(0..0), "people", "nobody is in it", "one person at least"));
        }
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
    fn a_folders_file_takes_the_demos_place_and_is_read_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let (roster, file) = (Roster::of_folder(folder.path()), folder.path().join(NAME));
        assert_eq!(roster.read().unwrap(), People::demo().unwrap());
        let lea = |role: &str| format!("[[people]]\nid = \"lea\"\nname = \"Lea Sommer\"\nroles = [\"{role}\"]\n");
        for role in [Role::Lead, Role::Viewer] {
            std::fs::write(&file, lea(role.as_str())).unwrap();
            let people = roster.read().unwrap();
            assert_eq!(people.get("lea").unwrap().roles, [role]);
            assert!(people.get("anna").is_err(), "the demo's people are gone");
        }
        // One that is being written, empty, too large, no text, no file: never the demo's people in its place.
        for text in ["", "[[people]]\nid = \"lea\"\n", "people = []", &"#".repeat(70_000)] {
            std::fs::write(&file, text).unwrap();
            let error = roster.read().unwrap_err().to_string();
            assert!(error.contains(&file.display().to_string()), "{error}");
        }
        std::fs::write(&file, [0xff, 0xfe]).unwrap();
        assert!(matches!(roster.read(), Err(RosterError::Unreadable { .. })));
        std::fs::remove_file(&file).unwrap();
        std::fs::create_dir(&file).unwrap();
        assert!(matches!(roster.read(), Err(RosterError::Unreadable { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_is_no_missing_file() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join(NAME)).unwrap();
        assert!(matches!(Roster::of_folder(folder.path()).read(), Err(RosterError::Unreadable { .. })));
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

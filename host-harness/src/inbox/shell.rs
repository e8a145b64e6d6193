//! What stands around every page: who sits here, which connection, language, light or dark, the way to the other pages.

use super::assets;
use super::office::PluginFile;
use super::session::Theme;
use super::visit::Visit;
use super::words::Words;

/// The frame of a page.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The words.
    pub t: Words,
    /// "en" or "de".
    pub lang: String,
    /// "system", "light" or "dark".
    pub theme: &'static str,
    /// What every form carries.
    pub csrf: String,
    /// Path and query of this page.
    pub here: String,
    /// The page that live updates are fetched from, where this one has no address that can be asked for: it answers a form.
    pub live_at: String,
    /// What open pages had been told when this one was begun.
    pub heard: u64,
    /// The person who sits here, by id.
    pub person: String,
    /// Why it isn't known who works here.
    pub people_problem: Option<String>,
    /// Everybody: id, name with role, whether it is who sits here.
    pub people: Vec<(String, String, bool)>,
    /// The themes: id, words, whether it is the one.
    pub themes: Vec<(&'static str, &'static str, bool)>,
    /// The connection that is worked through.
    pub connection: String,
    /// Why the plugin's newest file isn't used.
    pub build_problem: Option<String>,
    /// That the plugin's file is being compiled, or is gone.
    pub build_note: Option<&'static str>,
}

impl Shell {
    /// For this visit.
    #[must_use]
    pub fn of(visit: &Visit) -> Self {
        let (t, session) = (visit.words, &visit.session);
        let mut people = Vec::new();
        let known = visit.office.place.roster().read();
        if let Ok(all) = &known {
            for person in all.iter() {
                let roles: Vec<&str> = person.roles.iter().map(|role| t.role(*role)).collect();
                let is_here = person.id == session.person;
                people.push((person.id.clone(), format!("{} ({})", person.name, roles.join(", ")), is_here));
            }
        }
        let build = visit.office.build();
        let build_note = match build.file {
            PluginFile::Used => None,
            PluginFile::Compiled => Some(t.build_compiled()),
            PluginFile::Gone => Some(t.build_gone()),
        };
        let themes = Theme::ALL.map(|theme| (theme.as_str(), t.theme(theme), theme == session.theme));
        Self {
            t,
            lang: session.locale.clone(),
            theme: session.theme.as_str(),
            csrf: visit.office.signer.token(session),
            here: visit.here.clone(),
            live_at: String::new(),
            heard: visit.heard,
            person: session.person.clone(),
            people_problem: known.err().map(|why| why.to_string()),
            people,
            themes: themes.to_vec(),
            connection: session.connection.clone(),
            build_problem: build.problem,
            build_note,
        }
    }

    /// Whether somebody sits here who doesn't work here.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.people.iter().all(|(_, _, is_here)| !is_here)
    }

    /// Where the style is.
    #[must_use]
    pub fn css(&self) -> String {
        assets::address("inbox.css")
    }

    /// Where the script is.
    #[must_use]
    pub fn js(&self) -> String {
        assets::address("inbox.js")
    }

    /// Where the icon is.
    #[must_use]
    pub fn icon(&self) -> String {
        assets::address("icon.svg")
    }
}

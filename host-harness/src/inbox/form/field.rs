//! A field of a form: what is typed or chosen in it, what stands in it, what is wrong with it.

/// Texts that may have more characters than this get several lines.
pub(super) const LONG: u64 = 400;

/// A group of fields with one heading; the first one has none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Section {
    /// What the group is called.
    pub title: String,
    /// What it means.
    pub help: String,
    /// Its fields, in the schema's order.
    pub fields: Vec<Field>,
}

/// One field.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Where its value goes: names from the top, with dots, "by.weeks".
    pub path: String,
    /// Its label.
    pub label: String,
    /// What it means.
    pub help: String,
    /// What is typed or chosen in it.
    pub kind: Kind,
    /// Whether the schema insists on it.
    pub required: bool,
    /// Whether an empty text is a value of its own, other than saying nothing.
    pub can_be_empty: bool,
    /// Whether the component asks for it where nothing is filled in.
    pub asked: bool,
    /// What stands in it.
    pub value: String,
    /// How it is now at the vendor, where that is known: a text that stays so is no change.
    pub was: Option<String>,
    /// Whether it is meant to be empty, where it can be.
    pub emptied: bool,
    /// What is wrong with it.
    pub problem: String,
}

/// What a field takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// One line, or several.
    Text {
        /// Most characters; 0 when the schema doesn't say.
        most: u64,
        /// What it has to look like, as a regular expression.
        pattern: String,
        /// Whether it is the code of a country, which a page can show by its name.
        country: bool,
    },
    /// A day.
    Date {
        /// The first and the last that are possible, where known; empty otherwise.
        min: String,
        /// The last.
        max: String,
    },
    /// A whole number.
    Integer {
        /// Smallest.
        min: String,
        /// Largest.
        max: String,
    },
    /// One of several.
    Choice(Vec<Opt>),
    /// Yes or no, no unless said.
    Flag,
    /// Anything else, as JSON.
    Json,
}

/// One of several values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opt {
    /// As JSON.
    pub value: String,
    /// The words for it.
    pub label: String,
    /// What it means, where the words aren't enough.
    pub detail: String,
}

impl Field {
    /// The JSON pointer of its value in the parameters.
    #[must_use]
    pub fn pointer(&self) -> String {
        let names = self.path.split('.').map(|name| name.replace('~', "~0").replace('/', "~1"));
        names.fold(String::new(), |pointer, name| pointer + "/" + &name)
    }

    /// Its id in a page.
    #[must_use]
    pub fn id(&self) -> String {
        format!("p-{}", self.path.replace('.', "-"))
    }

    /// Its name in a form: what is typed is sent as "p.…", what is chosen as JSON in "j.…".
    #[must_use]
    pub fn name(&self) -> String {
        let sent_as = if matches!(self.kind, Kind::Choice(_)) { 'j' } else { 'p' };
        format!("{sent_as}.{}", self.path)
    }

    /// Whether something stands in it that is none of its choices.
    #[must_use]
    pub fn is_unlisted(&self) -> bool {
        let Kind::Choice(options) = &self.kind else { return false };
        !self.value.is_empty() && options.iter().all(|option| option.value != self.value)
    }

    /// What stands in it, without the quotes of JSON.
    #[must_use]
    pub fn bare(&self) -> String {
        serde_json::from_str::<String>(&self.value).unwrap_or_else(|_| self.value.clone())
    }

    /// Whether something has to stand in it: the schema insists, or what is there can't be removed.
    #[must_use]
    pub fn must_be_filled(&self) -> bool {
        self.required || (!self.can_be_empty && self.was.as_ref().is_some_and(|was| !was.is_empty()))
    }

    /// Whether a long text is expected.
    #[must_use]
    pub fn is_long(&self) -> bool {
        matches!(self.kind, Kind::Text { most, .. } if most > LONG)
    }
}

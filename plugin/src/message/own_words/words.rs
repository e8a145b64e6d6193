//! The headings of the word lists in `words/`: what the words below them are. The build script numbers them by this.

/// What a list holds, compared in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// A line that is a greeting at the end, and nothing but that and perhaps a name.
    Greeting,
    /// The word itself, whatever stands around it in a short line: "mit verbindlichen Grüßen".
    Regards,
    /// Beginnings of lines with which begins what a machine or another mail adds.
    End,
    /// Lines that a telephone adds, and nothing more: "von meinem iPhone gesendet".
    Device,
    /// Beginnings of words that name an act: behind a greeting they are no signature.
    Act,
    /// First words of a line that corrects what stands before the greeting.
    More,
    /// Beginnings of words by which a line is recognised as something that is said.
    Verb,
    /// Titles, posts and kinds of firms: what stands on a business card.
    Business,
    /// Words of a notice that a firm has below its mails.
    Notice,
}

impl List {
    /// All of them with their headings, in order.
    #[allow(dead_code, reason = "for the build script and tests")]
    const ALL: [(Self, &'static str); 9] = [
        (Self::Greeting, "Greeting"),
        (Self::Regards, "Regards"),
        (Self::End, "End"),
        (Self::Device, "Device"),
        (Self::Act, "Act"),
        (Self::More, "More"),
        (Self::Verb, "Verb"),
        (Self::Business, "Business"),
        (Self::Notice, "Notice"),
    ];

    /// What a list begins with in the packed ones.
    pub const fn number(self) -> u8 {
        self as u8
    }
}

/// What a heading is numbered in the packed lists.
///
/// # Errors
/// None has that heading.
#[allow(dead_code, reason = "for the build script and tests")]
pub fn numbered(heading: &str) -> Result<Vec<u8>, String> {
    let known = List::ALL.iter().find(|(_, known)| *known == heading);
    known.map(|(list, _)| vec![list.number()]).ok_or_else(|| format!("no list is headed `{heading}`, see words.rs"))
}

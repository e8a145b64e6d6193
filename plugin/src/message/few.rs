//! Words that the code itself knows, as one text: a list of texts takes eight bytes more for each of them.

/// Words with blanks between them, folded.
#[derive(Debug, Clone, Copy)]
pub struct Few(pub &'static str);

impl Few {
    /// The words.
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        self.0.split(' ')
    }

    /// True iff a word is one of them.
    #[inline(never)]
    pub fn contains(self, word: &str) -> bool {
        self.iter().any(|own| own == word)
    }
}

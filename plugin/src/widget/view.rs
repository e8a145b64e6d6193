//! What every part of the widget is drawn with: the reader's language, the shop, the clock.

use jiff::civil::Date;

use crate::actions::Scopes;
use crate::contract::{Link, Money, Notice, Status, Tone};
use crate::cutoff::Cutoff;
use crate::l10n::{Key, Texts};
use crate::portal::Portal;
use crate::text;

/// The surroundings of a widget.
#[derive(Debug)]
pub struct View<'a> {
    /// The reader's language.
    pub texts: &'a Texts,
    /// From when on a charge is being processed.
    pub cutoff: Cutoff,
    /// Today in the reader's time zone.
    pub today: Date,
    /// Recharge's own pages for the shop.
    pub portal: Portal,
    /// What the token may do.
    pub scopes: &'a Scopes,
    /// The store's currency, for what names none of its own; may be empty.
    pub currency: String,
}

impl View<'_> {
    /// An amount in its own currency, or else in the store's.
    pub fn money(&self, amount: Option<&str>, currency: Option<&str>) -> Option<Money> {
        let amount = text::clean_some(amount, text::NAME)?;
        let currency = currency.filter(|code| !code.trim().is_empty()).unwrap_or(&self.currency);
        Some(self.texts.money(&amount, currency))
    }

    /// A link, if its address is known.
    pub fn link(&self, url: Option<String>, label: Key) -> Option<Link> {
        url.map(|url| Link { url, label: self.texts.get(label) })
    }

    /// A notice without variables.
    pub fn notice(&self, code: &str, tone: Tone, key: Key) -> Notice {
        notice(code, tone, self.texts.get(key))
    }

    /// A notice about a date.
    pub fn dated(&self, code: &str, tone: Tone, key: Key, date: Date) -> Notice {
        notice(code, tone, self.texts.with(key, [("date", self.texts.date_text(date).into())]))
    }

    /// The words for a state this plugin doesn't know.
    pub fn unknown_status(&self, word: &str) -> Status {
        let code = text::clean(word, text::NAME);
        let text = match code.as_str() {
            "" => self.texts.get(Key::StatusMissing),
            code => self.texts.with(Key::StatusUnknown, [("status", code.to_owned().into())]),
        };
        Status { code, text, tone: Tone::Warning }
    }
}

/// A notice.
pub fn notice(code: &str, tone: Tone, text: String) -> Notice {
    Notice { code: code.to_owned(), tone, text }
}

//! What people do at a ticket in every story: open it, begin an action, prepare, approve, and take back.

use crate::chromium::{Element, Window};
use crate::ground::Lang;

impl Window {
    /// Chooses from one of the lists at the top, by mouse.
    #[track_caller]
    pub fn switch(&self, list: &str, words: &str) {
        self.leave(|window| window.the("combobox", list).choose(words));
        self.settled();
    }

    /// Opens a ticket from the list.
    #[track_caller]
    pub fn open_ticket(&self, id: &str) {
        let row = self.until(&format!("ticket {id}"), |window| {
            let rows = window.all("link", "…");
            rows.into_iter().find(|row| row.name.contains(&format!("{id} ·"))).map(|row| row.name)
        });
        self.follow("link", &row);
        assert_eq!(self.path(), format!("/tickets/{id}"));
    }

    /// The part of the page that shows the subscriptions.
    #[track_caller]
    pub fn widget(&self, lang: Lang) -> Element<'_> {
        self.the("region", lang.widget())
    }

    /// Waits until the subscriptions say so.
    #[track_caller]
    pub fn widget_says(&self, lang: Lang, words: &str) {
        self.until(&format!("subscriptions with {words}"), |window| {
            window.all("region", lang.widget()).first()?.text().contains(words).then_some(())
        });
    }

    /// Prepares what the form has; its plan waits and is this one.
    #[track_caller]
    pub fn prepare(&self, lang: Lang) -> Element<'_> {
        self.follow("button", lang.prepare());
        self.sees(lang.waits());
        let card = self.the("article", "…");
        assert!(card.text().contains(lang.waits()), "{}", card.text());
        card
    }

    /// Approves the plan that waits, and sees as many verified outcomes as that makes.
    #[track_caller]
    pub fn approve(&self, lang: Lang, outcomes: usize) {
        self.follow("button", lang.approve());
        self.until(&format!("{outcomes} × {}", lang.done()), |window| {
            // Whoever had to wait has it read out besides, once the outcome is there.
            let (text, live) = (window.text(), window.evaluate("document.getElementById('live')?.textContent ?? ''"));
            let told = live.as_str().unwrap_or_default().matches(lang.done()).count();
            let cards = text.matches(lang.done()).count().saturating_sub(told);
            (cards == outcomes && !text.contains(lang.waits())).then_some(())
        });
        assert!(!self.has("button", lang.approve()));
    }

    /// Prepares the way back and approves it, too.
    #[track_caller]
    pub fn take_back(&self, lang: Lang) {
        self.follow("button", lang.undo());
        self.sees(lang.waits());
        self.approve(lang, 2);
        self.sees(lang.pick("Undone by", "Rückgängig gemacht durch"));
    }

    /// Every record of the ticket is as it was written, and nothing went wrong in any page.
    #[track_caller]
    pub fn ends_well(&self, lang: Lang) {
        self.sees(lang.pick("records are as they were written", "Einträge sind, wie sie geschrieben wurden"));
        self.had_no_trouble();
    }
}

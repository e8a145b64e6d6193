//! What stands on buttons and cards, in both languages: words that several stories look for.

use crate::ground::Lang;

impl Lang {
    pub fn prepare(self) -> &'static str {
        self.pick("Prepare", "Vorbereiten")
    }

    pub fn approve(self) -> &'static str {
        self.pick("Approve and carry out", "Freigeben und ausführen")
    }

    pub fn waits(self) -> &'static str {
        self.pick("Waits for approval", "Wartet auf Freigabe")
    }

    pub fn done(self) -> &'static str {
        self.pick("Done, and verified by reading again", "Erledigt und durch erneutes Lesen geprüft")
    }

    pub fn undo(self) -> &'static str {
        self.pick("Undo", "Rückgängig machen")
    }

    pub fn widget(self) -> &'static str {
        self.pick("Subscriptions", "Abos")
    }

    pub fn possible(self) -> &'static str {
        self.pick("This can be prepared:", "Das lässt sich vorbereiten:")
    }

    pub fn deny(self) -> &'static str {
        self.pick("Deny", "Ablehnen")
    }

    pub fn deny_now(self) -> &'static str {
        self.pick("Deny with this reason", "Mit dieser Begründung ablehnen")
    }

    pub fn other_address(self) -> &'static str {
        self.pick("another address", "eine andere Adresse")
    }

    pub fn message(self) -> &'static str {
        self.pick("Message", "Nachricht")
    }

    pub fn send(self) -> &'static str {
        self.pick("Send", "Senden")
    }

    pub fn as_customer(self) -> &'static str {
        self.pick("the customer (to try it)", "Kunde (zum Ausprobieren)")
    }

    pub fn read_now(self) -> &'static str {
        self.pick("Let Ada read the last message", "Ada die letzte Nachricht lesen lassen")
    }

    pub fn move_date(self) -> &'static str {
        self.pick("Move delivery date…", "Liefertermin verschieben…")
    }

    pub fn cancel(self) -> &'static str {
        self.pick("Cancel…", "Abbrechen…")
    }

    pub fn skip(self) -> &'static str {
        self.pick("Skip next charge…", "Nächste Abbuchung überspringen…")
    }

    pub fn unskip(self) -> &'static str {
        self.pick("Unskip charge…", "Überspringen zurücknehmen…")
    }

    pub fn update_address(self) -> &'static str {
        self.pick("Update address…", "Adresse ändern…")
    }
}

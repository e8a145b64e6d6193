//! What goes wrong, and what to do next.

use super::Words;
use crate::desk::language::texts;

texts! {
    pub impl Words;
    // What goes wrong.
    trouble: "That didn't work", "Das ging nicht";
    back_to_inbox: "Inbox", "Posteingang";
    back_to_ticket: "Back to the ticket", "Zurück zum Ticket";
    to_settings: "Settings", "Einstellungen";
    load_again: "Load the page again", "Seite neu laden";
    try_again: "Try again", "Erneut versuchen";
    nobody: "There is nobody of that name here any more.", "Diese Person gibt es hier nicht mehr.";
    nobody_hint: "Choose another person at the top.", "Oben eine andere Person wählen.";
    people_problem: "It isn't known who works here, so nobody can do anything:", "Es ist nicht bekannt, wer hier arbeitet, deshalb kann niemand etwas tun:";
    hint_people: "Nothing was done. Mend the file that is named at the top, or remove it: without one the demo's people work here.", "Nichts ist geschehen. Die oben genannte Datei berichtigen oder löschen: Ohne sie arbeiten hier die Personen der Demo.";
    no_ticket_hint: "Look for it in the list of tickets.", "In der Liste der Tickets danach suchen.";
    no_page: "There is no such page.", "Eine solche Seite gibt es nicht.";
    no_page_hint: "Start from the list of tickets.", "Von der Liste der Tickets aus weitergehen.";
    no_record: "There is no such record.", "Einen solchen Eintrag gibt es nicht.";
    no_action: "The plugin has no such action.", "Das Plugin hat keine solche Aktion.";
    no_action_hint: "Choose one of those beside the ticket.", "Eine von denen neben dem Ticket wählen.";
    no_plan: "There is no such plan.", "Einen solchen Plan gibt es nicht.";
    no_plan_hint: "Look at the ticket for what waits now.", "Im Ticket nachsehen, was jetzt wartet.";
    no_identity: "The page didn't say which plan it showed, so nothing was approved.", "Die Seite hat nicht gesagt, welchen Plan sie zeigte, also wurde nichts freigegeben.";
    stale_form: "This page is no longer valid, so nothing was done.", "Diese Seite gilt nicht mehr, es ist nichts geschehen.";
    stale_form_hint: "Load it again and repeat what you wanted; your browser's back button has what you typed.", "Neu laden und wiederholen; mit der Zurück-Taste des Browsers sind Ihre Eingaben noch da.";
    other_person: "Somebody else is chosen in this browser by now, so nothing was done.", "In diesem Browser ist inzwischen jemand anderes gewählt, es ist nichts geschehen.";
    other_person_hint: "Another window changed the person. Load the page again and look who it says you are.", "Ein anderes Fenster hat die Person gewechselt. Neu laden und prüfen, als wer Sie arbeiten.";
    too_large: "That is more than any message has.", "Das ist mehr, als eine Nachricht hat.";
    too_large_hint: "Nothing was kept. Send the words without their attachments, 1 MB at most.", "Nichts wurde behalten. Den Text ohne Anhänge senden, höchstens 1 MB.";
    empty_message: "The message says nothing.", "Die Nachricht ist leer.";
    state_gone: "The file that everything is recorded in was removed, so nothing is shown or done: it would be lost.", "Die Datei, in der alles aufgezeichnet wird, wurde entfernt, also wird nichts gezeigt oder getan: Es ginge verloren.";
    state_gone_hint: "Stop `harness serve`, put its state folder back, and start it again. Without the folder it starts with nothing.", "`harness serve` beenden, den Ordner mit seinem Stand zurückholen und neu starten. Ohne den Ordner beginnt es mit nichts.";
    approved_by_you: "You have approved this plan already. It is carried out once.", "Sie haben diesen Plan schon freigegeben. Er wird einmal ausgeführt.";
    approved_by_you_hint: "This click sent nothing. The ticket shows what comes of your approval.", "Dieser Klick hat nichts gesendet. Im Ticket steht, was aus Ihrer Freigabe wird.";
    may_not_hint: "Choose a person with that role at the top, or ask one.", "Oben eine Person mit dieser Rolle wählen oder eine fragen.";
    token_refused: "Recharge refuses this connection's token: it was revoked, or may not do this. Nobody can change anything until somebody with the role agent or lead pastes another one.", "Recharge lehnt das Token dieser Verbindung ab: Es wurde widerrufen oder darf das nicht. Niemand kann etwas ändern, bis jemand mit der Rolle Agent oder Leitung ein anderes einfügt.";
    hint_connect: "Check the connection in the settings and paste a token that works.", "Die Verbindung in den Einstellungen prüfen und ein gültiges Token einfügen.";
    hint_later: "Nothing was changed. Try again in a minute.", "Nichts wurde geändert. In einer Minute erneut versuchen.";
    hint_plugin: "The conversation and everything that was recorded is untouched. The developer page has the details.", "Das Gespräch und alle Einträge sind unberührt. Einzelheiten stehen auf der Entwicklungsseite.";
    hint_host: "Try again. If it stays so, look into the output of `harness serve`, which has the details.", "Erneut versuchen. Bleibt es so: Die Ausgabe von `harness serve` hat die Einzelheiten.";
    hint_keyring: "Nothing was changed. Unlock it and try again. Where there is none, restart `harness serve` with ARMINCX_SECRETS_DIR=FOLDER: tokens are files in that folder then, and the keyring isn't used. Its output names the folder of the files so far.", "Nichts wurde geändert. Ihn entsperren und es erneut versuchen. Gibt es keinen, `harness serve` mit ARMINCX_SECRETS_DIR=ORDNER neu starten: Dann liegen Token als Dateien in diesem Ordner, ohne Schlüsselbund. Die Ausgabe nennt den bisherigen Ordner der Dateien.";
    hint_unreadable: "Check that the connection's address is that of a Recharge, then try again.", "Prüfen, ob die Adresse der Verbindung die eines Recharge ist, dann erneut versuchen.";
    hint_gate: "Nothing was sent. Look at the ticket as it is now.", "Nichts wurde gesendet. Das Ticket ansehen, wie es jetzt ist.";
    hint_other_connection: "Nothing was done. Choose that connection in the settings, then open the ticket again.", "Nichts ist geschehen. In den Einstellungen diese Verbindung wählen, dann das Ticket erneut öffnen.";
    hint_widget: "The ticket can be worked on meanwhile.", "Das Ticket lässt sich unterdessen bearbeiten.";
    not_empty: "Something has to stand here.", "Hier muss etwas stehen.";
    not_chosen_yet: "Choose one.", "Bitte eine Auswahl treffen.";
    no_number: "That is no whole number.", "Das ist keine ganze Zahl.";
}

impl Words {
    /// What failed below, by its code, where the message there is for engineers; the developer page has that one.
    #[must_use]
    pub fn failed(self, code: &str) -> Option<&'static str> {
        Some(match code {
            "plugin-panicked" | "plugin-crashed" => self.0.pick("The plugin crashed.", "Das Plugin ist abgestürzt."),
            "plugin-out-of-time" => {
                self.0.pick("The plugin computed for too long and was stopped.", "Das Plugin hat zu lange gerechnet und wurde angehalten.")
            }
            "plugin-out-of-memory" => self.0.pick(
                "The plugin wanted too much memory and was stopped.",
                "Das Plugin wollte zu viel Speicher und wurde angehalten.",
            ),
            "plugin-abuse" | "not-granted" => self.0.pick(
                "The plugin asked for what it may not have and was stopped.",
                "Das Plugin wollte etwas, was es nicht darf, und wurde angehalten.",
            ),
            "rate-limited" => self.0.pick("Recharge asks for a pause.", "Recharge verlangt eine Pause."),
            "call-too-slow" => self.0.pick("Recharge took too long to answer.", "Recharge hat zu lange für eine Antwort gebraucht."),
            "host-failed" | "gate-failed" | "task-lost" | "no-randomness" | "tickets" | "data-file" | "state-not-writable"
            | "engine-unavailable" | "sandbox-state" | "sandbox-unreadable" | "sandbox-running" | "upstream-config" => {
                self.0.pick("The helpdesk itself failed.", "Das Helpdesk selbst hat versagt.")
            }
            "audit-unwritable" | "database-not-writable" | "disk-full" | "database-locked" | "database-failed" => self.0.pick(
                "Nothing was done, because it can't be recorded: the database can't be written.",
                "Es ist nichts geschehen, weil es sich nicht aufzeichnen lässt: Die Datenbank ist nicht beschreibbar.",
            ),
            "database-damaged" | "database-foreign" | "database-newer" => self.0.pick(
                "The database can't be read: it is damaged, or of another version or program.",
                "Die Datenbank lässt sich nicht lesen: Sie ist beschädigt oder von einer anderen Version oder einem anderen Programm.",
            ),
            "audit-broken" => self.0.pick(
                "The records are not as they were written, so nothing was done.",
                "Die Einträge sind nicht so, wie sie geschrieben wurden, also ist nichts geschehen.",
            ),
            "secret-unavailable" | "no-secrets-folder" => self.0.pick(
                "The token can't be had from where this system keeps secrets.",
                "An das Token ist nicht heranzukommen, wo dieses System Geheimnisse aufbewahrt.",
            ),
            "keyring-unavailable" => self.0.pick(
                "This system's keyring can't be reached, and the token may be in it.",
                "Der Schlüsselbund dieses Systems ist nicht erreichbar, und das Token liegt vielleicht darin.",
            ),
            "no-recharge" => self.0.pick(
                "The local Recharge isn't used here.",
                "Das lokale Recharge wird hier nicht benutzt.",
            ),
            "tls-setup" => self.0.pick(
                "Encrypted connections can't be set up on this machine.",
                "Verschlüsselte Verbindungen lassen sich auf diesem Rechner nicht einrichten.",
            ),
            "plugin-wants-more" => self.0.pick(
                "The plugin wants to reach more than this helpdesk grants.",
                "Das Plugin will mehr erreichen, als dieses Helpdesk gewährt.",
            ),
            "plugin-choice" => self.0.pick(
                "The plugin made a choice that can't be put into its form.",
                "Das Plugin bietet eine Auswahl an, die nicht in sein Formular passt.",
            ),
            "people-file" => self.0.pick("It isn't known who works here.", "Es ist nicht bekannt, wer hier arbeitet."),
            "sandbox-unreachable" => self.0.pick("The local Recharge doesn't answer.", "Das lokale Recharge antwortet nicht."),
            "unknown-connection" => self.0.pick(
                "There is no connection of that name any more.",
                "Eine Verbindung dieses Namens gibt es nicht mehr.",
            ),
            _ => return None,
        })
    }

    /// Why the gate has refused, by its code, and what to do next; nothing where its own words say more.
    #[must_use]
    pub fn refused(self, code: &str) -> Option<(&'static str, &'static str)> {
        let text = match code {
            "plan-used" | "plan-already-approved" | "plan-held-elsewhere" => {
                return Some((
                    self.0.pick(
                        "Somebody has approved this plan already. It is carried out once.",
                        "Diesen Plan hat schon jemand freigegeben. Er wird einmal ausgeführt.",
                    ),
                    self.0.pick(
                        "Your click sent nothing. The ticket shows what came of the other approval.",
                        "Ihr Klick hat nichts gesendet. Im Ticket steht, was aus der anderen Freigabe wurde.",
                    ),
                ));
            }
            "plan-expired" => self.0.pick("The time for this plan is over.", "Die Frist dieses Plans ist vorbei."),
            "plan-denied" => self.0.pick("This plan has been denied.", "Dieser Plan ist abgelehnt worden."),
            "plan-superseded" => self.0.pick(
                "This plan was edited; another one has taken its place.",
                "Dieser Plan wurde bearbeitet; ein anderer ist an seine Stelle getreten.",
            ),
            "plan-invalidated" => self.0.pick(
                "The customer has written again, so this plan is void.",
                "Der Kunde hat wieder geschrieben, dieser Plan gilt nicht mehr.",
            ),
            "plan-changed" => self.0.pick(
                "This is not the plan that the page showed.",
                "Das ist nicht der Plan, den die Seite gezeigt hat.",
            ),
            "plan-of-other-ticket" => {
                self.0.pick("This plan belongs to another ticket.", "Dieser Plan gehört zu einem anderen Ticket.")
            }
            "plan-of-other-plugin" => self.0.pick(
                "This plan was prepared by another version of the plugin. Prepare it anew.",
                "Diesen Plan hat eine andere Version des Plugins vorbereitet. Ihn neu vorbereiten.",
            ),
            _ => return None,
        };
        Some((text, self.hint_gate()))
    }
}

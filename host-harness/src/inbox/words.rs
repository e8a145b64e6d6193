//! The inbox's own words, in the reader's language. What the plugin says is the plugin's to translate.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::session::Theme;
use crate::desk::language::{Language, texts};
use crate::desk::tickets::{Channel, Identity};
use crate::gate::Role;
use crate::store::{Actor, ActorKind, PlanState};

/// The words in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words(Language);

impl From<Words> for Language {
    fn from(words: Words) -> Self {
        words.0
    }
}

texts! {
    pub impl Words;
    // The frame.
    inbox: "Inbox", "Posteingang";
    pages: "Pages", "Seiten";
    settings: "Settings", "Einstellungen";
    developer: "Developer", "Entwicklung";
    person: "Person", "Person";
    language_word: "Language", "Sprache";
    appearance: "Appearance", "Darstellung";
    apply: "Apply", "Übernehmen";
    skip: "Skip to the conversation", "Zum Inhalt springen";
    updated: "Updated.", "Aktualisiert.";
    offline: "The server doesn't answer. What you typed is still here; this page comes back by itself.", "Der Server antwortet nicht. Ihre Eingaben bleiben stehen; diese Seite meldet sich von selbst zurück.";
    unsent: "Not sent: the server doesn't answer. What you typed is still here; send it again once it is back.", "Nicht gesendet: Der Server antwortet nicht. Ihre Eingaben stehen noch da; senden Sie erneut, sobald er wieder da ist.";
    online: "The server is back.", "Der Server ist wieder da.";
    busy: "Working …", "Einen Moment …";
    time_is_over: "time is over", "Frist abgelaufen";
    build_problem: "The newest build of the plugin can't be loaded; the one before is still used:", "Die neueste Fassung des Plugins lässt sich nicht laden; die vorige wird weiter benutzt:";
    // What goes wrong.
    trouble: "That didn't work", "Das ging nicht";
    back_to_inbox: "Inbox", "Posteingang";
    back_to_ticket: "Back to the ticket", "Zurück zum Ticket";
    to_settings: "Settings", "Einstellungen";
    load_again: "Load the page again", "Seite neu laden";
    try_again: "Try again", "Erneut versuchen";
    nobody: "There is nobody of that name here any more.", "Diese Person gibt es hier nicht mehr.";
    nobody_hint: "Choose another person at the top.", "Oben eine andere Person wählen.";
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
    may_not_hint: "Choose a person with that role at the top, or ask one.", "Oben eine Person mit dieser Rolle wählen oder eine fragen.";
    hint_connect: "Check the connection in the settings and paste a token that works.", "Die Verbindung in den Einstellungen prüfen und ein gültiges Token einfügen.";
    hint_later: "Nothing was changed. Try again in a minute.", "Nichts wurde geändert. In einer Minute erneut versuchen.";
    hint_plugin: "The conversation and everything that was recorded is untouched. The developer page has the details.", "Das Gespräch und alle Einträge sind unberührt. Einzelheiten stehen auf der Entwicklungsseite.";
    hint_gate: "Nothing was sent. Look at the ticket as it is now.", "Nichts wurde gesendet. Das Ticket ansehen, wie es jetzt ist.";
    hint_widget: "The ticket can be worked on meanwhile.", "Das Ticket lässt sich unterdessen bearbeiten.";
    no_number: "That is no whole number.", "Das ist keine ganze Zahl.";
    // The list.
    tickets: "Tickets", "Tickets";
    search: "Search tickets", "Tickets durchsuchen";
    search_button: "Search", "Suchen";
    unread: "unread", "ungelesen";
    new_mark: "New", "Neu";
    waiting_tickets: "waiting for approval", "warten auf Freigabe";
    waits_for_approval: "Waiting for approval", "Wartet auf Freigabe";
    nothing_found: "No ticket fits.", "Kein Ticket passt.";
    show_all: "Show all", "Alle zeigen";
    welcome: "Choose a ticket", "Ein Ticket wählen";
    welcome_text: "The conversation opens here, with the customer's subscriptions beside it.", "Hier öffnet sich das Gespräch, daneben stehen die Abos des Kunden.";
    keys: "Keys: j and k go through the list, / searches, r writes.", "Tasten: j und k gehen durch die Liste, / sucht, r schreibt.";
    // The conversation.
    conversation: "Conversation", "Gespräch";
    the_shop: "The shop", "Der Shop";
    a_draft: "draft, not sent", "Entwurf, nicht gesendet";
    told_after_done: "told the customer once it was done", "dem Kunden gesagt, als es erledigt war";
    long_message: "Show the rest of this message", "Den Rest der Nachricht zeigen";
    write_as: "Write as", "Schreiben als";
    as_customer: "the customer (to try it)", "Kunde (zum Ausprobieren)";
    message: "Message", "Nachricht";
    send: "Send", "Senden";
    write_help: "What the customer writes is read by the AI agent, and makes void what waited for approval.", "Was der Kunde schreibt, liest der KI-Agent; was auf Freigabe wartete, gilt danach nicht mehr.";
    draft_help: "The AI agent's draft: change it or send it as it is. It goes out only when you send it; what an approval tells the customer stands on its plan.", "Der Entwurf des KI-Agenten: ändern oder so senden. Er geht nur hinaus, wenn Sie ihn senden; was eine Freigabe dem Kunden sagt, steht an ihrem Plan.";
    viewer_note: "You look on; answering takes the role agent or lead.", "Sie sehen zu; zum Antworten braucht es die Rolle Agent oder Leitung.";
    to_panel: "Subscriptions and actions", "Abos und Aktionen";
    // The AI agent.
    not_read: "It has not read the last message yet.", "Er hat die letzte Nachricht noch nicht gelesen.";
    nothing_to_read: "The customer has not written since; there is nothing to read.", "Der Kunde hat seither nicht geschrieben; es gibt nichts zu lesen.";
    read_again: "Read it again", "Noch einmal lesen";
    rests_on: "Rests on the words", "Stützt sich auf die Worte";
    asks_customer: "Its question to the customer", "Seine Frage an den Kunden";
    answer_as_customer: "Answer as the customer would:", "Antworten, wie der Kunde es täte:";
    decided: "What it proposed is decided", "Was er vorgeschlagen hat, ist entschieden";
    // The card.
    what: "What", "Was";
    before: "Before", "Vorher";
    after: "After", "Nachher";
    becomes: "becomes", "wird";
    warnings: "Warnings", "Warnungen";
    also_touches: "What else it touches", "Was es sonst berührt";
    details: "Details", "Einzelheiten";
    not_meant: "Considered and not meant", "Erwogen und nicht gemeint";
    sends: "Sends", "Sendet";
    reply_when_done: "Told to the customer once done and verified", "Sagt dem Kunden, wenn erledigt und geprüft";
    undo_word: "Undo", "Rückgängig";
    undoes_word: "Undoes", "Macht rückgängig";
    asked_by: "Asked for by", "Vorgeschlagen von";
    plan_word: "Plan", "Plan";
    until: "can be approved until", "freigeben bis";
    clock_stands: "(the local Recharge's clock stands still)", "(die Uhr des lokalen Recharge steht still)";
    approve: "Approve and carry out", "Freigeben und ausführen";
    may_not_approve: "Your role can't approve this.", "Ihre Rolle darf das nicht freigeben.";
    edit: "Edit", "Bearbeiten";
    deny: "Deny", "Ablehnen";
    deny_reason: "Why not?", "Warum nicht?";
    deny_now: "Deny it", "Ablehnen";
    undo_button: "Undo", "Rückgängig machen";
    undo_help: "prepares the way back; it needs an approval of its own", "bereitet den Rückweg vor; er braucht eine eigene Freigabe";
    changed_meanwhile: "Something had changed; nothing was sent:", "Inzwischen hatte sich etwas geändert; nichts wurde gesendet:";
    as_approved: "As approved", "Wie freigegeben";
    as_is: "As it is", "Wie es ist";
    happened: "Happened", "Geschehen";
    remaining: "Not done", "Nicht geschehen";
    finish: "To finish", "Fortsetzen";
    go_back: "To go back", "Zurück";
    not_believed: "The host corrected what the plugin said", "Der Host hat das Wort des Plugins berichtigt";
    was_told: "The customer was told.", "Dem Kunden wurde es gesagt.";
    was_not_told: "The customer was told nothing.", "Dem Kunden wurde nichts gesagt.";
    tells_customer: "After it is done and verified, the customer is told:", "Wenn es erledigt und geprüft ist, wird dem Kunden gesagt:";
    told_otherwise: "The customer was told otherwise:", "Dem Kunden wurde etwas anderes gesagt:";
    told_otherwise_later: "Undoing it tells the customer nothing. Write to them once it is done.", "Beim Rückgängigmachen wird dem Kunden nichts gesagt. Danach bitte schreiben.";
    told_otherwise_now: "It is undone, and the customer doesn't know.", "Es ist rückgängig gemacht, und der Kunde weiß es nicht.";
    write_to_customer: "Write to the customer", "Dem Kunden schreiben";
    undone_by_word: "Undone by", "Rückgängig gemacht durch";
    past_plans: "Earlier plans", "Frühere Pläne";
    // The form.
    aimed_at: "Aimed at", "Betrifft";
    edit_note: "What you prepare takes the place of the plan that waits, and needs an approval of its own.", "Was Sie vorbereiten, tritt an die Stelle des wartenden Plans und braucht eine eigene Freigabe.";
    choose_one: "Choose", "Auswählen";
    not_chosen: "–", "–";
    yes: "Yes", "Ja";
    no: "No", "Nein";
    make_empty: "Remove what is there", "Vorhandenes entfernen";
    prepare: "Prepare", "Vorbereiten";
    cancel_form: "Close", "Schließen";
    prepare_help: "Nothing changes yet: you see what would happen and approve it.", "Noch ändert sich nichts: Sie sehen, was geschähe, und geben es frei.";
    would_be_possible: "This can be prepared:", "Das lässt sich vorbereiten:";
    nothing: "This is not about subscriptions.", "Es geht nicht um Abos.";
    instead: "Possible instead", "Stattdessen möglich";
    // The widget.
    subscriptions: "Subscriptions and actions", "Abos und Aktionen";
    find_subscription: "Find a subscription", "Ein Abo finden";
    widget_word: "Subscriptions", "Abos";
    loading: "Asking Recharge …", "Recharge wird gefragt …";
    load_now: "Load now", "Jetzt laden";
    refresh: "Refresh", "Aktualisieren";
    // The story.
    timeline: "Timeline", "Verlauf";
    chain_broken: "The records are not as they were written. Run `harness audit verify`.", "Die Einträge sind nicht so, wie sie geschrieben wurden. `harness audit verify` ausführen.";
    no_story: "Nothing has happened yet.", "Noch ist nichts geschehen.";
    record: "Record", "Eintrag";
    open_record: "Show the record", "Eintrag zeigen";
    // Settings.
    integrations: "Integrations", "Integrationen";
    connections: "Connections", "Verbindungen";
    in_use: "In use", "In Gebrauch";
    local_recharge: "The local Recharge", "Das lokale Recharge";
    works: "The token is accepted.", "Das Token wird akzeptiert.";
    works_short: "works", "funktioniert";
    token_accepted: "The token is accepted and kept. It is never shown again.", "Das Token wird akzeptiert und ist gespeichert. Es wird nie wieder angezeigt.";
    token_name: "Token", "Token";
    store: "Store", "Shop";
    domain: "Domain", "Domain";
    time_zone: "Time zone", "Zeitzone";
    currency: "Currency", "Währung";
    scopes: "Scopes", "Berechtigungen";
    missing_for_widget: "Missing for the widget:", "Fehlt für das Widget:";
    actions: "Actions", "Aktionen";
    lacks: "lacks", "es fehlt";
    check: "Check", "Prüfen";
    use_this: "Use this one", "Diese benutzen";
    replace: "Replace the token", "Token ersetzen";
    remove: "Remove", "Entfernen";
    remove_help: "The token is forgotten. Plans and records stay.", "Das Token wird vergessen. Pläne und Einträge bleiben.";
    remove_now: "Remove the connection", "Verbindung entfernen";
    connect_store: "Connect a store", "Einen Shop verbinden";
    name_word: "Name", "Name";
    name_help: "What you call it: letters, digits, - . : _", "Wie Sie es nennen: Buchstaben, Ziffern, - . : _";
    address_word: "Address", "Adresse";
    address_help: "https, or http on this machine.", "https, oder http auf diesem Rechner.";
    address_help_local: "https, or http on this machine. Empty means the local Recharge.", "https, oder http auf diesem Rechner. Leer bedeutet: das lokale Recharge.";
    token: "Admin API token", "Admin-API-Token";
    token_help: "It is tried at once, kept where this system keeps secrets, and never shown again.", "Es wird sofort geprüft, dort gespeichert, wo dieses System Geheimnisse aufbewahrt, und nie wieder angezeigt.";
    check_and_save: "Check and save", "Prüfen und speichern";
    hint_token: "Nothing was kept. Copy the token from Recharge: Tools and apps, API tokens.", "Nichts wurde gespeichert. Das Token in Recharge kopieren: Tools and apps, API tokens.";
    hint_address: "Nothing was kept. Recharge's own is https://api.rechargeapps.com.", "Nichts wurde gespeichert. Die von Recharge ist https://api.rechargeapps.com.";
    bad_name: "That is no name for a connection.", "Das ist kein Name für eine Verbindung.";
    bad_name_hint: "Nothing was kept. Take another one of letters, digits, - . : _", "Nichts wurde gespeichert. Einen anderen aus Buchstaben, Ziffern, - . : _ nehmen.";
    name_taken: "A connection to another address has that name.", "So heißt schon eine Verbindung zu einer anderen Adresse.";
    local_is_local: "\"local\" is the local Recharge.", "„local“ ist das lokale Recharge.";
    no_local: "There is no local Recharge here.", "Hier gibt es kein lokales Recharge.";
    no_token: "There is no token for this connection.", "Für diese Verbindung gibt es kein Token.";
    viewer_settings: "You look on; connecting takes the role agent or lead.", "Sie sehen zu; zum Verbinden braucht es die Rolle Agent oder Leitung.";
    // Developer.
    plugin: "Plugin", "Plugin";
    file: "File", "Datei";
    size: "Size", "Größe";
    reloads: "Reloads", "Neu geladen";
    built_in: "built into this command", "in diesem Kommando eingebaut";
    its_clock: "Its clock", "Seine Uhr";
    move_clock: "Move the clock:", "Uhr vorstellen:";
    faults: "Faults", "Störungen";
    no_faults: "Nothing goes wrong on purpose.", "Nichts geht mit Absicht schief.";
    switch_off: "Switch off", "Abschalten";
    switch_on: "Switch on", "Einschalten";
    effect: "Effect", "Wirkung";
    path: "Path", "Pfad";
    method: "Method", "Methode";
    any: "any", "jede";
    times: "Times", "Wie oft";
    writes_word: "writes", "Schreibzugriffe";
    viewer_developer: "You look on; the clock and the faults take the role agent or lead.", "Sie sehen zu; für Uhr und Störungen braucht es die Rolle Agent oder Leitung.";
    calls: "Calls into the component", "Aufrufe der Komponente";
    function: "Function", "Funktion";
    ticket_word: "Ticket", "Ticket";
    outcome_word: "Outcome", "Ergebnis";
    requests: "Requests", "Anfragen";
    bytes_word: "Bytes", "Bytes";
    answers: "Answers", "Antworten";
    records: "Audit records", "Einträge im Protokoll";
    number: "No.", "Nr.";
    when_word: "When (UTC)", "Wann (UTC)";
    kind: "Kind", "Art";
}

impl Words {
    /// Of a BCP 47 tag.
    #[must_use]
    pub fn of(locale: &str) -> Self {
        Self(Language::of(locale))
    }

    /// The language.
    #[must_use]
    pub fn language(self) -> Language {
        self.0
    }

    /// Its tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.0.pick("en", "de")
    }

    fn say(self, english: String, german: String) -> String {
        self.0.pick(english, german)
    }

    /// A moment as people say it: the time today, the day and the time otherwise, in the shop's time zone.
    #[must_use]
    pub fn when(self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
        let form = match (at.date() == now.date(), at.year() == now.year()) {
            (true, _) => "%H:%M",
            (false, true) => self.0.pick("%-d %b, %H:%M", "%d.%m., %H:%M"),
            (false, false) => self.0.pick("%-d %b %Y, %H:%M", "%d.%m.%Y, %H:%M"),
        };
        at.strftime(form).to_string()
    }

    /// A role.
    #[must_use]
    pub fn role(self, role: Role) -> &'static str {
        match role {
            Role::Viewer => self.0.pick("viewer", "Einsicht"),
            Role::Agent => self.0.pick("agent", "Agent"),
            Role::Lead => self.0.pick("lead", "Leitung"),
        }
    }

    /// A theme.
    #[must_use]
    pub fn theme(self, theme: Theme) -> &'static str {
        match theme {
            Theme::System => self.0.pick("As the system", "Wie das System"),
            Theme::Light => self.0.pick("Light", "Hell"),
            Theme::Dark => self.0.pick("Dark", "Dunkel"),
        }
    }

    /// How a ticket came in.
    #[must_use]
    pub fn channel(self, channel: Channel) -> &'static str {
        match channel {
            Channel::Email => self.0.pick("E-mail", "E-Mail"),
            Channel::Chat => "Chat",
            Channel::Form => self.0.pick("Contact form", "Kontaktformular"),
        }
    }

    /// How sure the helpdesk is of a sender.
    #[must_use]
    pub fn identity(self, identity: Identity) -> &'static str {
        match identity {
            Identity::Authenticated => self.0.pick("sender verified", "Absender geprüft"),
            Identity::Alias => self.0.pick("known second address", "bekannte Zweitadresse"),
            Identity::Forwarded => {
                self.0.pick("address from a forwarded message", "Adresse aus einer weitergeleiteten Nachricht")
            }
            Identity::Unverified => self.0.pick("sender not verified", "Absender nicht geprüft"),
        }
    }

    /// Where a plan is.
    #[must_use]
    pub fn state(self, state: PlanState) -> &'static str {
        match state {
            PlanState::Pending => self.0.pick("Waits for approval", "Wartet auf Freigabe"),
            PlanState::Approved => self.0.pick("Approved, not begun", "Freigegeben, nicht begonnen"),
            PlanState::Executing => self.0.pick("Being carried out", "Wird ausgeführt"),
            PlanState::Ended => self.0.pick("Ended", "Beendet"),
            PlanState::Denied => self.0.pick("Denied", "Abgelehnt"),
            PlanState::Expired => self.0.pick("Expired", "Abgelaufen"),
            PlanState::Superseded => self.0.pick("Edited", "Bearbeitet"),
            PlanState::Invalidated => {
                self.0.pick("Void: the customer wrote again", "Ungültig: der Kunde hat wieder geschrieben")
            }
        }
    }

    /// An answer that comes late.
    #[must_use]
    pub fn delayed(self, milliseconds: u64) -> String {
        self.say(format!("Answered {milliseconds} ms late"), format!("Antwort {milliseconds} ms verspätet"))
    }

    /// When a fault begins.
    #[must_use]
    pub fn after_requests(self, count: u64) -> String {
        self.say(format!("after {count} requests"), format!("nach {count} Anfragen"))
    }

    /// A fault of the local Recharge, by its name; one that has no words here stands for itself.
    #[must_use]
    pub fn fault_effect(self, name: &str) -> &str {
        match name {
            "slow_body" => self.0.pick("Answered in small pieces", "Antwort in kleinen Stücken"),
            "cut_before" => self.0.pick("Connection cut, not carried out", "Verbindung getrennt, nicht ausgeführt"),
            "cut_after" => {
                self.0.pick("Carried out, then cut without an answer", "Ausgeführt, dann ohne Antwort getrennt")
            }
            "error_before" => self.0.pick("500, not carried out", "500, nicht ausgeführt"),
            "error_after" => self.0.pick("Carried out, answered with 500", "Ausgeführt, mit 500 beantwortet"),
            "truncated" => self.0.pick("Carried out, answer cut off", "Ausgeführt, Antwort abgeschnitten"),
            "broken_json" => self.0.pick("Carried out, answer is broken JSON", "Ausgeführt, Antwort ist kaputtes JSON"),
            "html_bad_gateway" => self.0.pick("502 with HTML, not carried out", "502 mit HTML, nicht ausgeführt"),
            "too_many_requests" => self.0.pick("429, not carried out", "429, nicht ausgeführt"),
            "conflict" => self.0.pick("409, not carried out", "409, nicht ausgeführt"),
            "revoked_token" => self.0.pick("401, as if the token was revoked", "401, als wäre das Token widerrufen"),
            "stale_reads" => self
                .0
                .pick("Reads show the state before the last write", "Lesen zeigt den Stand vor dem letzten Schreiben"),
            "someone_else" => self.0.pick("Somebody else writes just before", "Jemand anderes schreibt kurz davor"),
            "process_charge" => self.0.pick("A charge is processed just before", "Kurz davor wird abgebucht"),
            "renew_charge_ids" => {
                self.0.pick("Charges get new ids just before", "Abbuchungen bekommen kurz davor neue IDs")
            }
            "null_lists" => self.0.pick("Lists are null", "Listen sind null"),
            "unknown_enum" => self.0.pick("Statuses nobody knows", "Unbekannte Status"),
            "unknown_fields" => self.0.pick("Fields nobody knows", "Unbekannte Felder"),
            "redacted_customer" => self.0.pick("Customers without names", "Kunden ohne Namen"),
            "several_customers" => {
                self.0.pick("A second customer with that e-mail", "Ein zweiter Kunde mit der E-Mail-Adresse")
            }
            "many_subscriptions" => self.0.pick("300 subscriptions", "300 Abos"),
            "duplicate_webhooks" => self.0.pick("Webhooks twice", "Webhooks doppelt"),
            "unordered_webhooks" => self.0.pick("Webhooks out of order", "Webhooks in falscher Reihenfolge"),
            "lose_webhooks" => self.0.pick("Webhooks lost", "Webhooks gehen verloren"),
            other => other,
        }
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

    /// How a plan ended, by its code.
    #[must_use]
    pub fn outcome(self, code: &str) -> &'static str {
        match code {
            "done" => self.0.pick("Done, and verified by reading again", "Erledigt und durch erneutes Lesen geprüft"),
            "already" => self.0.pick("It was so already; nothing was sent", "Es war schon so; nichts wurde gesendet"),
            "stale" => self.0.pick("Not done: the state has changed", "Nicht ausgeführt: der Stand hat sich geändert"),
            "failed" => self.0.pick("Failed; nothing was changed", "Fehlgeschlagen; nichts wurde geändert"),
            "partial" => self.0.pick("Done in part", "Nur zum Teil ausgeführt"),
            _ => self.0.pick(
                "Not known whether it happened: look in Recharge",
                "Unklar, ob es geschehen ist: in Recharge nachsehen",
            ),
        }
    }

    /// What the AI agent made of a message, by its code.
    #[must_use]
    pub fn reading(self, came: &str) -> &'static str {
        match came {
            "plans" => self.0.pick(
                "It proposes a change, which waits for approval",
                "Er schlägt eine Änderung vor, sie wartet auf Freigabe",
            ),
            "question" => self.0.pick("Something has to be asked first", "Vorher ist etwas zu klären"),
            "information" => self.0.pick("An answer; nothing to change", "Eine Antwort; nichts zu ändern"),
            "handoff" => self.0.pick("Not done here", "Das geschieht nicht hier"),
            "refused" => self.0.pick("Not possible now", "Im Moment nicht möglich"),
            "nothing" => self.0.pick("Nothing about subscriptions", "Nichts, was Abos betrifft"),
            "error" => self.0.pick("It could not read the message", "Er konnte die Nachricht nicht lesen"),
            _ => "",
        }
    }

    /// Who did something.
    #[must_use]
    pub fn actor(self, actor: &Actor) -> String {
        match actor.kind {
            ActorKind::Person => actor.name.clone(),
            ActorKind::Ai => self.ai(&actor.name),
            ActorKind::Tool => self.say(format!("program {}", actor.name), format!("Programm {}", actor.name)),
        }
    }

    /// The AI agent by its name.
    #[must_use]
    pub fn ai(self, name: &str) -> String {
        self.say(format!("AI agent {name}"), format!("KI-Agent {name}"))
    }

    /// "Let Ada read the last message"
    #[must_use]
    pub fn read_now(self, name: &str) -> String {
        self.say(format!("Let {name} read the last message"), format!("{name} die letzte Nachricht lesen lassen"))
    }

    /// How many tickets there are.
    #[must_use]
    pub fn tickets_found(self, count: usize) -> String {
        match count {
            1 => self.say("1 ticket".to_owned(), "1 Ticket".to_owned()),
            count => self.say(format!("{count} tickets"), format!("{count} Tickets")),
        }
    }

    /// There is no ticket of that id.
    #[must_use]
    pub fn no_ticket(self, id: &str) -> String {
        self.say(format!("There is no ticket “{id}”."), format!("Ein Ticket „{id}“ gibt es nicht."))
    }

    /// A person's role doesn't allow it.
    #[must_use]
    pub fn may_not(self, name: &str) -> String {
        self.say(format!("The role of {name} doesn't allow that."), format!("Die Rolle von {name} erlaubt das nicht."))
    }

    /// "as Anna Vogel"
    #[must_use]
    pub fn as_person(self, name: &str) -> String {
        self.say(format!("{name}, to the customer"), format!("{name}, an den Kunden"))
    }

    /// Who approves.
    #[must_use]
    pub fn approves_as(self, name: &str) -> String {
        self.say(format!("{name} approves exactly this, once."), format!("{name} gibt genau das frei, einmal."))
    }

    /// How a plan is undone.
    #[must_use]
    pub fn undo_by(self, action: &str) -> String {
        self.say(
            format!("possible, by “{action}” with an approval of its own"),
            format!("möglich, durch „{action}“ mit eigener Freigabe"),
        )
    }

    /// Who said yes.
    #[must_use]
    pub fn approved_by(self, name: &str) -> String {
        self.say(format!("Approved by {name}"), format!("Freigegeben von {name}"))
    }

    /// Who said no.
    #[must_use]
    pub fn denied_by(self, name: &str, reason: &str) -> String {
        self.say(format!("Denied by {name}: {reason}"), format!("Abgelehnt von {name}: {reason}"))
    }

    /// What took its place.
    #[must_use]
    pub fn replaced_by(self, plan: &str) -> String {
        self.say(format!("{plan} took its place"), format!("{plan} ist an seine Stelle getreten"))
    }

    /// The chain of records is whole.
    #[must_use]
    pub fn chain_intact(self, records: u64) -> String {
        self.say(
            format!("Verified: all {records} records are as they were written"),
            format!("Geprüft: alle {records} Einträge sind, wie sie geschrieben wurden"),
        )
    }

    /// More lines of the story.
    #[must_use]
    pub fn all_lines(self, more: &usize) -> String {
        self.say(format!("Show {more} earlier lines"), format!("{more} frühere Zeilen zeigen"))
    }

    /// How many of them fit.
    #[must_use]
    pub fn found_of(self, fits: &usize, count: &usize) -> String {
        self.say(format!("{fits} of {count}"), format!("{fits} von {count}"))
    }

    /// How much time is left, to the minute.
    #[must_use]
    pub fn left(self, now: Timestamp, end: Timestamp) -> String {
        let minutes = end.duration_since(now).as_mins().max(0);
        let (hours, minutes) = (minutes.div_euclid(60), minutes.rem_euclid(60));
        self.say(format!("{hours} h {minutes} min left"), format!("noch {hours} h {minutes} min"))
    }

    /// More subscriptions.
    #[must_use]
    pub fn more_lines(self, more: &usize) -> String {
        self.say(format!("Show {more} more subscriptions"), format!("{more} weitere Abos zeigen"))
    }

    /// What was pasted is no token.
    #[must_use]
    pub fn no_token_pasted(self, why: &str) -> String {
        self.say(format!("That is no token: {why}"), format!("Das ist kein Token: {why}"))
    }

    /// What was typed is no JSON.
    #[must_use]
    pub fn no_json(self, why: &str) -> String {
        self.say(format!("That is no JSON: {why}"), format!("Das ist kein JSON: {why}"))
    }

    /// A size.
    #[must_use]
    pub fn bytes(self, count: u64) -> String {
        let kilo = count.div_ceil(1024);
        if kilo < 10 { format!("{count} B") } else { format!("{kilo} KiB") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_said_in_the_shops_time_and_the_readers_language() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now: Timestamp = "2026-11-26T16:00:00Z".parse().unwrap();
        for (at, english, german) in [
            ("2026-11-26T08:05:00Z", "09:05", "09:05"),
            ("2026-11-25T23:30:00Z", "00:30", "00:30"),
            ("2026-11-24T08:05:00Z", "24 Nov, 09:05", "24.11., 09:05"),
            ("2025-12-31T23:30:00Z", "1 Jan, 00:30", "01.01., 00:30"),
            ("2025-12-30T08:05:00Z", "30 Dec 2025, 09:05", "30.12.2025, 09:05"),
        ] {
            let at = at.parse().unwrap();
            assert_eq!(Words::of("en").when(at, now, &zone), english);
            assert_eq!(Words::of("de-AT").when(at, now, &zone), german);
        }
        let end = "2026-11-26T19:59:59Z".parse().unwrap();
        assert_eq!(Words::of("en").left(now, end), "3 h 59 min left");
        assert_eq!(Words::of("de").left(end, now), "noch 0 h 0 min", "it is over");
    }
}

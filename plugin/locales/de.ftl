# Alles, was dieses Plugin auf Deutsch sagt. Schlüssel und Variablen sind dieselben wie in en.ftl.

## Datum, Geld, Abstände

date = { $dd }.{ $mm }.{ $year }
timestamp = { $date }, { $hour }:{ $minute } Uhr
money = { $currency ->
    [EUR] { $amount } €
    [GBP] { $amount } £
    [USD] { $amount } $
    [none] { $amount }
   *[other] { $amount } { $currency }
}
interval-day = { $count ->
    [one] täglich
   *[other] alle { $count } Tage
}
interval-week = { $count ->
    [one] jede Woche
   *[other] alle { $count } Wochen
}
interval-month = { $count ->
    [one] jeden Monat
   *[other] alle { $count } Monate
}
interval-other = alle { $count } { $unit }
interval-unknown-unit = alle { $count } (Einheit unbekannt)
with-province = { $city }, { $province }

## Zuordnung

widget-title = Recharge-Abos
match-none = Kein Recharge-Kunde hat die Adresse { $email }.
match-exact = Zugeordnet über die E-Mail-Adresse { $email }.
match-different-case = Zugeordnet über die E-Mail-Adresse; Recharge schreibt sie { $found }.
match-several = { $count } Recharge-Kunden teilen sich die Adresse { $email }: einen auswählen.
match-unknown = Ob { $email } ein Recharge-Kunde ist, war nicht herauszufinden.
customer-unnamed = (ohne Namen)
product-untitled = (Produkt ohne Namen)

## Kopfzeilen

headline-next = { $count ->
    [one] Nächste Abbuchung
   *[other] Nächste { $count } Abbuchungen
} { $date }: { $total }
headline-next-provisional = { $count ->
    [one] Nächste Abbuchung
   *[other] Nächste { $count } Abbuchungen
} { $date }: etwa { $total }
headline-next-date = { $count ->
    [one] Nächste Abbuchung
   *[other] Nächste { $count } Abbuchungen
} { $date }
headline-delivery = Nächste Lieferung { $date }, bereits bezahlt. { $charge }
headline-running = { $count ->
    [one] Abbuchung vom { $date } wird gerade ausgeführt
   *[other] { $count } Abbuchungen vom { $date } werden gerade ausgeführt
}
headline-failed = Zahlung fehlgeschlagen, Abbuchung vom { $date }
headline-failed-undated = Zahlung fehlgeschlagen
headline-failed-retry = Zahlung fehlgeschlagen, Abbuchung vom { $date }; nächster Versuch am { $retry }
headline-no-date = Keine nächste Abbuchung geplant
headline-former = Kein laufendes Abo; das letzte endete am { $date }
headline-former-undated = Kein laufendes Abo
headline-none = Kunde ohne Abos
headline-unknown = Abos waren nicht lesbar

## Zustände

status-active = Aktiv
status-cancelled = Gekündigt
status-expired = Ausgelaufen
status-unknown = Unbekannter Zustand: { $status }
status-missing = Zustand nicht angegeben
charge-queued = Geplant
charge-running = Wird ausgeführt
charge-skipped = Übersprungen
charge-error = Zahlung fehlgeschlagen
charge-pending = Zahlung läuft
charge-pending-manual-payment = Wartet auf manuelle Zahlung
failure-unnamed = Recharge nennt keinen Grund.

## Lieferungen

delivery-charge = Die Bestellung entsteht am { $date }, sobald die Abbuchung bezahlt ist. Den Termin des Paketdienstes kennt Recharge nicht.
delivery-prepaid-order = Die Bestellung entsteht am { $date } und ist bereits bezahlt. Den Termin des Paketdienstes kennt Recharge nicht.

## Hinweise

notice-several-customers = Mehrere Recharge-Kunden teilen sich diese Adresse. Vor jeder Änderung klären, wer geschrieben hat.
notice-more-customers = { $count ->
    [one] Ein weiterer Kunde hat diese Adresse und wird nicht gezeigt: { $ids }.
   *[other] { $count } weitere Kunden haben diese Adresse und werden nicht gezeigt: { $ids }.
}
notice-identity-forwarded = Die Adresse stammt aus einer weitergeleiteten Nachricht. Vor jeder Änderung klären, wer geschrieben hat.
notice-identity-unverified = Niemand hat geprüft, ob die Adresse dem Schreibenden gehört. Vor jeder Änderung klären.
notice-match-incomplete = Die Suche nach Kunden war unvollständig: { $reason } Neu laden oder in Recharge nachsehen.
notice-subscriptions-missing = Die Abos waren nicht lesbar: { $reason }
notice-charges-missing = Die Abbuchungen waren nicht lesbar, fehlgeschlagene Zahlungen können hier also fehlen: { $reason }
notice-addresses-missing = Die Adressen waren nicht lesbar: { $reason }
notice-orders-missing = Die bezahlten Lieferungen vorausbezahlter Abos waren nicht lesbar: { $reason }
notice-known-charges-only = Bei so vielen Abos werden Abbuchungen in einem Zustand, den dieses Plugin nicht kennt, nicht gezeigt.
notice-data-incomplete = Nicht alles wird gezeigt: { $parts }. Vor einer Antwort in Recharge nachsehen.
notice-store-missing = Die Angaben zum Shop waren nicht lesbar; Links können fehlen, und Termine um Mitternacht gelten vorsichtshalber als begonnen: { $reason }
notice-scopes-unknown = Was das Recharge-Token darf, war nicht lesbar; eine Aktion kann daher noch abgelehnt werden: { $reason }
notice-read-only = Das Recharge-Token darf nur lesen. Änderungen brauchen ein Token mit den Berechtigungen { $scopes }.
notice-payment-failing = Die Zahlung von { $total }, fällig am { $date }, ist fehlgeschlagen: { $failure }
notice-payment-failing-undated = Eine Zahlung ist fehlgeschlagen: { $failure }
notice-payment-failing-somewhere = Recharge meldet für diesen Kunden eine fehlgeschlagene Zahlung. In Recharge nachsehen.
notice-payment-method-invalid = Der Kunde hat keine gültige Zahlungsart, die nächste Abbuchung wird also scheitern.
notice-charge-running = Die Abbuchung vom { $date } wird gerade ausgeführt: Daran lässt sich nichts mehr ändern.
notice-charge-tomorrow = Die Abbuchung läuft morgen ({ $date }): Änderungen sind nur noch heute möglich.
notice-charge-pending = Eine Zahlung läuft. Vor jeder Änderung ihr Ende abwarten.
notice-manual-payment = Die Abbuchung vom { $date } wartet auf eine manuelle Zahlung.
notice-charge-unknown = Eine Abbuchung hat einen Zustand, den dieses Plugin nicht kennt: { $status }. In Recharge nachsehen.
notice-recalculating = Recharge berechnet die Abbuchung nach einer Änderung neu: Datum und Summe können sich noch ändern.
notice-dates-differ = Recharge nennt zwei Daten für die nächste Abbuchung: { $charge } an der Abbuchung (hier gezeigt), { $subscription } am Abo.
notice-no-next-charge = Aktiv, aber Recharge plant keine nächste Abbuchung. Meist ist eine Zahlung fehlgeschlagen.
notice-retries-exhausted = Recharge versucht nicht mehr, dieses Abo abzubuchen.
notice-status-missing = Recharge nennt für dieses Abo keinen Zustand. In Recharge nachsehen.
notice-status-unknown = Der Zustand „{ $status }“ ist diesem Plugin unbekannt. In Recharge nachsehen.
notice-delivery-unknown = Die nächste Lieferung ist unbekannt, weil die bezahlten Lieferungen nicht lesbar waren.
part-customers = Kunden
part-subscriptions = Abos
part-charges = Abbuchungen
part-addresses = Adressen
part-orders = bezahlte Lieferungen
reason-scope = Dem Token fehlt { $scopes }.
reason-unauthorized = Recharge akzeptiert das Token nicht.
reason-rate-limited = Recharge verlangt eine Pause; gleich neu laden.
reason-unavailable = Recharge antwortet nicht oder mit einem Fehler; gleich neu laden.
reason-unreadable = Die Antwort von Recharge ist nicht lesbar.
reason-refused = Die Anfrage wurde abgelehnt.

## Warum eine Aktion nicht möglich ist

why-scope = Dem Recharge-Token fehlt { $scopes }.
why-cancelled = Das Abo ist gekündigt.
why-expired = Das Abo ist nach seiner letzten Abbuchung ausgelaufen.
why-status-missing = Recharge nennt dafür keinen Zustand.
why-status-unknown = Der Zustand „{ $status }“ ist diesem Plugin unbekannt.
why-charges-unread = Die Abbuchungen waren nicht lesbar.
why-no-charge = Es steht keine Abbuchung an.
why-charge-not-made = Recharge hat die Abbuchung vom { $date } noch nicht angelegt.
why-payment-failed = Die Zahlung ist fehlgeschlagen: Bis das geklärt ist, steht keine Abbuchung an.
why-charge-running = Die Abbuchung vom { $date } wird gerade ausgeführt.
why-prepaid = Vorausbezahlte Lieferungen lassen sich nicht überspringen; eine einzelne wird in Recharge verschoben oder geändert.
why-not-skippable = Recharge erlaubt das Überspringen hier nicht.
why-nothing-skipped = Es ist keine Lieferung übersprungen.
why-skip-over = Der übersprungene Termin { $date } lässt sich nicht mehr zurückholen.
why-address-unknown = Recharge nennt keine Adresse zu diesem Abo.
why-address-unread = Die Adresse war nicht lesbar.
why-no-link = Die Adresse der Recharge-Seiten ist unbekannt.

## Aktionen

action-move-date = Liefertermin verschieben
action-move-date-description = Verschiebt die nächste Abbuchung und damit die nächste Lieferung. Spätere Termine richten sich nach dem neuen.
action-cancel = Abbrechen
action-cancel-description = Kündigt dieses Abo. Andere Abos des Kunden bleiben bestehen.
action-skip = Nächste Abbuchung überspringen
action-skip-description = Überspringt die nächste Abbuchung einmal. Das Abo läuft mit dem Termin danach weiter.
action-unskip = Überspringen zurücknehmen
action-unskip-description = Holt eine übersprungene Abbuchung zurück, solange ihr Termin noch bevorsteht.
action-update-address = Adresse ändern
action-update-address-description = Ändert die Lieferadresse, für alles, was dorthin geht, oder nur für dieses Abo.
action-reactivate = Wieder aufnehmen
action-reactivate-description = Nimmt eine Kündigung zurück. Das Abo läuft ab einem Termin weiter, der dabei gesetzt wird.
action-open = In Recharge öffnen
action-open-description = Öffnet Kunde, Abo oder Abbuchung in Recharge. Ändert nichts.

## Parameter der Aktionen

param-move-date-to = Neuer Termin
param-move-date-to-description = Der Tag der nächsten Abbuchung, frühestens morgen. Entweder dies oder eine Verschiebung.
param-move-date-by = Verschiebung
param-move-date-by-description = Um wie viel die nächste Abbuchung später stattfindet. Entweder dies oder ein Termin.
param-move-date-by-days = Tage
param-move-date-by-days-description = So viele Tage später.
param-move-date-by-weeks = Wochen
param-move-date-by-weeks-description = So viele Wochen später.
param-move-date-whole_charge = Ganze Abbuchung
param-move-date-whole_charge-description = Verschiebt alle Abos derselben Abbuchung, damit sie zusammenbleiben.
param-cancel-reason = Grund
param-cancel-reason-description = Warum gekündigt wird. Recharge verlangt einen Grund.
param-cancel-comment = Kommentar
param-cancel-comment-description = Ein Kommentar zum Grund, bis zu 1024 Zeichen.
param-cancel-notify_customer = Mail an den Kunden
param-cancel-notify_customer-description = Ob Recharge die Kündigung dem Kunden und dem Shop per Mail bestätigt.
param-skip-scope = Was übersprungen wird
param-skip-scope-description = Nur dieses Produkt oder alles auf der Abbuchung, was sich überspringen lässt.
param-skip-scope-item = Nur dieses Produkt
param-skip-scope-charge = Alles auf der Abbuchung
param-skip-again = Noch einmal überspringen
param-skip-again-description = Gewollt, obwohl schon eine Lieferung übersprungen ist.
param-skip-date = Termin der Abbuchung
param-skip-date-description = Der Termin der gemeinten Abbuchung. Steht eine andere als nächste an, wird nichts übersprungen.
param-reactivate-to = Termin der nächsten Abbuchung
param-reactivate-to-description = Der Tag, an dem das Abo als Nächstes abgebucht wird, frühestens morgen.
param-unskip-date = Übersprungener Termin
param-unskip-date-description = Der Termin der Abbuchung, die zurückkommt. Nötig, wenn mehrere übersprungen sind.
param-update-address-first_name = Vorname
param-update-address-first_name-description = Vorname des Empfängers.
param-update-address-last_name = Nachname
param-update-address-last_name-description = Nachname des Empfängers.
param-update-address-company = Firma
param-update-address-company-description = Firma; leerer Text entfernt sie.
param-update-address-address1 = Straße und Hausnummer
param-update-address-address1-description = Straße und Hausnummer.
param-update-address-address2 = Adresszusatz
param-update-address-address2-description = Stockwerk, Gebäude, c/o; leerer Text entfernt ihn.
param-update-address-city = Ort
param-update-address-city-description = Stadt oder Gemeinde.
param-update-address-province = Bundesland oder Provinz
param-update-address-province-description = Bundesland, Provinz oder Kanton, wo Adressen des Landes sie enthalten. Ein Wechsel des Landes entfernt das alte.
param-update-address-zip = Postleitzahl
param-update-address-zip-description = Postleitzahl. Auch ein Wechsel des Landes braucht sie.
param-update-address-country_code = Land
param-update-address-country_code-description = Land als Code aus zwei Buchstaben, etwa DE.
param-update-address-phone = Telefon
param-update-address-phone-description = Telefonnummer für den Paketdienst.
param-update-address-apply_to = Gilt für
param-update-address-apply_to-description = Alles, was an diese Adresse geht, oder nur dieses Abo.
param-update-address-apply_to-all = Alles an dieser Adresse
param-update-address-apply_to-subscription = Nur dieses Abo
param-open-page = Seite
param-open-page-description = Welche Seite geöffnet wird.
param-open-page-customer = Kunde
param-open-page-subscription = Abo
param-open-page-charge = Abbuchung

## Fehler

problem-unauthorized = Recharge akzeptiert das Token nicht. Den Shop mit einem gültigen Token neu verbinden.
problem-missing-scopes = Dem Recharge-Token fehlt { $scopes }. Dem Token in Recharge diese Berechtigung geben, dann neu laden.
problem-rate-limited = Recharge verlangt eine Pause. Gleich neu laden.
problem-rate-limited-seconds = { $seconds ->
    [one] Recharge verlangt eine Pause von einer Sekunde. Danach neu laden.
   *[other] Recharge verlangt eine Pause von { $seconds } Sekunden. Danach neu laden.
}
problem-unavailable = Recharge antwortet nicht. Gleich neu laden; bleibt es dabei, auf der Statusseite von Recharge nachsehen.
problem-unreadable = Die Antwort ist nicht als Recharge lesbar. Gleich neu laden; bleibt es dabei, die Adresse der Verbindung prüfen.
problem-internal = Eine Anfrage wurde abgelehnt, die möglich sein müsste. Neu laden; bleibt es dabei, den Betreuern des Plugins melden.
problem-not-connected = Der Shop ist nicht mit Recharge verbunden. Mit einem API-Token verbinden.
problem-secret-unavailable = Das Recharge-Token ist an seinem Ablageort nicht lesbar. Gleich noch einmal versuchen oder neu verbinden.
problem-email-malformed = Die E-Mail-Adresse des Kontakts ist fehlerhaft. Im Ticket berichtigen, dann neu laden.
problem-action-unknown = Es gibt keine Aktion „{ $action }“. Möglich sind { $actions }.
problem-context = Das Helpdesk hat keine brauchbare Uhrzeit genannt. Den Betreibern des Helpdesks melden.

## Formulare, die nicht lesbar sind

fault-json = Die Parameter sind kein JSON-Objekt.
fault-unknown-field = Es gibt keinen Parameter „{ $field }“.
fault-type = „{ $field }“ hat die falsche Art.
fault-choice = „{ $field }“ muss eines davon sein: { $choices }.
fault-characters = „{ $field }“ enthält Steuerzeichen oder unsichtbare Zeichen.
fault-date = „{ $field }“ ist kein Datum der Form JJJJ-MM-TT.
fault-country = „{ $field }“ ist kein Ländercode aus zwei Buchstaben.
fault-empty = „{ $field }“ ist leer.
fault-too-long = „{ $field }“ ist länger als { $most } Zeichen.
fault-range = „{ $field }“ muss eine ganze Zahl von { $least } bis { $most } sein.
fault-to-and-by = Entweder einen neuen Termin oder eine Verschiebung angeben, nicht beides.
fault-by-nothing = Die Verschiebung nennt weder Tage noch Wochen.
fault-date-end = Der neue Termin liegt jenseits des Kalenders.

## Fragen

ask-subscription = Welches Abo ist gemeint?
ask-date = Auf welchen Termin?
ask-skipped-date = Mehrere Lieferungen sind übersprungen. Welche soll zurückkommen?
ask-skip-scope = Mehrere Produkte teilen sich diese Abbuchung. Soll nur dieses Produkt übersprungen werden oder alles auf der Abbuchung?
ask-reason = Warum wird gekündigt? Recharge verlangt einen Grund.
ask-reason-of-list = Warum wird gekündigt? Der Shop hat eine Liste von Gründen; einen davon auswählen.
ask-notify = Soll Recharge die Kündigung dem Kunden und dem Shop per Mail bestätigen?
ask-address = Was soll sich an der Adresse ändern?
ask-charge = Welche Abbuchung ist gemeint?
ask-country = In welchem Land liegt die Adresse? Sie nennt keines.
ask-province = Wie heißt das Bundesland oder die Provinz im neuen Land?
ask-zip = Wie lautet die Postleitzahl im neuen Land?
ask-apply-to = An diese Adresse geht mehr als dieses Abo. Gilt die Änderung für alles dort oder nur für dieses Abo?
choice-weeks-later = { $count ->
    [one] Eine Woche später
   *[other] { $count } Wochen später
}
choice-notify = Ja, per Mail
choice-not-notify = Keine Mail

## Warum es keinen Plan gibt

why-running = Das Abo läuft.
refused-not-found = Dieser Kunde hat nichts mit dieser Nummer.
refused-incomplete = Nicht alles von diesem Kunden war lesbar; ob das ihm gehört, ist daher nicht zu sagen. In Recharge nachsehen.
refused-targets = Diese Ziele passen nicht zu dieser Aktion oder nicht zueinander.
refused-too-many = Höchstens { $most } Abos werden in einem Plan verschoben. Weniger nennen oder die Bestellung in Recharge verschieben.
refused-one-at-a-time = Genau ein Abo muss genannt sein: Jedes wird für sich freigegeben.
refused-no-subscription = Der Kunde hat kein laufendes Abo.
refused-charge-not-queued = Diese Abbuchung steht nicht an und lässt sich daher nicht verschieben.
refused-charge-pending = Die Zahlung der Abbuchung vom { $date } läuft. Abwarten oder in Recharge nachsehen.
refused-payment-failed = Die Zahlung der Abbuchung vom { $date } ist fehlgeschlagen und offen. Das zuerst in Recharge klären; was eine Änderung bewirken würde, ist nicht bekannt.
refused-date-too-early = Der { $date } ist zu früh: Abbuchungen dieses Tages werden womöglich schon ausgeführt. Der erste mögliche Termin ist der { $first }.
refused-same-date = Die nächste Abbuchung ist schon am { $date }.
refused-date-too-far = Der { $date } liegt zu weit voraus: Welche Termine sich daraus ergeben, lässt sich nicht sagen. Der letzte mögliche Termin ist der { $last }.
refused-date-skipped = { $product } ist am { $date } übersprungen. Stattdessen das Überspringen zurücknehmen.
refused-already-skipped = Die Lieferung vom { $date } ist schon übersprungen.
refused-another-charge = Das ist nicht mehr die nächste Abbuchung: Die nächste ist am { $date }.
refused-second-skip = Die Lieferung vom { $skipped } ist schon übersprungen. Auch die vom { $date } zu überspringen, muss ausdrücklich gewollt sein.
refused-not-skipped-then = { $product } ist am { $date } nicht übersprungen.
refused-country = Es gibt kein Land mit dem Code „{ $country }“.
refused-postcode = „{ $zip }“ ist keine Postleitzahl in { $country }; dort sehen sie so aus: { $forms }.
refused-postcode-missing = Die Postleitzahl fehlt; in { $country } sehen sie so aus: { $forms }.
refused-same-address = Die Adresse ist schon so.
refused-address-incomplete = Eine neue Adresse braucht Vor- und Nachnamen, Straße, Ort und Land.
problem-plan-foreign = Dieser Plan ist keiner dieses Plugins. Nichts wurde gesendet. Neu vorbereiten.

## Pläne

plan-move-title = Nächste Abbuchung von { $items } auf den { $date } verschieben
plan-cancel-title = { $product } kündigen
plan-skip-title = Abbuchung vom { $date } überspringen: { $items }
plan-unskip-title = Übersprungene Abbuchung vom { $date } zurückholen: { $items }
plan-reactivate-title = { $product } wieder aufnehmen, nächste Abbuchung { $date }
plan-address-title = Lieferadresse ändern
plan-address-one-title = Lieferadresse nur von { $product } ändern
plan-label-of = { $label }: { $product }
plan-next-dates = Die nächsten drei Abbuchungen
plan-order-on = Bestellung am { $date }
plan-none = –
plan-unknown = unbekannt
write-move = Nächste Abbuchung von { $product } auf den { $date } setzen
write-activate = { $product } wieder aktivieren
write-new-address = Neue Adresse anlegen
write-change-address = { $product } an die neue Adresse liefern
check-label = { $subject }: { $field }
check-owner = Kunde
check-charge = Abbuchung
check-charge-of = Abbuchung vom { $date }
undo-different-dates = Nicht in einem Schritt: Die Produkte kommen von verschiedenen Terminen. Jedes einzeln zurückverschieben.
undo-address-blank = Nicht durch dieses Plugin: Der alten Adresse fehlt ein Feld, das Recharge verlangt. In Recharge berichtigen.

## Was ein Plan außerdem bewirkt

effect-carrier = Recharge weiß, wann eine Bestellung entsteht, nicht wann der Paketdienst liefert. Keinen Liefertag versprechen.
effect-later-dates-follow = Spätere Termine richten sich nach dem neuen.
effect-later-dates-follow-of = Spätere Termine von { $items } richten sich nach dem neuen.
effect-rhythm-stays = Eine Lieferung weniger; spätere Termine bleiben, wie sie sind.
effect-moves-together = { $items } werden am { $date } wieder gemeinsam abgebucht.
effect-stays-behind = Bleibt auf seinem Termin, weil es sich nicht verschieben lässt: { $items }.
effect-charge-splits = { $count ->
    [one] Auf der Abbuchung vom { $date } bleibt: { $items }. Das wird eine eigene Lieferung und kann Versand kosten.
   *[other] Auf der Abbuchung vom { $date } bleiben: { $items }. Zusammen werden sie eine eigene Lieferung, die Versand kosten kann.
}
effect-charge-merges = Am { $date } kommt die Abbuchung zu der von { $items } hinzu.
effect-likely-merges = Am { $date } wird voraussichtlich gemeinsam abgebucht mit { $items }, deren eigener Rhythmus auf diesen Termin kommt.
effect-one-time-stays = Einmalige Produkte auf der Abbuchung vom { $date } bleiben dort: { $items }.
effect-one-time-left = Einmalige Produkte auf der Abbuchung vom { $date }, { $items }, können nicht mitgehen: Recharge behält sie oder legt sie auf eine spätere Bestellung. Danach nachsehen.
effect-discount-lost = Rabatte, die nur auf der einen Abbuchung vom { $date } liegen, gehen verloren.
effect-promised-day = { $product } hat einen zugesagten Tag: Der Termin danach kehrt zu ihm zurück, { $next } statt { $plain }.
effect-promised-of-month = { $product }: Spätere Termine behalten den zugesagten Tag, den { $day }. des Monats.
effect-promised-of-week = { $product }: Spätere Termine behalten den zugesagten Tag, { $day ->
    [0] Montag
    [1] Dienstag
    [2] Mittwoch
    [3] Donnerstag
    [4] Freitag
    [5] Samstag
   *[6] Sonntag
}.
effect-month-end = { $product }: Kürzere Monate werden an ihrem letzten Tag abgebucht, und Recharge bleibt danach womöglich beim früheren Tag.
effect-noted-day = { $product } trägt einen vermerkten Liefertag („{ $noted }“), der sich nicht mitändert. In Recharge berichtigen.
effect-prepaid-stays = { $product } ist vorausbezahlt: Das ist der Termin der Verlängerung. { $count ->
    [0] Es wartet keine bezahlte Lieferung.
    [one] Eine bezahlte Lieferung bleibt, wie sie ist: { $dates }.
   *[other] { $count } bezahlte Lieferungen bleiben, wie sie sind: { $dates }.
}
effect-prepaid-after-cancel = { $product } ist vorausbezahlt. { $count ->
    [0] Es wartet keine bezahlte Lieferung.
    [one] Eine Lieferung ist schon bezahlt ({ $dates }); ob sie noch verschickt wird, in Recharge nachsehen.
   *[other] { $count } Lieferungen sind schon bezahlt ({ $dates }); ob sie noch verschickt werden, in Recharge nachsehen.
}
effect-prepaid-address = { $product } ist vorausbezahlt. { $count ->
    [0] Es wartet keine bezahlte Lieferung.
    [one] Eine Lieferung ist schon bezahlt ({ $dates }); ob sie der neuen Adresse folgt, in Recharge nachsehen.
   *[other] { $count } Lieferungen sind schon bezahlt ({ $dates }); ob sie der neuen Adresse folgen, in Recharge nachsehen.
}
effect-skipped-ahead = { $product } ist übersprungen am { $dates }. Diese Termine passen womöglich nicht mehr zum neuen Rhythmus; danach nachsehen.
effect-skips-lost = Was am { $dates } übersprungen ist, geht mit dieser Änderung verloren.
effect-not-skippable = Lässt sich nicht überspringen und bleibt auf der Abbuchung: { $items }.
effect-stays-skipped = Am { $date } bleibt übersprungen: { $items }.
effect-mail = Recharge bestätigt die Kündigung dem Kunden und dem Shop per Mail, falls die Einstellungen des Shops es erlauben.
effect-no-mail = Recharge schreibt niemandem über die Kündigung.
effect-others-stay = Andere Abos bleiben: { $items }.
effect-failed-stays = Die fehlgeschlagene Abbuchung vom { $date } bleibt offen, und Recharge versucht womöglich weiter, sie einzuziehen. In Recharge klären.
effect-reactivation = Eine spätere Wiederaufnahme stellt Produkt, Preis, Abstand und Adresse wieder her. Übersprungene Termine und Rabatte nicht, und der Termin der nächsten Abbuchung wird neu gesetzt.
effect-reactivated = Produkt, Preis, Abstand und Adresse kommen zurück; übersprungene Termine und Rabatte nicht. Der Kündigungsgrund wird entfernt.
effect-shared-address = { $count } Abos gehen an diese Adresse und ändern sich alle: { $items }.
effect-others-keep-address = Behält die alte Adresse: { $items }.
effect-known-address = Der Kunde hat genau diese Adresse schon; es wird keine neue angelegt.
effect-recomputed = Die Abbuchung vom { $date } wird neu berechnet; Versand, Steuer und Summe können sich ändern: { $items }.
effect-address-elsewhere = Unverändert: die Rechnungsadresse, das Kundenkonto im Shop und schon entstandene Bestellungen.
warn-far-ahead = Der { $date } liegt mehr als ein Jahr voraus. Prüfen, ob das gemeint ist.
warn-skipped-again = Eine andere Lieferung ist schon übersprungen.
warn-payment-problem = Die Zahlung dieses Abos ist schon fehlgeschlagen. Die Wiederaufnahme klärt das nicht.

## Wie eine Ausführung endete

outcome-done = Erledigt und geprüft: „{ $title }“. Jetzt: { $now }.
outcome-done-settling = Erledigt und geprüft: „{ $title }“. Jetzt: { $now }. Recharge berechnet die Abbuchungen noch neu, Summen können sich also ändern.
outcome-already = Es war schon so; nichts wurde geändert: „{ $title }“. Jetzt: { $now }.
outcome-not-sent = Nichts wurde gesendet: { $why }
outcome-failed = Nichts wurde geändert. { $why } Jetzt: { $now }.
outcome-partial = Nur ein Teil ist geschehen. Erledigt: „{ $happened }“. Nicht erledigt: „{ $remaining }“. { $why } Jetzt: { $now }.
outcome-unknown = Ob das geschehen ist, ist nicht bekannt: „{ $step }“. Jetzt: { $now }. In Recharge nachsehen, bevor etwas erneut versucht wird.
why-refused = Recharge hat es abgelehnt ({ $said }).
why-unanswered = Recharge hat es nicht bestätigt, und es ist nicht zu sehen.
why-stale = In der Zwischenzeit hatte sich etwas geändert: „{ $labels }“.
why-unsent = Der Rest wurde nicht gesendet: { $why }.
stale-before = wie freigegeben
stale-after = nicht mehr so ({ $now })
now-next-charge = { $product }: nächste Abbuchung { $date }
now-no-charge = { $product }: keine nächste Abbuchung
now-status = { $product }: { $status }
handoff-open = Das öffnet sich in Recharge. Geändert wird dadurch nichts.

## Was aus einer Nachricht wird, für die Leute am Ticket

reason-customer = Wunsch des Kunden
rejected = { $why ->
    [named] { $product }: genannt, und nichts ist damit gewünscht
   *[unnamed] { $product }: nicht genannt
}
warn-later-end = Der Kunde nennt eine Zeit für das Ende, „{ $quote }“. Dieser Plan beendet es sofort.
warn-beside = Der Kunde sagt außerdem, und dieser Plan beantwortet es nicht: „{ $quote }“
warn-not-possible = Der Kunde möchte außerdem, was jetzt nicht geht, { $product }: { $why }
handoff-vendor = { $topic ->
    [frequency] Der Kunde möchte einen anderen Lieferabstand.
    [swap] Der Kunde möchte ein anderes Produkt.
    [quantity] Der Kunde möchte eine andere Menge.
    [payment] Es geht um die Zahlung.
    [refund] Der Kunde möchte Geld zurück.
    [reactivate] Der Kunde möchte ein beendetes Abo wieder aufnehmen.
    [discount] Es geht um einen Rabatt.
    [new] Der Kunde möchte ein weiteres Abo.
    [account] Es geht um das Kundenkonto.
   *[other] Es geht um das Abo.
} Keine der Aktionen kann das; es geschieht in Recharge.
handoff-shop = Hier geht es um eine Einzelbestellung: Das gehört ins Shopsystem, nicht zu Recharge.
handoff-foreign = Die Nachricht betrifft das Abo von jemand anderem. Klären, wer darüber entscheiden darf.
handoff-nobody = Die Nachricht betrifft ein Abo, aber kein Recharge-Kunde hat diese Adresse. Klären, mit welcher Adresse bestellt wurde.
handoff-forwarded = Nur weitergeleitete Post ohne eigene Worte des Absenders. Klären, wer was möchte.
handoff-incomplete = Nicht alles von diesem Kunden war lesbar; welche Abos gemeint sind, ist daher nicht zu sagen. In Recharge nachsehen.
handoff-later = Das soll erst später gelten, nicht sofort. Zu gegebener Zeit erledigen: { $summary }
handoff-stuck = Nachfragen führte nicht weiter. Bisher verstanden: { $summary }
handoff-unread = { $why ->
    [bytes] Die Nachricht ist kein lesbarer Text.
    [crowded] Die Nachricht verlangt mehr, als gemeint sein kann.
   *[language] Die Nachricht ist weder auf Deutsch noch auf Englisch.
} Ein Mensch sollte sie lesen.
summary-open = { $part ->
    [action] was gewünscht ist, ist offen
   *[subscription] welches Abo, ist offen
}

## Was der Kunde zu lesen bekommt, in seiner Sprache
# Jede davon darf nach $form wählen, wie der Shop seine Kunden anspricht: „sie“ oder „du“.

say-ask-action = { $form ->
    [du] Möchtest du die nächste Lieferung auslassen, bis zu einem Datum pausieren oder das Abo kündigen?
   *[sie] Möchten Sie die nächste Lieferung auslassen, bis zu einem Datum pausieren oder das Abo kündigen?
}
say-ask-which = { $deed ->
    [cancel] Welches Abo sollen wir kündigen: { $items }?
    [skip] Welche Lieferung sollen wir auslassen: { $items }?
    [unskip] Welche ausgelassene Lieferung soll doch kommen: { $items }?
    [move-date] Welche Lieferung sollen wir verschieben: { $items }?
    [update-address] Für welches Abo gilt die neue Adresse: { $items }?
   *[none] Um welches Abo geht es: { $items }?
}
say-ask-date = { $of ->
    [some] Auf welches Datum sollen wir die nächste Lieferung von { $items } legen?
   *[one] Auf welches Datum sollen wir die nächste Lieferung legen?
}
say-ask-skipped = Welche der ausgelassenen Lieferungen soll doch kommen?
say-ask-address = Wie lautet die vollständige neue Adresse: Straße und Hausnummer, Postleitzahl, Ort und Land?
say-ask-confirm = { $deed ->
    [cancel] Sollen wir { $items } wirklich kündigen?
    [cancel-now] Ein Abo endet immer sofort, danach kommt nichts mehr. Sollen wir { $items } jetzt beenden?
    [skip] Sollen wir die nächste Lieferung von { $items } auslassen?
    [unskip] Soll die ausgelassene Lieferung von { $items } doch kommen?
    [move-date] Sollen wir die nächste Lieferung von { $items } verschieben?
    [move-date-to] Sollen wir die nächste Lieferung von { $items } auf den { $to } verschieben?
    [update-address-to] Sollen wir die Adresse von { $items } dauerhaft ändern: { $to }?
    [update-address] Vor diesem Tag kommt noch eine Lieferung von { $items }. Soll sie schon an die neue Adresse gehen?
   *[none] Sollen wir an { $items } etwas ändern?
}
say-ask-confirm-open = { $deed ->
    [cancel] Sollen wir wirklich kündigen?
    [skip] Sollen wir wirklich eine Lieferung auslassen?
    [unskip] Soll eine ausgelassene Lieferung doch kommen?
    [move-date] Sollen wir wirklich eine Lieferung verschieben?
    [update-address] Sollen wir wirklich die Adresse ändern?
   *[none] Sollen wir etwas ändern?
}
say-ask-proof = { $form ->
    [du] Zu deinem Schutz müssen wir sicher sein, dass du es bist. Bitte schreib uns von der E-Mail-Adresse, mit der du bestellt hast.
   *[sie] Zu Ihrem Schutz müssen wir sicher sein, dass Sie es sind. Bitte schreiben Sie uns von der E-Mail-Adresse, mit der Sie bestellt haben.
}
say-choice-skip = Nächste Lieferung auslassen
say-choice-pause = Bis zu einem Datum pausieren
say-choice-cancel = Abo kündigen
say-choice-all = Alle
say-choice-yes = Ja
say-choice-no = Nein
say-next = nächste Bestellung am { $date }
say-item-next = { $product } (nächste Bestellung am { $date })
say-item-no-next = { $product } (keine Bestellung geplant)
say-done-cancel = { $form ->
    [du] Erledigt: Dein Abo für { $items } ist gekündigt.
   *[sie] Erledigt: Ihr Abo für { $items } ist gekündigt.
}
say-done-skip = Erledigt: Die Bestellung vom { $date } fällt für { $items } aus.
say-done-next = Die nächste ist für den { $date } geplant.
say-done-unskip = Erledigt: Die Bestellung von { $items } ist wieder für den { $date } geplant.
say-done-move = Erledigt: Die nächste Bestellung von { $items } ist jetzt für den { $date } geplant.
say-done-address = Erledigt: Die nächsten Bestellungen von { $items } gehen an { $address }.
say-closed = In Ordnung, es bleibt alles, wie es ist.
say-handoff = { $form ->
    [du] Danke für deine Nachricht. Eine Kollegin oder ein Kollege kümmert sich darum.
   *[sie] Vielen Dank für Ihre Nachricht. Eine Kollegin oder ein Kollege kümmert sich darum.
}
say-how = { $form ->
    [du] Sag uns einfach, welches Abo du meinst und ob du eine Lieferung auslassen, verschieben, kündigen oder die Adresse ändern möchtest; wir bereiten es vor.
   *[sie] Sagen Sie uns einfach, welches Abo Sie meinen und ob Sie eine Lieferung auslassen, verschieben, kündigen oder die Adresse ändern möchten; wir bereiten es vor.
}
say-no-subscription = { $form ->
    [du] Zu deiner Adresse finden wir kein laufendes Abo.
   *[sie] Zu Ihrer Adresse finden wir kein laufendes Abo.
}
say-when-note = An diesem Tag entsteht die Bestellung; wie lange das Paket dann braucht, liegt beim Paketdienst.
say-line-next = { $product }: Die nächste Bestellung ist für den { $date } geplant.
say-line-no-next = { $product }: Zurzeit ist keine Bestellung geplant.
say-line-skipped = Ausgelassen: { $dates }.
say-line-rhythm = Abstand: { $rhythm }.
say-line-price = { $count ->
    [1] { $product }: { $price }.
   *[other] { $product }: { $count } zu je { $price }.
}
say-line-no-price = { $product }: Der Preis ist hier nicht bekannt.
say-total = Die Bestellung vom { $date } kostet insgesamt { $total }.
say-line-address = { $product } geht an { $address }.
say-line-no-address = { $product }: Die Adresse ist hier nicht bekannt.
say-line-ended = { $product }: gekündigt am { $date }.

## Verbindung

connection-store-scope = Dem Token fehlt { $scopes }: Name und Zeitzone des Shops bleiben unbekannt, und Termine um Mitternacht gelten vorsichtshalber als begonnen.
connection-store-missing = Der Shop war nicht lesbar: { $reason }
connection-scopes-unknown = Recharge sagt nicht, was das Token darf; eine Aktion kann daher noch abgelehnt werden.
connection-read-only = Das Token darf nur lesen: Das Widget funktioniert, und jeder ändernden Aktion fehlt eine Berechtigung.
connection-reading-incomplete = Das Widget braucht die Berechtigungen { $scopes }, die dem Token fehlen.
token-unnamed = (Token ohne Namen)
store-unnamed = (Shop ohne Namen)
portal-label = Recharge öffnen
link-customer = Kunde in Recharge öffnen
link-subscription = Abo in Recharge öffnen
link-charge = Abbuchung in Recharge öffnen

## Manifest

manifest-name = Recharge
manifest-description = Recharge-Abos im Ticket: ansehen und, nach Freigabe durch einen Menschen, ändern.
upstream-description = Die Admin-API von Recharge
secret-description = Ein API-Token des Shops. In Recharge unter Apps > API tokens anlegen, mit den Berechtigungen für Kunden, Abos und Bestellungen.
setting-portal-base = Händlerportal
setting-portal-base-description = Die https-Adresse der Recharge-Seiten dieses Shops. Leer: Recharge nennt sie selbst.
setting-form-of-address = Anrede
setting-form-of-address-description = Wie Kunden auf Deutsch angesprochen werden: „sie“ förmlich, „du“ persönlich.

## Wörter für die Felder

label-actions = Aktionen
label-address = Lieferadresse
label-addresses = Adressen
label-as-of = Stand
label-charge-interval = Bezahlt
label-charges = Abbuchungen
label-comment = Kommentar
label-date = Datum
label-email = E-Mail
label-ended = Beendet
label-failure = Grund des Fehlschlags
label-former = Frühere Abos
label-id = Recharge-ID
label-interval = Lieferung
label-items = Positionen
label-name = Name
label-next-charge = Nächste Abbuchung
label-next-delivery = Nächste Lieferung
label-prepaid = Vorausbezahlt
label-price = Preis
label-product = Produkt
label-provisional = Wird noch berechnet
label-quantity = Menge
label-reason = Grund
label-retry = Nächster Versuch
label-shares-address-with = Gleiche Adresse wie
label-shares-charge-with = Gleiche Abbuchung wie
label-sku = Artikelnummer
label-status = Zustand
label-subscriptions = Abos
label-total = Summe
label-variant = Variante

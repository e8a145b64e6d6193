//! German words of addresses, with the Austrian and Swiss ones.

use crate::message::address::words::{Pack, T};

#[rustfmt::skip]
pub(crate) const PACK: Pack = &[
    (T::Stop, "\
        der|die|das|den|dem|des|ein|eine|einen|einem|einer|und|oder|aber|nicht|kein|keine|ich|wir|sie|er|es|ihr|ihre|ihren|ihnen|mein|meine|meiner|meinen|\
        meinem|unser|unsere|unserer|unseren|mich|mir|uns|ist|sind|war|waren|sein|bin|hat|habe|haben|hatte|wird|werden|wurde|kann|können|könnt|könnten|soll|\
        sollen|sollte|muss|müssen|zu|zum|zur|von|vom|in|im|ins|an|am|auf|aus|bei|mit|nach|ab|bis|für|seit|vor|um|über|unter|ohne|statt|anstatt|wenn|dass|weil|\
        da|dann|dort|hier|dorthin|dahin|hierher|so|wie|was|wer|wo|wann|warum|welche|jetzt|nun|neu|neue|neuen|neuer|alte|alten|künftig|zukünftig|sofort|wohne|\
        wohnen|wohnt|bitte|danke|dankeschön|vielen|dank|lg|vg|mfg|liebe|lieber|liebes|viele|schöne|schönen|beste|besten|herzliche|herzlichen|freundliche|\
        freundlichen|freundlichem|grüsse|grüssen|gruss|gruesse|hallo|guten|tag|morgen|abend|servus|moin|grüezi|sehr|geehrte|geehrter|damen|herren|adresse|\
        anschrift|lieferadresse|lieferanschrift|rechnungsadresse|adressänderung|lieferung|lieferungen|bestellung|abo|abos|abonnement|kaffee|kaffees|kaffeeabo|\
        katzenfutter|futter|katze|kunde|kundennummer|rechnung|straße|hausnummer|plz|postleitzahl|ort|stadt|land|name|vorname|nachname|tel|telefon|handy|mobil|\
        email|mail|schicken|schickt|senden|sendet|liefern|liefert|geliefert|ändern|ändert|geändert|umgezogen|umzug|ziehe|ziehen|alles|alle|beide|beiden|\
        nächste|nächsten|nächster|letzte|erste|ersten|weiter|weiterhin|auch|noch|nur|schon|mal|mehr|sonst|rest|wegen|stimmt|gilt|lautet|heisst|richtig|falsch|\
        korrekt|paket|pakete|päckchen|packung|packungen|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|wochenende|woche|wochen|heute|ostern|\
        weihnachten|voraus|büro|kaffeebohnen|bestellnummer|team|zusammen|euch|servas|ciao|gesendet|macht|mittlerweile|inzwischen|endlich|gern|gerne|danach|\
        davor|vorher|nachher|außerdem|ausserdem|übrigens|sorry|leider|trotzdem|also|zukunft|gleiche|gleichen|gleicher|selbe|selben|dieselbe|derselben|gezogen|übersiedelt|zog|bleibt|bleiben|gehen|kommen|immer|\
        dauerhaft|würde|möchte|möchten"),
    (T::StreetSuffix, "\
        strasse|str|strase|stasse|srasse|strsse|strassse|weg|gasse|gässli|gässle|gassl|gässchen|allee|platz|plätzli|ring|ufer|damm|hof|chaussee|steig|stieg|\
        steige|stiege|pfad|markt|graben|wall|kai|quai|brücke|berg|feld|garten|rain|matte|acker|halde|zeile|reihe|promenade|park|tor|anger|winkel|grund|bogen|\
        stad|gürtel|lände|siedlung|twiete|kamp|redder|leite|bichl|zeil|hang|höhe|wiese|wiesen|heide|busch"),
    (T::StreetWord, "\
        strasse|str|weg|gasse|allee|platz|ring|ufer|damm|hof|chaussee|steig|pfad|markt|graben|wall|kai|landstrasse|hauptstrasse|hauptstr|landstr|gürtel|lände|\
        tor|promenade|steindamm|berg|garten|park|zeile"),
    (T::StreetAdj, "\
        alte|alter|altes|neue|neuer|obere|oberer|untere|unterer|kleine|kleiner|grosse|grosser|hintere|vordere|äussere|innere|hohe|lange|breite|kurze|rechte|\
        linke|st|sankt"),
    (T::StreetPrep, "\
        am|an der|an den|auf der|auf dem|auf den|im|in der|in den|in dem|unter den|unter der|unter dem|zum|zur|zu den|vor dem|vor der|hinter der|hinter dem|\
        hinter den|bei der|bei den|beim|über der|ob dem"),
    (T::BoxWords, "postfach|packstation|postfiliale|paketbox"),
    (T::UnitWord, "\
        wohnung|whg|top|stiege|tür|türe|türnummer|etage|stock|haus|aufgang|eingang|zimmer|appartement|app|gebäude|objekt|wohnungsnummer|stg|postnummer|zi|tor|\
        halle"),
    (T::Determiner, "meine|meiner|unsere|unserer|neue|neuen|neuer|eine|einer|die|der|eigene|eigenen"),
    (T::UnitAlone, "\
        hinterhaus|vorderhaus|seitenflügel|quergebäude|gartenhaus|rückgebäude|hinterhof|vh|nebenhaus|erdgeschoss|dachgeschoss|souterrain|untergeschoss|\
        hochparterre|parterre|erster stock|zweiter stock|dritter stock|vierter stock|fünfter stock|1stock|eg|dg|ug|hh|einliegerwohnung|maisonette"),
    (T::Floor, "og|stock|etage|obergeschoss|stk|stockwerk|geschoss|hinterhof|stiege|hof"),
    (T::Side, "links|rechts|li|re|mitte|vorne|hinten|vorn"),
    (T::CareOf, "c/o|z hd|zu händen|zhd|bei familie|bei fam|ot|ortsteil"),
    (T::Soft, "jetzt|in|plz|postleitzahl|ort|stadt|land|in der|strasse|und plz|mit plz|die plz ist|plz ist|ort ist"),
    (T::TownPrep, "in|nach|aus"),
    (T::Everyday, "nicht|war|noch|alter|nun"),
    (T::Contrast, "nicht|statt|anstatt"),
    (T::NoPlace, "job|chef|arbeitgeber|freund|freundin|auto"),
    (T::Wrote, "getippt|geschrieben|eingegeben|angegeben"),
    (T::Shown, "steht|stand|schrieb|habe|hab|hatte"),
    (T::Drop, "löschen|entfernen|streichen|weglassen|raus|weg"),
    (T::Shop, "laden|geschäft|filiale|café|rösterei"),
    (T::Yours, "euer|eure|eurem|eurer|ihr|ihre|ihrem|ihrer"),
    (T::Own, "ich|wir"),
    (T::Moved, "gezogen|umgezogen|zieht|übersiedelt"),
    (T::Please, "bitte|lieber|aber|sondern"),
    (T::Sender, "hier ist|hier spricht|hier schreibt|mein name ist|ich bin|ich heisse|kunde|kundin|hinterlegte adresse|hinterlegte anschrift|bisherige adresse"),
    (T::Precise, "genauer|genau|und zwar|nämlich|konkret"),
    (T::New, "\
        bitte an|heisst|neue adresse|neuen adresse|neue anschrift|neue lieferadresse|neue|neuen|neuer|neu|umgezogen|ziehe|ziehen|gezogen|umzug|übersiedelt|\
        übersiedlung|jetzt|nun|ab sofort|künftig|zukünftig|in zukunft|sondern|ändern|geändert|änderung|abändern|korrekt|korrekte|richtig|richtige|war falsch|\
        ist falsch|falsch|dahin|dorthin|hierher|hierhin|schicken|schickt|schick|senden|sendet|liefern|liefert|liefere|geliefert|lieferung an|mittlerweile|\
        inzwischen|ab jetzt|eingezogen|umstellen|umleiten|nehmt|nimm|verwendet|korrigieren|korrigiert|berichtigen|ersetzen|neuerdings|vorübergehend"),
    (T::Old, "\
        alte adresse|alten adresse|alte anschrift|alten anschrift|alte lieferadresse|alte|alten|alter|alt|bis dahin|vormals|zuvor|bisher|bisherige|bisherigen|\
        bislang|früher|frühere|vorherige|vorher|ehemals|statt|anstatt|anstelle|anstelle von|nicht|nicht mehr|ausgezogen|weggezogen|wohnte|wohnten|war|noch|\
        verlassen|vorige"),
    (T::Mention, "adresse|anschrift|lieferadresse|lieferanschrift|wohne|wohnen|wohnt|lebe|leben|adressänderung|zuhause|daheim"),
    (T::Not, "nicht|nicht mehr|kein|nie|statt|anstatt"),
    (T::To, "nach|an|in die|in den|in der|in das|ins|an die|auf|auf die|zu|zum|zur|ist|lautet|in|an den|im|am"),
    (T::From, "von|von der|vom|aus|aus der|aus dem|von dem"),
    (T::IsOld, "\
        ist die alte|ist meine alte|ist unsere alte|war meine|war die|war unsere|gilt nicht mehr|stimmt nicht mehr|ist nicht mehr|ist falsch|war falsch|\
        nicht mehr|stimmt nicht|ist veraltet|ist alt"),
    (T::IsNew, "\
        ist meine neue|ist die neue|ist unsere neue|ist die richtige|ist neu|jetzt|ab sofort|stattdessen|statt|anstatt|nicht|und nicht|ist richtig|\
        ist korrekt|heissen|lauten"),
    (T::IsWrong, "bleibt|ist falsch|war falsch|stimmt nicht|ist nicht|ist die alte|war die alte|ist alt|gilt nicht"),
    (T::WasSo, "alt|alte|bisher|bislang|vorher|früher|derzeit|momentan|aktuell|war|habt ihr|haben sie"),
    (T::Amiss, "falsch|falsche|fehler|geschrieben|tippfehler|verschrieben|vertippt|steht"),
    (T::Filler, "\
        hab|ein|als|korrigieren|ausbessern|berichtigen|buchstabe|habt|ihr|nr|früher|vorher|bisher|ist|lautet|jetzt|nun|neu|neue|neuen|soll|sollte|sein|muss|\
        in|auf|von|falsch|richtig|richtige|richtigerweise|die|der|das|es|heissen|heisst|nicht|sondern|und|bitte|ändern|geändert|meine|meiner|unsere|korrekt|\
        korrekte|wurde|hat|sich|wird|stimmt|aber|im|abo|zu|wäre|war|eigentlich|wir|haben|da|steht|statt|anstatt|alte|den|dem|bei|mir|uns|also|ab|sofort|\
        lieferadresse|adresse|nummer|noch|nur|ich|habe|wohne"),
    (T::Setter, "ist|lautet|heisst|sein|auf|in|von|nicht|sondern|statt|jetzt|nun|nach|muss|soll|zu|steht|richtig"),
    (T::Add, "dazu|ergänzen|ergänzt|hinzufügen|fehlt|vergessen|dazuschreiben|hinzu|zusätzlich|dazugeben|adresszusatz|ergänze|zusatz|eintragen|angeben"),
    (T::ZipLabel, "plz|postleitzahl|postleitzahlen|postleizahl"),
    (T::HouseLabel, "hausnummern|hausnummer|haus nr|hausnr|haus nummer|hausnumer|hausnumemr|umnummeriert"),
    (T::StreetLabel, "strasse|strassenname|strassennamen"),
    (T::UnitLabel, "wohnungsnummer|türnummer|topnummer|top nummer|wohnung|tür|stiege|stock|etage|stockwerk|wohnungsnr"),
    (T::Line2Label, "adresszusatz|adresszeile 2|zweiten adresszeile|zweite adresszeile|zweiten zeile|zusatz|zweite zeile"),
    (T::CityLabel, "ort|stadt|wohnort|ortsname|ortschaft"),
    (T::ProvinceLabel, "kanton|bundesland"),
    (T::CountryLabel, "land"),
    (T::FirstLabel, "vorname"),
    (T::LastLabel, "nachname|familienname"),
    (T::PhoneLabel, "tel|telefon|handy|mobil|telefonnummer|handynummer|mobilnummer|tel nr"),
    (T::Company, "gmbh|ag|kg|ohg|ug|gbr|mbh|se|ev|e.v|firma|fa|praxis|kanzlei|apotheke|verein|universität|schule"),
    (T::Title, "frau|herr|herrn|hr|fr|familie|fam|dr|dipl-ing|mag|ing"),
    (T::Kin, "\
        mutter|mama|vater|papa|eltern|tochter|sohn|schwester|bruder|frau|mann|partner|partnerin|freund|freundin|nachbarn|nachbar|nachbarin|tante|onkel|oma|\
        opa|kollegin|kollegen|verlobte|verlobten|schwiegermutter|schwiegereltern"),
    (T::Measure, "\
        januar|jänner|februar|feber|märz|april|mai|juni|juli|august|september|oktober|november|dezember|jan|feb|mär|apr|jun|jul|aug|sep|okt|nov|dez|uhr|tage|\
        tagen|woche|wochen|monat|monate|monaten|jahr|jahre|jahren|stück|gramm|kilo|euro|prozent|chf|franken|mal|dosen|tüten|beutel|tassen|katzen|kinder|liter|\
        personen|pack|packungen|minuten|stunden|quadratmeter|qm|räume|stockwerke"),
];

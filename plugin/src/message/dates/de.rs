//! German words for time, Austrian and Swiss ones among them, so that the grammar stays free of spellings.

use crate::message::dates::Relation::{self, After, Before, By, From, On, Since, To, Until};
use crate::message::dates::sense::Sense::{self, *};
use crate::message::dates::sense::{Fixed, Language, Lead, Unit};

mod build;

pub(crate) const LANGUAGE: Language = Language { words: WORDS, stems: STEMS, phrases: PHRASES, built: build::built };

pub(super) const WORDS: &[(Sense, &str)] = &[
    (Month(1), "januar jänner jan jän"),
    (Month(2), "februar feber feb"),
    (Month(3), "märz mrz"),
    (Month(4), "april apr"),
    (Month(5), "mai"),
    (Month(6), "juni juno jun"),
    (Month(7), "juli julei jul"),
    (Month(8), "august auguscht aug"),
    (Month(9), "september sept sep"),
    (Month(10), "oktober okt"),
    (Month(11), "november nov"),
    (Month(12), "dezember dez"),
    (Weekday(1), "montag mäntig"),
    (Weekday(2), "dienstag zischtig ziischtig"),
    (Weekday(3), "mittwoch"),
    (Weekday(4), "donnerstag donerstag donnschtig"),
    (Weekday(5), "freitag fritig friitig"),
    (Weekday(6), "samstag sonnabend samschtig samstig samschtag"),
    (Weekday(7), "sonntag sunntig"),
    (Next, "nächscht nächschte nächschti nächschter"),
    (AfterNext, "übernächscht übernächschti"),
    (Ordinal(1), "monatsersten"),
    (ShyWeekday(1), "mo"),
    (ShyWeekday(2), "di"),
    (ShyWeekday(3), "mi"),
    (ShyWeekday(4), "do"),
    (ShyWeekday(5), "fr"),
    (ShyWeekday(6), "sa"),
    (ShyWeekday(7), "so"),
    (Weekdays, "montags dienstags mittwochs donnerstags freitags samstags sonnabends sonntags"),
    (One, "ein eine einen einem einer eines ne nen ner"),
    (Number(1), "eins"),
    (Number(2), "zwei zwo"),
    (Number(3), "drei"),
    (Number(4), "vier"),
    (Number(5), "fünf"),
    (Number(6), "sechs"),
    (Number(7), "sieben"),
    (Number(8), "acht"),
    (Number(9), "neun"),
    (Number(10), "zehn"),
    (Number(11), "elf"),
    (Number(12), "zwölf"),
    (Number(13), "dreizehn"),
    (Number(14), "vierzehn"),
    (Number(15), "fünfzehn"),
    (Number(16), "sechzehn"),
    (Number(17), "siebzehn"),
    (Number(18), "achtzehn"),
    (Number(19), "neunzehn"),
    (Number(20), "zwanzig"),
    (Number(30), "dreißig"),
    (Number(60), "sechzig"),
    (Number(90), "neunzig"),
    (Ending, "te ten ter tes tem ste sten ster"),
    (Unit(Unit::Day), "tag tage tagen tages täg"),
    (Unit(Unit::Week), "woche wochen wo wuche"),
    (Unit(Unit::Month), "monat monate monaten monats"),
    (Unit(Unit::Quarter), "quartal quartale quartalen quartals"),
    (Unit(Unit::Year), "jahr jahre jahren jahres"),
    (Lead(Lead::RelThe(On)), "am"),
    (Lead(Lead::RelThe(To)), "zum aufn"),
    (Lead(Lead::RelThe(From)), "vom"),
    (Lead(Lead::Rel(On)), "an über übers während zu per"),
    (Lead(Lead::Rel(To)), "auf aufs"),
    (Lead(Lead::Rel(Until)), "bis"),
    (Lead(Lead::Rel(From)), "ab von"),
    (Lead(Lead::Rel(After)), "nach"),
    (Lead(Lead::Rel(Since)), "seit"),
    (Lead(Lead::Ago), "vor vorm"),
    (Lead(Lead::In), "in"),
    (Lead(Lead::InThe), "im"),
    (Lead(Lead::Inside), "innerhalb binnen"),
    (Lead(Lead::For), "für fürs"),
    (Lead(Lead::By), "um"),
    (Lead(Lead::Rel(Relation::None)), "genau exakt pünktlich"),
    (Lead(Lead::Between), "zwischen"),
    (Lead(Lead::About), "ca circa zirka etwa fast knapp ungefähr gegen rund mindestens maximal höchstens ungefaer"),
    (Article, "der die das den dem"),
    (Of, "des"),
    (Later, "später"),
    (Earlier, "früher eher zeitiger früehner früener"),
    (Delay, "schieben schieb schiebt schiebe geschoben zurückstellen verlängern nachhinten"),
    (Change, "wechseln tauschen umstellen"),
    (Forward, "vorholen vorziehn"),
    (Pause, "aussetzen unterbrechung pause auszeit stoppen stopp"),
    (Every, "alle"),
    (Few, "paar einige einigen mehrere mehreren wenige wenigen anderthalb eineinhalb zweieinhalb dreieinhalb"),
    (Half, "halb halbe halben halbes halber hälfte"),
    (Or, "oder"),
    (And, "und u"),
    (Part, "anfang mitte ende"),
    (
        DayPart,
        "morgen früh vormittag vormittags mittag mittags nachmittag nachmittags abend abends nacht nachts morgens",
    ),
    (Season, "sommer winter herbst frühling frühjahr sommers winters"),
    (Feast, "weihnachten weihnacht fasching karneval advent"),
    (Easter(1), "ostern osterfest"),
    (Easter(50), "pfingsten"),
    (Event, "urlaub ferien reise umzug feiertage feiertagen feiertag kur elternzeit übersiedlung betriebsferien"),
    (Weekend, "wochenende wochenend wochenenden"),
    (CalendarWeek, "kw kalenderwoche kalenderwochen"),
    (
        Counted,
        "mal stock stockwerk etage lieferung lieferungen bestellung bestellungen paket pakete packung päckchen sendung \
         abo abos abonnement mahnung rechnung person kunde versuch kaffee beutel termin adresse lieferadresse klasse rate \
         abbuchung zahlung stelle seite wahl punkt weihnachtstag geburtstag kind zeile montage nachricht mail",
    ),
    (
        Measure,
        "kg g gramm ml l liter eur euro chf franken cent prozent uhr h std stunde stunden minute minuten min x stk stück \
         packungen pack dosen dose tüten tüte tassen tasse personen leute kinder katzen katze säcke packerl beuteln",
    ),
    (
        Follow,
        "bitte danke dankeschön merci aber weil statt anstatt stattdessen nicht wäre ist passt passen geht geliefert liefern \
         liefert kommen kommt schicken schickt senden verschicken legen lege ändern wieder weiter noch auch nur doch wegen lieber \
         setzen machen haben hätte starten beginnen kündigen sein sind bin werden wird erst schon gern gerne möglich mit lg \
         vg mfg gruß grüße umlegen zustellen möchte soll sollte könnte kann will fällig",
    ),
    (
        Label,
        "version zimmer nr raum top tür stiege tel telefon plz kapitel hausnummer haus kundennummer bestellnummer og block",
    ),
    (
        Back,
        "zurück daheim zuhause heim da weg verreist heimkomme wiederkomme zurückkomme zurückkommen zurückkehre retour",
    ),
    (Person, "ich wir er sie"),
    (When, "wenn sobald solange"),
    (
        Now,
        "jetzt sofort umgehend unverzüglich schnellstmöglich schnellstens baldmöglichst ehestmöglich schnellstmöglichst",
    ),
    (Latest, "spätestens"),
    (Onwards, "aufwärts"),
    (Long, "lang lange"),
    (Aged, "alt kündigungsfrist frist garantie probezeit"),
];

const STEMS: &[(Sense, &str)] = &[
    (
        Delay,
        "verschieb verschob aufschieb aufgeschob verschub verleg vertag verzöger hinausschieb hinauszöger rausschieb zurückschieb",
    ),
    (Pause, "pausier aussetz ausgesetz unterbrech unterbroch stilllegen stillleg"),
    (Forward, "vorzieh vorgezog vorzuzieh vorverleg vorgeverleg vorhol"),
    (Planned, "geplant ursprünglich regulär vorgesehen üblich planmäßig angesetzt"),
];

const PHRASES: &[(Fixed, &str)] = &[
    (
        Fixed::Nothing,
        "guten morgen|schönen morgen|am morgen|jeden morgen|jeden abend|guten tag|schönen tag|einen schönen tag|eines tages|\
         zum ersten mal|das erste mal|beim ersten mal|erst mal|in zukunft|bis bald|bis dann|bis später|schönes wochenende|\
         schöne woche|schöne ostern|frohe ostern|schöne weihnachten|frohe weihnachten|den ganzen tag|das nächste mal|\
         nächstes mal|beim nächsten mal|letztes mal|das letzte mal|früher oder später|am anfang|zu ende|am ende|\
         von anfang an|morgen zusammen|pro tag|pro woche|pro monat|pro jahr|im monat|in der woche|im jahr|schönen feiertag|\
         nach vor|nach wie vor|bis jetzt|jetzt schon|bis heute|zurück zu|von mir|ab und zu|für immer|auf dauer|bis zum ende",
    ),
    (
        Fixed::Vague,
        "bis auf weiteres|auf weiteres|bis auf weitres|eine weile|eine zeit lang|eine zeitlang|für eine zeit|längere zeit|\
         einige zeit|vorerst|vorläufig|fürs erste|irgendwann|demnächst|bald|monatsende|monatsanfang|monatsmitte|jahresende|\
         jahreswechsel|ultimo|folgemonat|folgewoche|im neuen jahr|neuen jahr|zwischen den jahren|zwischen den feiertagen|\
         die woche danach|die woche darauf|die woche drauf|der woche danach|in der woche darauf|den monat danach|\
         ein anderer tag|einem anderen tag|einen anderen tag|unbestimmte zeit|auf unbestimmte zeit|zu einem späteren zeitpunkt|\
         ein anderes mal|ein andermal|so spät wie möglich|in nächster zeit|in absehbarer zeit|bis dahin|quartalsende",
    ),
    (
        Fixed::Now,
        "so schnell wie möglich|so schnell es geht|so bald wie möglich|sobald wie möglich|so rasch wie möglich|möglichst bald|\
         möglichst schnell|möglichst rasch|so schnell wies geht|ab sofort|per sofort|so früh wie möglich",
    ),
    (Fixed::Beside(0), "selben tag wie|gleichen tag wie"),
    (
        Fixed::Beside(1),
        "tag danach|tag darauf|tag drauf|nächsten tag|tags darauf|tags drauf|folgetag|ein tag danach|einen tag danach|einen tag darauf|darauffolgenden tag",
    ),
    (
        Fixed::Beside(-1),
        "tag davor|tag zuvor|tag vorher|tags zuvor|vortag|einen tag davor|einen tag vorher|einen tag zuvor",
    ),
    (Fixed::Offset(0), "heute|heut"),
    (Fixed::Offset(1), "morgen"),
    (Fixed::Offset(2), "übermorgen"),
    (Fixed::Offset(-1), "gestern"),
    (Fixed::Offset(-2), "vorgestern"),
    (Fixed::Every(7, 0), "einmal pro woche|einmal die woche|einmal in der woche|1x pro woche|1 x pro woche"),
    (Fixed::Every(0, 1), "einmal im monat|einmal pro monat|einmal monatlich|1 x im monat|1 x pro monat|1 mal im monat"),
    (Fixed::Every(0, 12), "einmal im jahr|einmal pro jahr"),
    (Fixed::Vague, "zweimal im monat|zweimal pro monat|zweimal die woche|2 x im monat|2 mal im monat|zweimal im jahr"),
    (Fixed::Feast(1, 1), "neujahr|neujahrstag"),
    (Fixed::Feast(1, 6), "heilige drei könige|heiligen drei könige|dreikönig|dreikönigstag"),
    (Fixed::Feast(2, 14), "valentinstag"),
    (Fixed::Feast(5, 1), "tag der arbeit|maifeiertag"),
    (Fixed::Feast(8, 15), "mariä himmelfahrt|maria himmelfahrt"),
    (Fixed::Feast(10, 3), "tag der deutschen einheit"),
    (Fixed::Feast(10, 31), "reformationstag|halloween"),
    (Fixed::Feast(11, 1), "allerheiligen"),
    (Fixed::Feast(12, 6), "nikolaustag|nikolo"),
    (Fixed::Feast(12, 24), "heiligabend|heiliger abend|heiligen abend|hl abend"),
    (
        Fixed::Feast(12, 25),
        "erster weihnachtstag|ersten weihnachtstag|1 weihnachtstag|ersten weihnachtsfeiertag|1 weihnachtsfeiertag|christtag",
    ),
    (
        Fixed::Feast(12, 26),
        "zweiter weihnachtstag|zweiten weihnachtstag|2 weihnachtstag|zweiten weihnachtsfeiertag|2 weihnachtsfeiertag|stefanitag",
    ),
    (Fixed::Feast(12, 31), "silvester|sylvester"),
    (Fixed::Easter(-48), "rosenmontag"),
    (Fixed::Easter(-46), "aschermittwoch"),
    (Fixed::Easter(-3), "gründonnerstag"),
    (Fixed::Easter(-2), "karfreitag"),
    (Fixed::Easter(-1), "karsamstag|ostersamstag"),
    (Fixed::Easter(0), "ostersonntag"),
    (Fixed::Easter(1), "ostermontag"),
    (Fixed::Easter(39), "christi himmelfahrt"),
    (Fixed::Easter(49), "pfingstsonntag"),
    (Fixed::Easter(50), "pfingstmontag"),
    (Fixed::Easter(60), "fronleichnam"),
    (Fixed::Rel(By), "nicht später als|nicht nach"),
    (
        Fixed::Rel(From),
        "nicht vor|nicht vorm|frühestens|frühestens ab|frühestens am|erst ab|erst wieder ab|beginnend am|nicht früher als",
    ),
    (Fixed::Rel(Until), "bis einschließlich|bis inklusive|bis inkl|bis einschl"),
    (Fixed::Rel(After), "erst nach|gleich nach|kurz nach|direkt nach"),
    (Fixed::Rel(Before), "kurz vor|noch vor"),
    (Fixed::Latest, "allerspätestens"),
    (Fixed::About, "mehr als|weniger als|so um|so gegen|irgendwann um|so ungefähr|so etwa|über den daumen"),
    (Fixed::FromNow, "ab heute|ab jetzt|von heute an|von jetzt an"),
    (Fixed::Later, "nach hinten|weiter nach hinten|nachher"),
    (Fixed::Earlier, "nach vorne|nach vorn"),
    (Fixed::WeekOf, "woche vom|woche ab|woche ab dem|woche um den"),
];

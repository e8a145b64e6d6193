//! Whole and partial addresses in customers' sentences. Each line: the message and what is read of it, part by part.

use super::{find, pick};

/// The parts of the address that is wanted: `street|second line|town|postcode|state|country|house number`.
fn read(text: &str) -> String {
    let Some(found) = pick(&find(text)) else { return String::new() };
    let a = found.address;
    let parts = [a.address1, a.address2, a.city, a.zip, a.province, a.country_code, a.house_number];
    parts.map(Option::unwrap_or_default).join("|")
}

fn all(cases: &[(&str, &str)]) {
    for (text, parts) in cases {
        assert_eq!(read(text), *parts, "{text}");
    }
}

#[test]
fn a_flat_that_is_spoken_of_has_no_number() {
    all(&[
        ("Our flat is sold, the new one is 12 Dale View, Hexham NE46 1AA.", "12 Dale View||Hexham|NE46 1AA|||"),
        ("We bought a flat, 6 Rue Cler, 75007 Paris, and want the coffee there.", "6 Rue Cler||Paris|75007|||"),
        ("Please send it to our new apartment: 31 Birch Ave, Dayton, OH 45402", "31 Birch Ave||Dayton|45402|OH||"),
        (
            "Wir haben eine Wohnung, 15 Rue Kléber, 67000 Strasbourg, bitte dorthin.",
            "15 Rue Kléber||Strasbourg|67000|||",
        ),
        ("We have a new flat, 4 rooms with a view.", ""),
        ("Unsere neue Wohnung, 3 Zimmer, ist laut.", ""),
        ("It's the chaotic one from flat 7 again.", ""),
    ]);
}

#[test]
fn of_an_old_and_a_new_value_the_new_one_is_taken() {
    all(&[
        ("My house number is 36, not 63.", "||||||36"),
        ("Hausnummer 9 statt 6, bitte.", "||||||9"),
        ("Bei der Hausnummer habt ihr 220, richtig wäre 202.", "||||||202"),
        ("The house number is wrong, it's 7 Orchard Way and not 17.", "7 Orchard Way||||||"),
        ("Now \"Flat 21\" (it used to be Flat 12).", "|Flat 21|||||"),
        ("Ich wohne jetzt Top 8 statt Top 3.", "|Top 8|||||"),
        ("2. Stock ist falsch, wir wohnen im 4. Stock.", "|4. Stock|||||"),
        ("Der Adresszusatz soll \"Aufgang D\" sein, bisher \"Aufgang A\".", "|Aufgang D|||||"),
        ("The zip should read 02140 (currently 02410).", "|||02140|||"),
        ("Die Postleitzahl stimmt nicht. Richtig ist 04318, hinterlegt habt ihr 04138.", "|||04318|||"),
        ("Der Ort ist falsch geschrieben: Bitte Lustenau, nicht Lustenou.", "||Lustenau||||"),
        ("Als Ort steht nur \"Neukirchen\". Bitte auf \"Neukirchen am Inn\" ändern.", "||Neukirchen am Inn||||"),
        ("Bei der Straße ist ein Fehler, richtig: Hofstatt 4.", "Hofstatt 4||||||"),
        ("Replace 3 Quarry Mews with 5 Quarry Mews.", "5 Quarry Mews||||||"),
        ("Da steht Nelkenweg 1, ich wohne aber Nelkenweg 11.", "Nelkenweg 11||||||"),
        ("Es muss Drosselgasse 2 heißen und nicht Drosselweg 2.", "Drosselgasse 2||||||"),
    ]);
}

#[test]
fn new_and_old_addresses_are_told_apart() {
    all(&[
        ("New: 8 Kiln Lane, Poole BH15 1AA (old: 2 Park Row, Poole BH15 2BB).", "8 Kiln Lane||Poole|BH15 1AA|||"),
        ("We're moving from Spain to 14 Cove Road, Looe PL13 1AA.", "14 Cove Road||Looe|PL13 1AA|||"),
        ("Decaf to the office instead of home: 60 Deanery Street, Ayr KA7 1AA.", "60 Deanery Street||Ayr|KA7 1AA|||"),
        (
            "Die Adresse Am Anger 5, 99084 Erfurt gilt nicht mehr, nehmt Am Ring 4, 99085 Erfurt.",
            "Am Ring 4||Erfurt|99085|||",
        ),
        ("Statt Postfach bitte Gerbergasse 3, 4001 Basel", "Gerbergasse 3||Basel|4001|||"),
        ("Wir wohnen nun Am Hang 3 (vormals Am Hang 5), 8610 Uster.", "Am Hang 3||Uster|8610|||"),
        ("Is it going to 3 Mill Street or to 5 Mill Street?", ""),
        ("My name is Ruth Vale, 8 Dean Road, Frome BA11 1AA.", ""),
        ("Hier ist Eva Kern, Gartenweg 8, 35390 Gießen.", ""),
        ("Your shop at 4 Corn Street, Bath BA1 1AA is lovely.", ""),
    ]);
}

#[test]
fn towns_and_countries_may_be_told_around_the_street() {
    all(&[
        ("Bitte nach Frankreich: 8 avenue Foch, 67000 Strasbourg", "8 avenue Foch||Strasbourg|67000||FR|"),
        ("We left Ireland for 5 Quay Street, Conwy LL32 8BB.", "5 Quay Street||Conwy|LL32 8BB|||"),
        (
            "Wir sind nach Kiel gezogen, genauer in die Holtenauer Straße 9, 24105.",
            "Holtenauer Straße 9||Kiel|24105|||",
        ),
        ("Ich wohne in 21073 Hamburg, und zwar in der Lühmannstraße 5.", "Lühmannstraße 5||Hamburg|21073|||"),
        ("Ab sofort Musterweg 5, 6345 Rot bei Zug.", "Musterweg 5||Rot bei Zug|6345|||"),
    ]);
}

#[test]
fn forms_of_many_countries_are_read() {
    all(&[
        ("Ship to 3310 County Road 8, Ely, MN 55731.", "3310 County Road 8||Ely|55731|MN||"),
        ("New address: 71 Kerr Street Lower, Cork, T12 AB34, Ireland", "71 Kerr Street Lower||Cork|T12 AB34||IE|"),
        ("Please update: Level 3, 5 Ann St, Sunset City QLD 4000", "5 Ann St|Level 3|Sunset City|4000|QLD||"),
        ("new addy 9 w 4th st #2b new york ny 10012", "9 w 4th st|#2b|new york|10012|ny||"),
        ("Now at Carrer de Girona 12, 4-1, 08010 Barcelona", "Carrer de Girona 12|4-1|Barcelona|08010|||"),
        ("bitte adresse ändern auf am rain 3, 6830 rankweil", "am rain 3||rankweil|6830|||"),
        ("Neu: Quellenstraße 3, 2. Stiege, 1. OG, 1100 Wien", "Quellenstraße 3|2. Stiege, 1. OG|Wien|1100|||"),
        (
            "Neu: Elektro Moser KG, z.Hd. Frau Lang, Ringstraße 6, 4020 Linz",
            "Ringstraße 6|z.Hd. Frau Lang|Linz|4020|||",
        ),
        (
            "Bitte an Packstation 101, Postnummer 1234567, 10115 Berlin",
            "Packstation 101|Postnummer 1234567|Berlin|10115|||",
        ),
        (
            "Neue Adresse: Packstation 101, 20457 Hamburg (Postnummer: 12345678)",
            "Packstation 101|Postnummer: 12345678|Hamburg|20457|||",
        ),
        (
            "Neue Adresse: Erika Muster, 12345678, Packstation 101, 20457 Hamburg",
            "Packstation 101|12345678|Hamburg|20457|||",
        ),
        ("Neue Adresse: bei Moser, Hafenweg 3, 20457 Hamburg", "Hafenweg 3|bei Moser|Hamburg|20457|||"),
        ("neue adresse: wiedner hauptstr 7/2 1040 wien", "wiedner hauptstr 7/2||wien|1040|||"),
    ]);
}

#[test]
fn two_wishes_arent_one() {
    all(&[
        ("Send mine to 4 Dock Road and my aunt's to 8 Bay Road.", ""),
        ("Make it 12 Ash Court. No sorry, 21 Ash Court, Dorking RH4 1AB.", "21 Ash Court||Dorking|RH4 1AB|||"),
    ]);
}

#[test]
fn what_wasnt_understood_is_asked_rather_than_half_taken() {
    all(&[
        ("Ich wohne jetzt in Mannheim, M4, 7, 68161 Mannheim", ""),
        ("Wohnen jetzt Nr. 12 in 9342 Gurk", ""),
        ("Please take c/o Lowell off my address.", ""),
        ("Ich hab einen Code: SPRING20", ""),
        ("I live in the state in which nothing works.", ""),
    ]);
}

#[test]
fn a_town_or_postcode_that_is_wrong_is_corrected_in_the_words_people_use() {
    all(&[
        ("In meinem Abo steht als Ort noch Kempten, da muss aber Bad Grönenbach stehen.", "||Bad Grönenbach||||"),
        ("In der Adresse steht der falsche Ort. Es muss Hallein heißen.", "||Hallein||||"),
        (
            "Könnten Sie bitte den Ort korrigieren? Seit der Fusion heißen wir \"Wasseramt\" statt \"Deitingen\".",
            "||Wasseramt||||",
        ),
        ("Bei der Adresse steht als Ort Homburg, es muss aber Bad Homburg heißen.", "||Bad Homburg||||"),
        ("meine plz stimmt nicht bei der lieferadresse!! bitte auf 22769 ändern", "|||22769|||"),
        ("Da hab i a falsche Postleitzahl angegeben, richtig wär 5020, ned 5202.", "|||5020|||"),
        ("Postleitzahl falsch!! 04275 Leipzig, nicht 04257.", "||Leipzig|04275|||"),
        ("Bitte ändern: Stiege 2, Top 14 statt Stiege 1, Top 14.", "|Stiege 2, Top 14|||||"),
    ]);
}

#[test]
fn a_street_and_its_town_may_stand_apart_and_towns_may_be_called_as_their_country() {
    all(&[
        ("Ich wohne jetzt in der Wakenitzstraße 26, das ist in 23564 Lübeck.", "Wakenitzstraße 26||Lübeck|23564|||"),
        ("Schickt alles in die 8 rue des Cerisiers nach 67140 Barr.", "8 rue des Cerisiers||Barr|67140|||"),
        (
            "Adresse ändern bitte auf\nRue de Strasbourg 31\n2560 Luxembourg",
            "Rue de Strasbourg 31||Luxembourg|2560||LU|",
        ),
        ("adresse ändern: obere augartenstraße 19, 1020 wien", "obere augartenstraße 19||wien|1020|||"),
        ("Wir wohnen in der neuen Lindenstraße 3, 10969 Berlin.", "Lindenstraße 3||Berlin|10969|||"),
    ]);
}

#[test]
fn a_card_below_the_new_address_is_not_where_it_goes() {
    all(&[(
        "Hi, my subscription should be shipped to 5 Quay Terrace, Cork T12 X2K8, Ireland from now on.\n\nOrla Keohane\nKeohane & Daughters Solicitors\n40 South Mall, Cork T12 YD71",
        "5 Quay Terrace||Cork|T12 X2K8||IE|",
    )]);
}

#[test]
fn postcodes_of_six_digits_stand_behind_their_town() {
    all(&[
        ("Please send it to my office: 71 Robinson Road, Singapore 068895.", "71 Robinson Road||Singapore|068895||SG|"),
        (
            "Please update the address: 14 Lavelle Road, Bengaluru 560001, India. Rest all same.",
            "14 Lavelle Road||Bengaluru|560001||IN|",
        ),
        (
            "Both coffees are to go to 18 Kloof Street, Cape Town, 8001 from now on.",
            "18 Kloof Street||Cape Town|8001|||",
        ),
        ("Please add \"Flat 6\" as the second address line, otherwise it lands in flat 1.", "|Flat 6|||||"),
        ("Order 601220 has not arrived at 14 Mill Road, Leeds LS1 4AB.", ""),
    ]);
}

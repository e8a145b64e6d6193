//! Where a customer lives, which the format leaves open: in the language's own country, but where a message corrects a
//! postcode and leaves the street as it is, in one where such a postcode is in use. Who writes that the street is right and
//! the code isn't lives in the country of the code, and postcodes are checked against the country of the address.

use super::format::{Field, Lang, Line};

/// A country, and the two addresses there that a customer may have, in a world file's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Home {
    /// How a postcode is written there without blanks and hyphens: `9` for a digit, `A` for a letter; none for any form.
    postcode: Option<&'static str>,
    /// The first address, and the second of who has two.
    pub addresses: [&'static str; 2],
}

impl Home {
    /// Where people who write in a language live unless something tells.
    #[must_use]
    pub fn usual(lang: Lang) -> Self {
        match lang {
            Lang::German => GERMANY,
            Lang::English => BRITAIN,
        }
    }

    /// Where the customer of a line lives.
    #[must_use]
    pub fn of(line: &Line) -> Self {
        let wanted = line.gold.iter().flat_map(|gold| &gold.wanted);
        let corrected = wanted.map(|wanted| &wanted.address).find_map(|address| {
            let elsewhere = [Field::Address1, Field::CountryCode].iter().any(|field| address.contains_key(field));
            address.get(&Field::Zip).filter(|_| !elsewhere)
        });
        let usual = Self::usual(line.lang);
        let Some(form) = corrected.map(|code| form(code)) else { return usual };
        let others: &[Self] = match line.lang {
            Lang::German => &[GERMANY, AUSTRIA],
            Lang::English => &[STATES, CANADA, AUSTRALIA],
        };
        others.iter().find(|home| home.postcode == Some(form.as_str())).copied().unwrap_or(usual)
    }
}

/// How a postcode is written.
fn form(code: &str) -> String {
    let signs = code.chars().filter(|sign| !matches!(sign, ' ' | '-'));
    signs.map(|sign| if sign.is_ascii_digit() { '9' } else { 'A' }).collect()
}

const GERMANY: Home = Home {
    postcode: Some("99999"),
    addresses: [
        "address1 = \"Lindenallee 27\"\ncity = \"Kassel\"\nzip = \"34119\"\ncountry_code = \"DE\"\n",
        "address1 = \"Am Mühlbach 8\"\ncity = \"Freiburg\"\nzip = \"79102\"\ncountry_code = \"DE\"\n",
    ],
};

/// Switzerland's postcodes have the same form.
const AUSTRIA: Home = Home {
    postcode: Some("9999"),
    addresses: [
        "address1 = \"Lindengasse 27\"\ncity = \"Salzburg\"\nzip = \"5020\"\ncountry_code = \"AT\"\n",
        "address1 = \"Am Mühlbach 8\"\ncity = \"Villach\"\nzip = \"9500\"\ncountry_code = \"AT\"\n",
    ],
};

const BRITAIN: Home = Home {
    postcode: None,
    addresses: [
        "address1 = \"27 Alma Terrace\"\ncity = \"York\"\nzip = \"YO10 4DQ\"\ncountry_code = \"GB\"\n",
        "address1 = \"8 Valley Road\"\ncity = \"Hebden Bridge\"\nzip = \"HX7 6AA\"\ncountry_code = \"GB\"\n",
    ],
};

const STATES: Home = Home {
    postcode: Some("99999"),
    addresses: [
        "address1 = \"27 Alma Street\"\ncity = \"Duluth\"\nprovince = \"MN\"\nzip = \"55805\"\ncountry_code = \"US\"\n",
        "address1 = \"8 Valley Road\"\ncity = \"Eugene\"\nprovince = \"OR\"\nzip = \"97401\"\ncountry_code = \"US\"\n",
    ],
};

const CANADA: Home = Home {
    postcode: Some("A9A9A9"),
    addresses: [
        "address1 = \"27 Alma Street\"\ncity = \"Guelph\"\nprovince = \"ON\"\nzip = \"N1H 5H9\"\ncountry_code = \"CA\"\n",
        "address1 = \"8 Valley Road\"\ncity = \"Nelson\"\nprovince = \"BC\"\nzip = \"V1L 4E6\"\ncountry_code = \"CA\"\n",
    ],
};

const AUSTRALIA: Home = Home {
    postcode: Some("9999"),
    addresses: [
        "address1 = \"27 Alma Street\"\ncity = \"Bendigo\"\nprovince = \"VIC\"\nzip = \"3550\"\ncountry_code = \"AU\"\n",
        "address1 = \"8 Valley Road\"\ncity = \"Albany\"\nprovince = \"WA\"\nzip = \"6330\"\ncountry_code = \"AU\"\n",
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::format::read;

    fn home(lang: &str, address: &str) -> Home {
        let gold =
            format!(r#"{{"outcome": "prepare", "action": "update-address", "target": "S1", "address": {address}}}"#);
        let line = format!(
            r#"{{"id": "a", "lang": "{lang}", "text": "t", "today": "2026-05-04", "fixture": "single", "gold": {gold}}}"#
        );
        Home::of(read(line.as_bytes()).unwrap().lines.first().unwrap())
    }

    #[test]
    fn who_corrects_a_postcode_lives_where_it_is_in_use() {
        for (lang, zip, expected) in [
            ("de", "34121", GERMANY),
            ("de", "1180", AUSTRIA),
            ("de", "M1 1AE", GERMANY),
            ("en", "SW1A 1AA", BRITAIN),
            ("en", "60614", STATES),
            ("en", "K1A 0B1", CANADA),
            ("en", "6160", AUSTRALIA),
            ("en", "1", BRITAIN),
        ] {
            assert_eq!(home(lang, &format!(r#"{{"zip": "{zip}"}}"#)), expected, "{lang} {zip}");
        }
    }

    #[test]
    fn a_whole_address_tells_nothing_of_where_its_writer_has_lived() {
        for address in [
            r#"{"address1": "6 Wattle Grove", "city": "Fremantle", "zip": "6160"}"#,
            r#"{"zip": "6160", "country_code": "AU"}"#,
            r#"{"city": "Perth"}"#,
        ] {
            assert_eq!(home("en", address), BRITAIN, "{address}");
        }
    }
}

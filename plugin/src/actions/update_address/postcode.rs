//! Whether a country exists and a postcode has a form that is in use there: plausibility, not a look-up.
//!
//! Countries are ISO 3166-1's, by the crate `iso3166-static`. For postcodes no crate fits: `postal-code` knows six
//! countries and brings a regular expression engine; the address libraries of ICU and Google are not ported; a regular
//! expression engine alone is a third of this component. So the forms stand here as masks, rather too lenient than too
//! strict. They were written by hand, out of knowledge of the national formats, and have not been checked against any
//! published file: a form that is missing here refuses a postcode that exists, and belongs into the table. A country that
//! is missing has no postcodes, or none that this table knows, and takes any.

use iso3166_static::Alpha2;

/// Country codes, and the forms of their postcodes without blanks and hyphens: `d` a digit, `a` a letter, `x` either,
/// everything else itself; `|` between forms.
const FORMS: &[(&str, &str)] = &[
    ("AT AU BD BE BG CH CY DK GE HT HU LI LU MK NO NZ PA PH PY SI SJ SV TN VE ZA AL", "dddd"),
    (
        "AX BA CU DE DO DZ EE EG ES FI FR GF GP GR GT HN HR ID IQ IT JO KE KW LA LK MA MC ME MF BL MQ MX MY NC NI NP PF \
         PK PL PM RE SE SK SM TH TR UA UY VA WF YT CZ",
        "ddddd",
    ),
    ("BY CN CO EC IN KG KZ NG RO RU SG TJ TM UZ", "dddddd"),
    ("AS GU MP PR US VI", "ddddd|ddddddddd"),
    ("CL JP", "ddddddd"),
    ("BR", "dddddddd"),
    ("IR", "dddddddddd"),
    ("FO IS OM", "ddd"),
    ("KH KR MN PE RS VN", "ddddd|dddddd"),
    ("AD", "ADddd"),
    ("AM", "dddd|dddddd"),
    ("AR", "dddd|addddaaa"),
    ("AZ", "dddd|AZdddd"),
    ("BH", "ddd|dddd"),
    ("CA", "adadad"),
    ("CR", "dddd|ddddd"),
    ("GB", "addaa|adddaa|adadaa|aaddaa|aadddaa|aadadaa|GIR0AA"),
    ("GG", "GYddaa|GYdddaa"),
    ("GI", "GX111AA"),
    ("GL", "dddd"),
    ("IE", "adxxxxx"),
    ("IL", "ddddd|ddddddd"),
    ("IM", "IMddaa|IMdddaa"),
    ("JE", "JEddaa|JEdddaa"),
    ("LB", "dddd|dddddddd"),
    ("LT", "ddddd|LTddddd"),
    ("LV", "dddd|LVdddd"),
    ("MD", "dddd|MDdddd"),
    ("MT", "aaadd|aaaddd|aaadddd"),
    ("NL", "ddddaa"),
    ("PT", "dddd|ddddddd"),
    ("SA", "ddddd|ddddddddd"),
    ("TW", "ddd|ddddd|dddddd"),
];

/// True iff there is a country of that code, two capitals. Of the codes that the standard leaves to its users, which the
/// crate knows as well, shops use Kosovo's alone.
pub fn is_country(code: &str) -> bool {
    let left_to_users = code == "AA" || code == "ZZ" || code.starts_with('X') || ("QM"..="QZ").contains(&code);
    code == "XK" || (!left_to_users && Alpha2::try_from(code).is_ok())
}

/// True iff a postcode has a form that is in use in that country.
pub fn is_plausible(country: &str, postcode: &str) -> bool {
    let Some((_, forms)) = FORMS.iter().find(|(countries, _)| countries.split(' ').any(|one| one == country)) else {
        return true;
    };
    let code: Vec<char> =
        postcode.chars().filter(|c| !matches!(c, ' ' | '-')).map(|c| c.to_ascii_uppercase()).collect();
    forms
        .split('|')
        .any(|form| form.chars().count() == code.len() && form.chars().zip(&code).all(|(mask, c)| fits(mask, *c)))
}

/// The forms of a country's postcodes for people, `9` for a digit and `A` for a letter.
pub fn forms(country: &str) -> Option<String> {
    let (_, forms) = FORMS.iter().find(|(countries, _)| countries.split(' ').any(|one| one == country))?;
    let mut shown = String::new();
    for mask in forms.chars() {
        match mask {
            'd' => shown.push('9'),
            'a' | 'x' => shown.push('A'),
            '|' => shown.push_str(", "),
            other => shown.push(other),
        }
    }
    Some(shown)
}

/// Countries whose addresses name a state or province, so that one has to be asked for. From knowledge as well.
const WITH_PROVINCE: &str = "AU BR CA CN IN JP MX US";

/// True iff addresses of that country name a state or province.
pub fn wants_province(country: &str) -> bool {
    WITH_PROVINCE.split(' ').any(|one| one == country)
}

fn fits(mask: char, c: char) -> bool {
    match mask {
        'd' => c.is_ascii_digit(),
        'a' => c.is_ascii_uppercase(),
        'x' => c.is_ascii_digit() || c.is_ascii_uppercase(),
        itself => itself == c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn postcodes_are_plausible_by_country() {
        for (country, good, bad) in [
            ("DE", "10115", "1011"),
            ("AT", "1010", "10115"),
            ("CH", "8000", "CH-8000"),
            ("NL", "1012 ab", "1012"),
            ("GB", "SW1A 1AA", "10115"),
            ("GB", "m1 1ae", "M1"),
            ("US", "94103-1234", "9410"),
            ("CA", "K1A 0B1", "K1A0B"),
            ("IE", "D02 AF30", "D02"),
            ("PL", "00-950", "00-95"),
            ("SE", "114 55", "11455x"),
            ("JP", "100-0001", "100"),
            ("PT", "1000-001", "100-001"),
            ("HK", "anything", "\u{0}"),
        ] {
            assert!(is_plausible(country, good), "{country} {good}");
            assert!(country == "HK" || !is_plausible(country, bad), "{country} {bad}");
        }
    }

    #[test]
    fn countries_are_those_of_the_standard() {
        for (code, known) in [
            ("DE", true),
            ("GB", true),
            ("XK", true),
            ("UK", false),
            ("XX", false),
            ("ZZ", false),
            ("QQ", false),
            ("QA", true),
            ("de", false),
            ("DEU", false),
            ("", false),
        ] {
            assert_eq!(is_country(code), known, "{code}");
        }
        let all = FORMS.iter().flat_map(|(countries, _)| countries.split(' '));
        let all: Vec<&str> = all.collect();
        for code in &all {
            assert!(is_country(code), "{code}");
            assert_eq!(all.iter().filter(|other| *other == code).count(), 1, "{code}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(country in "\\PC{0,4}", code in "\\PC{0,12}") {
            let _ = (is_country(&country), is_plausible(&country, &code), forms(&country));
        }
    }
}

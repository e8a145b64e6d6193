//! Whether a country exists and a postcode has a form that is in use there: plausibility, not a look-up.
//!
//! Countries are ISO 3166-1's, by the crate `iso3166-static`. For postcodes no crate fits: `postal-code` knows six
//! countries and brings a regular expression engine; the address libraries of ICU and Google are not ported; a regular
//! expression engine alone is a third of this component. So the forms stand here as masks, rather too lenient than too
//! strict. They were written by hand, out of knowledge of the national formats, and have not been checked against any
//! published file: a form that is missing here refuses a postcode that exists, and belongs into the table. A country that
//! is missing has no postcodes, or none that this table knows, and takes any.

use iso3166_static::Alpha2;

/// Country codes, and the forms of their postcodes: `d` a digit, `a` a letter, `x` either, everything else itself; `|`
/// between forms. Blanks and hyphens are for people: they may stand anywhere, or nowhere.
const FORMS: &[(&str, &str)] = &[
    ("AT AU BD BE BG CH CY DK GE HT HU LI LU MK NO NZ PA PH PY SI SJ SV TN VE ZA AL", "dddd"),
    (
        "AX BA CU DE DO DZ EE EG ES FI FR GF GP GR GT HN HR ID IQ IT JO KE KW LA LK MA MC ME MF BL MQ MX MY NC NI NP PF \
         PK PL PM RE SE SK SM TH TR UA UY VA WF YT CZ",
        "ddddd",
    ),
    ("BY CN CO EC IN KG KZ NG RO RU SG TJ TM UZ", "dddddd"),
    ("AS GU MP PR US VI", "ddddd|ddddd-dddd"),
    ("CL JP", "ddddddd"),
    ("BR", "ddddd-ddd"),
    ("IR", "dddddddddd"),
    ("FO IS OM", "ddd"),
    ("KH KR MN PE RS VN", "ddddd|dddddd"),
    ("AD", "ADddd"),
    ("AM", "dddd|dddddd"),
    ("AR", "dddd|addddaaa"),
    ("AZ", "dddd|AZdddd"),
    ("BH", "ddd|dddd"),
    ("CA", "ada dad"),
    ("CR", "dddd|ddddd"),
    ("GB", "ad daa|add daa|ada daa|aad daa|aadd daa|aada daa|GIR 0AA"),
    ("GG", "GYddaa|GYdddaa"),
    ("GI", "GX111AA"),
    ("GL", "dddd"),
    ("IE", "adx xxxx"),
    ("IL", "ddddd|ddddddd"),
    ("IM", "IMddaa|IMdddaa"),
    ("JE", "JEddaa|JEdddaa"),
    ("LB", "dddd|dddddddd"),
    ("LT", "ddddd|LTddddd"),
    ("LV", "dddd|LVdddd"),
    ("MD", "dddd|MDdddd"),
    ("MT", "aaadd|aaaddd|aaadddd"),
    ("NL", "dddd aa"),
    ("PT", "dddd|dddd-ddd"),
    ("SA", "ddddd|ddddd-dddd"),
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
    let code = postcode.chars().filter(counts);
    forms.split('|').any(|form| {
        let mut code = code.clone();
        let fit =
            form.chars().filter(counts).all(|mask| code.next().is_some_and(|c| fits(mask, c.to_ascii_uppercase())));
        fit && code.next().is_none()
    })
}

/// False for what stands in a postcode for people alone.
fn counts(c: &char) -> bool {
    !matches!(c, ' ' | '-')
}

/// The forms of a country's postcodes for people, each as an example.
pub fn forms(country: &str) -> Option<String> {
    let (_, forms) = FORMS.iter().find(|(countries, _)| countries.split(' ').any(|one| one == country))?;
    let (mut shown, mut at) = (String::new(), 0_u8);
    for mask in forms.chars() {
        at = at.wrapping_add(1);
        match mask {
            'd' => shown.push(char::from(b'0'.wrapping_add(at % 10))),
            'a' | 'x' => shown.push(char::from(b'@'.wrapping_add(at))),
            '|' => {
                shown.push_str(", ");
                at = 0;
            }
            other => {
                shown.push(other);
                at = at.wrapping_sub(1);
            }
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

    #[test]
    fn a_form_is_shown_as_an_example_that_is_one() {
        for (country, shown) in [
            ("US", "12345, 12345-6789"),
            ("DE", "12345"),
            ("NL", "1234 EF"),
            ("CA", "A2C 4E6"),
            ("GB", "A2 3DE, A23 4EF, A2C 4EF, AB3 4EF, AB34 5FG, AB3D 5FG, GIR 0AA"),
            ("IE", "A2C DEFG"),
            ("PT", "1234, 1234-567"),
            ("IR", "1234567890"),
        ] {
            assert_eq!(forms(country).as_deref(), Some(shown), "{country}");
        }
        for country in FORMS.iter().flat_map(|(countries, _)| countries.split(' ')) {
            let shown = forms(country).unwrap();
            assert!(shown.split(", ").all(|example| is_plausible(country, example)), "{country} {shown}");
        }
        assert_eq!(forms("HK"), None);
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(country in "\\PC{0,4}", code in "\\PC{0,12}") {
            let _ = (is_country(&country), is_plausible(&country, &code), forms(&country));
        }
    }
}

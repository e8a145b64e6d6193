//! Names of countries. Version 2021-01 names countries where 2021-11 has codes.

/// ISO 3166-1 alpha-2 and the English name in Unicode's CLDR, a country a line. Which names Recharge uses is not known
/// beyond a few ("United States"); CLDR's are the ones that shops show.
const COUNTRIES: &str = include_str!("countries.txt");

fn countries() -> impl Iterator<Item = (&'static str, &'static str)> {
    COUNTRIES.lines().filter_map(|line| line.split_once(' '))
}

/// The name of a country; the code itself where it is none.
pub(crate) fn name(code: &str) -> &str {
    countries().find(|(known, _)| *known == code).map_or(code, |(_, name)| name)
}

/// The code of a country by its name, in any case.
pub(crate) fn code(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    countries().find(|(_, known)| known.to_lowercase() == name).map(|(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_name_that_leads_back_to_it() {
        assert_eq!(countries().count(), 249);
        for (known, called) in countries() {
            assert_eq!((name(known), code(called)), (called, Some(known)));
        }
        assert_eq!((name("US"), code("united states"), code("Nowhere")), ("United States", Some("US"), None));
        assert_eq!(name("XX"), "XX");
    }
}

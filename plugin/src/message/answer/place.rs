//! From the address that a customer wrote to the fields that change, or to a question where it doesn't fit together.

use serde_json::{Map, Value};

use super::task::parts;
use crate::actions::update_address::postcode;
use crate::message::address::{Address, renumbered};
use crate::message::tokens::fold;
use crate::recharge;
use crate::text;

/// The longest field of an address.
const LONGEST: usize = 255;

/// Countries that write a state in an address and sort by it.
const WITH_STATES: &[&str] = &["US", "CA", "AU", "MX", "BR", "IN"];

/// Towns that tell the country where a postcode of four digits doesn't: folded, the first words of their name, none of them
/// in two of these countries. Only a postcode that the country can have makes them count.
#[rustfmt::skip]
const TOWNS: &[(&str, &str)] = &[
    ("AT", "bludenz|braunau|bregenz|dornbirn|eisenstadt|enns|feldkirch|graz|innsbruck|\
            klagenfurt|klosterneuburg|krems|kufstein|leoben|lienz|linz|lustenau|modling|salzburg|sankt polten|\
            st. polten|st polten|steyr|traun|tulln|vienna|villach|wels|wien|wiener neustadt|wolfsberg|worgl|\
            zell am see"),
    ("CH", "aarau|baar|basel|bellinzona|bern|biel|bienne|chur|davos|dubendorf|frauenfeld|\
            fribourg|genf|geneva|geneve|koniz|kriens|kusnacht|lausanne|locarno|lugano|luzern|\
            lucerne|montreux|neuchatel|nyon|olten|schaffhausen|sion|solothurn|st. gallen|st.gallen|st gallen|\
            sankt gallen|thun|uster|winterthur|zug|zurich"),
    ("AU", "adelaide|brisbane|canberra|hobart|melbourne|perth|sydney"),
    ("NZ", "auckland|christchurch|dunedin|tauranga"),
    ("ZA", "cape town|durban|johannesburg|pretoria"),
    ("DK", "aarhus|copenhagen|kobenhavn|kopenhagen|odense"),
    ("BE", "antwerp|antwerpen|brussel|brussels|bruxelles|gent|ghent"),
    ("NO", "oslo"), ("HU", "budapest"), ("LU", "luxemburg|luxembourg"), ("LI", "schaan|vaduz"),
];

/// Countries whose postcodes have a form that no other one of these has.
const BY_POSTCODE: &[&str] = &["CA", "NL", "GB", "IE"];

/// The fields of an address that change, by Recharge's names. Nothing when something has to be asked first: a town without
/// its postcode, another country, a number that has no place in the street.
pub fn fields(current: &recharge::Address, wanted: &Address) -> Option<Map<String, Value>> {
    let mut out = Map::new();
    for (name, part) in parts(wanted) {
        let longest = match name {
            "zip" => 20,
            "phone" => 40,
            _ => LONGEST,
        };
        if let Some(part) = text::clean_some(part.as_deref(), longest).filter(|_| name != "house_number") {
            out.insert(name.to_owned(), Value::from(part));
        }
    }
    if let (None, Some(number)) = (&wanted.address1, &wanted.house_number) {
        let street = renumbered(current.address1.as_deref()?, number)?;
        out.insert("address1".to_owned(), Value::from(text::clean(&street, LONGEST)));
    }
    country(current, &mut out)?;
    whole(current, &mut out)?;
    (!out.is_empty()).then_some(out)
}

fn given<'f>(out: &'f Map<String, Value>, name: &str) -> Option<&'f str> {
    out.get(name).and_then(Value::as_str)
}

/// Names the country where the postcode shows that it is another one, and can be only one.
fn country(current: &recharge::Address, out: &mut Map<String, Value>) -> Option<()> {
    let now = current.country_code.as_deref().unwrap_or_default().trim();
    let zip = given(out, "zip");
    if let Some(country) = given(out, "country_code") {
        // Another country has other postcodes.
        return (country.eq_ignore_ascii_case(now) || zip.is_some()).then_some(());
    }
    let Some(zip) = zip.filter(|zip| !now.is_empty() && !postcode::is_plausible(now, zip)) else { return Some(()) };
    let town = fold(given(out, "city").unwrap_or_default());
    let state = given(out, "province").is_some_and(|state| matches!(state.len(), 2 | 3));
    let fits = |country: &&str| postcode::is_plausible(country, zip);
    // "Freiburg im Breisgau", "Krems an der Donau".
    let begins =
        |name: &str| town.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',']));
    let by_town = || TOWNS.iter().find(|(country, towns)| fits(country) && towns.split('|').any(begins));
    let by_code = || BY_POSTCODE.iter().copied().find(fits);
    // "Byron Bay NSW 2481", "Chicago, IL 60614".
    let by_state = || ["US", "AU"].into_iter().find(fits).filter(|_| state);
    let found = by_code().or_else(by_state).or_else(|| by_town().map(|(country, _)| *country))?;
    out.insert("country_code".to_owned(), Value::from(found));
    Some(())
}

/// A new street with a new town is another place: what was said of the old one doesn't hold there.
fn whole(current: &recharge::Address, out: &mut Map<String, Value>) -> Option<()> {
    let same = |name: &str, now: &Option<String>| {
        given(out, name).is_none_or(|new| fold(new) == fold(now.as_deref().unwrap_or_default().trim()))
    };
    let (same_town, same_zip) = (same("city", &current.city), same("zip", &current.zip));
    if given(out, "address1").is_none() || (same_town && same_zip) {
        return Some(());
    }
    let country = given(out, "country_code").or(current.country_code.as_deref()).unwrap_or_default().to_owned();
    let coded = postcode::forms(&country).is_some();
    if (given(out, "zip").is_none() && coded) || given(out, "city").is_none() {
        return None;
    }
    let states = WITH_STATES.contains(&country.as_str());
    if states && given(out, "province").is_none() && !same_town {
        return None;
    }
    let blank = |now: &Option<String>| now.as_deref().unwrap_or_default().trim().is_empty();
    for (name, now) in [("address2", &current.address2), ("province", &current.province)] {
        if given(out, name).is_none() && !blank(now) && !(name == "province" && states) {
            out.insert(name.to_owned(), Value::from(""));
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recharge::{Fields, FromFields};
    use crate::testing::address_row;

    fn current(changes: &[(&str, &str)]) -> recharge::Address {
        let mut row = address_row(51, 91);
        for (name, value) in changes {
            row[*name] = Value::from(*value);
        }
        recharge::Address::from_fields(&Fields::parse(&row.to_string()).unwrap()).unwrap()
    }

    fn wanted(parts: &[(&str, &str)]) -> Address {
        let mut out = Address::default();
        for (name, value) in parts {
            let slot = match *name {
                "address1" => &mut out.address1,
                "city" => &mut out.city,
                "zip" => &mut out.zip,
                "province" => &mut out.province,
                "country_code" => &mut out.country_code,
                _ => &mut out.house_number,
            };
            *slot = Some((*value).to_owned());
        }
        out
    }

    fn changed(now: &[(&str, &str)], parts: &[(&str, &str)]) -> Option<String> {
        fields(&current(now), &wanted(parts)).map(|fields| crate::json::ordered(&Value::Object(fields)))
    }

    #[test]
    fn a_number_alone_takes_the_place_of_the_streets_own() {
        for (street, number, expected) in [
            ("Musterstrasse 11", "12", Some("Musterstrasse 12")),
            ("Musterstrasse 11 a", "12", Some("Musterstrasse 12")),
            ("12 High Street", "14b", Some("14b High Street")),
            ("Am Hafen", "3", None),
            ("Strasse 17 Nr. 5", "6", None),
        ] {
            assert_eq!(renumbered(street, number).as_deref(), expected, "{street}");
        }
    }

    #[test]
    fn a_new_place_leaves_floor_and_state_of_the_old_one_behind() {
        let parts = [("address1", "Hafenweg 3"), ("zip", "20457"), ("city", "Hamburg")];
        let floor = [("address2", "3rd floor")];
        let expected = r#"{"address1":"Hafenweg 3","address2":"","city":"Hamburg","province":"","zip":"20457"}"#;
        assert_eq!(changed(&floor, &parts).as_deref(), Some(expected));
        assert_eq!(changed(&floor, &[("zip", "10117")]).as_deref(), Some(r#"{"zip":"10117"}"#));
        assert_eq!(changed(&floor, &[("address1", "Neue Str. 5")]).as_deref(), Some(r#"{"address1":"Neue Str. 5"}"#));
    }

    #[test]
    fn half_a_new_place_has_to_be_asked_about() {
        assert_eq!(changed(&[], &[("address1", "Hafenweg 3"), ("city", "Hamburg")]), None);
        assert_eq!(changed(&[], &[("address1", "Hafenweg 3"), ("zip", "20457")]), None);
        assert_eq!(changed(&[], &[("country_code", "AT")]), None);
        assert_eq!(changed(&[], &[]), None);
    }

    #[test]
    fn a_foreign_postcode_names_its_country_only_where_it_can() {
        let with = |zip: &str, city: &str, state: Option<&str>| {
            let mut parts = vec![("address1", "Street 1"), ("zip", zip), ("city", city)];
            parts.extend(state.map(|state| ("province", state)));
            let fields = fields(&current(&[]), &wanted(&parts))?;
            fields.get("country_code")?.as_str().map(str::to_owned)
        };
        assert_eq!(with("1070", "Wien", None).as_deref(), Some("AT"));
        assert_eq!(with("2340", "Mödling", None).as_deref(), Some("AT"));
        assert_eq!(with("3500", "Krems an der Donau", None).as_deref(), Some("AT"));
        assert_eq!(with("8004", "Zürich", None).as_deref(), Some("CH"));
        assert_eq!(with("9000", "St. Gallen", None).as_deref(), Some("CH"));
        assert_eq!(with("8001", "Cape Town", None).as_deref(), Some("ZA"));
        assert_eq!(with("2481", "Byron Bay", Some("NSW")).as_deref(), Some("AU"));
        assert_eq!(with("6160", "Fremantle", Some("WA")).as_deref(), Some("AU"));
        assert_eq!(with("BS1 5TY", "Bristol", None).as_deref(), Some("GB"));
        assert_eq!(with("3511 NM", "Utrecht", None).as_deref(), Some("NL"));
        assert_eq!(with("4321", "Irgendwo", None), None);
        assert_eq!(with("20457", "Hamburg", None), None);
    }
}

//! Countries, states and counties by name.

use crate::message::address::text::{Text, listed};
use crate::message::address::words::T;

#[rustfmt::skip]
const COUNTRIES: &str = "\
    austria AT|österreich AT|oesterreich AT|germany DE|deutschland DE|switzerland CH|schweiz CH|suisse CH|svizzera CH|liechtenstein LI|\
    united kingdom GB|great britain GB|uk GB|u k GB|gb GB|england GB|scotland GB|wales GB|northern ireland GB|grossbritannien GB|\
    vereinigtes königreich GB|schottland GB|ireland IE|republic of ireland IE|irland IE|usa US|u s a US|united states US|\
    united states of america US|vereinigte staaten US|canada CA|kanada CA|australia AU|australien AU|new zealand NZ|neuseeland NZ|\
    netherlands NL|the netherlands NL|holland NL|niederlande NL|die niederlande NL|nederland NL|niederlanden NL|den niederlanden NL|france FR|\
    frankreich FR|spain ES|spanien ES|españa ES|italy IT|italien IT|italia IT|belgium BE|belgien BE|belgique BE|belgië BE|luxembourg LU|\
    luxemburg LU|denmark DK|dänemark DK|danmark DK|sweden SE|schweden SE|sverige SE|norway NO|norwegen NO|norge NO|finland FI|finnland FI|\
    suomi FI|poland PL|polen PL|polska PL|portugal PT|czech republic CZ|czechia CZ|tschechien CZ|slovakia SK|slowakei SK|slovenia SI|\
    slowenien SI|hungary HU|ungarn HU|croatia HR|kroatien HR|greece GR|griechenland GR|iceland IS|island IS|estonia EE|estland EE|latvia LV|\
    lettland LV|lithuania LT|litauen LT|romania RO|rumänien RO|bulgaria BG|bulgarien BG|malta MT|cyprus CY|zypern CY|japan JP|singapore SG|\
    singapur SG";

/// Codes that may close an address, written in capitals.
#[rustfmt::skip]
const CODES: &str = "AT DE CH GB UK US IE FR NL BE DK ES NZ SE PL";

#[rustfmt::skip]
const STATES: &str = "\
    AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK \
    OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR ON QC BC AB MB SK NS NB NL PE YT NT NU NSW VIC QLD SA TAS ACT";

#[rustfmt::skip]
const STATE_NAMES: &str = "\
    alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|idaho|illinois|indiana|iowa|kansas|kentucky|\
    louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|new jersey|new mexico|\
    new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island|south carolina|south dakota|tennessee|texas|utah|\
    vermont|virginia|washington|west virginia|wisconsin|wyoming|ontario|quebec|québec|british columbia|alberta|manitoba|saskatchewan|\
    nova scotia|new brunswick|newfoundland|prince edward island|new south wales|victoria|queensland|south australia|western australia|tasmania";

/// Counties of Britain and Ireland as they are written in addresses; those that are towns too are left out.
#[rustfmt::skip]
const COUNTIES: &str = "\
    kent|surrey|essex|sussex|east sussex|west sussex|hampshire|dorset|devon|cornwall|somerset|wiltshire|gloucestershire|oxfordshire|\
    buckinghamshire|berkshire|hertfordshire|bedfordshire|cambridgeshire|norfolk|suffolk|lincolnshire|leicestershire|northamptonshire|\
    nottinghamshire|derbyshire|staffordshire|warwickshire|worcestershire|herefordshire|shropshire|cheshire|lancashire|merseyside|\
    greater manchester|yorkshire|west yorkshire|south yorkshire|north yorkshire|east yorkshire|cumbria|northumberland|tyne and wear|\
    west midlands|middlesex|greater london|rutland|fife|aberdeenshire|perthshire|gwynedd|powys|dyfed";

/// The first words of all names here.
pub(crate) fn first_words() -> impl Iterator<Item = &'static str> {
    let names = [COUNTRIES, STATE_NAMES, COUNTIES].into_iter().flat_map(|names| names.split('|'));
    names.filter_map(|n| n.split(' ').next())
}

/// The country named at `i`, and the token after it.
pub(crate) fn country_at(t: &Text<'_>, i: usize) -> Option<(usize, &'static str)> {
    if t.low(i).is_empty() {
        return None;
    }
    // "U.S.A.", "U.K."
    if matches!(t.low(i), "u") && t.is(i.saturating_add(1), '.') {
        let third = t.low(i.saturating_add(4));
        match t.low(i.saturating_add(2)) {
            "k" => return Some((i.saturating_add(4), "GB")),
            "s" => return Some((i.saturating_add(if third == "a" { 6 } else { 4 }), "US")),
            _ => {}
        }
    }
    let listed = if t.has(T::Region, i) { COUNTRIES } else { "" };
    let named = listed.split('|').filter_map(|entry| {
        let (name, code) = entry.rsplit_once(' ')?;
        t.phrase(i, name).map(|e| (e, code))
    });
    named.max_by_key(|(e, _)| *e).or_else(|| {
        let code = CODES.split(' ').find(|code| *code == t.raw(i))?;
        Some((i.saturating_add(1), if code == "UK" { "GB" } else { code }))
    })
}

/// A code of a state or province, in capitals.
pub(crate) fn is_state(raw: &str) -> bool {
    raw.len() <= 3 && listed(STATES, raw)
}

/// The state, province or county named at `i`: the token after it. `loose`: a postcode follows, so small letters do.
pub(crate) fn province_at(t: &Text<'_>, i: usize, loose: bool) -> Option<usize> {
    let next = i.saturating_add(1);
    if t.low(i).is_empty() {
        return None;
    }
    if is_state(t.raw(i)) || (loose && t.low(i).len() <= 3 && is_state(&t.low(i).to_ascii_uppercase())) {
        return Some(next);
    }
    if t.low(i) == "wa" && t.cap(i) && t.raw(i) == "WA" {
        return Some(next);
    }
    if matches!(t.low(i), "co" | "county") && t.cap(i) {
        let name = if t.is(next, '.') { next.saturating_add(1) } else { next };
        return t.cap(name).then_some(name.saturating_add(1));
    }
    if !t.has(T::Region, i) {
        return None;
    }
    if let Some(end) = t.any_phrase(i, COUNTIES) {
        return Some(end);
    }
    t.any_phrase(i, STATE_NAMES).filter(|_| loose || t.cap(i))
}

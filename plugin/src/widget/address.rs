//! Postal addresses, as written on a parcel.

use super::view::View;
use crate::contract::Address;
use crate::l10n::{Key, Texts};
use crate::reading::Index;
use crate::recharge;
use crate::text;

/// Countries where the postcode stands behind city and state; elsewhere it stands before the city.
const POSTCODE_BEHIND: &[&str] = &["AU", "CA", "GB", "IE", "IN", "NZ", "US"];

/// One address.
pub fn build(view: &View<'_>, index: &Index<'_>, address: &recharge::Address) -> Address {
    let lines = lines(view.texts, address);
    Address {
        id: address.id.get(),
        text: lines.join(", "),
        lines,
        subscriptions: index.live_at(address.id).iter().map(|subscription| subscription.get()).collect(),
    }
}

/// An address as written on a parcel, line by line.
pub fn lines(texts: &Texts, address: &recharge::Address) -> Vec<String> {
    let part = |text: &Option<String>| text::clean_some(text.as_deref(), text::NAME);
    let joined = |parts: [Option<String>; 2], separator| {
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        Some(parts.join(separator)).filter(|line| !line.is_empty())
    };
    let (zip, city, province, country) =
        (part(&address.zip), part(&address.city), part(&address.province), part(&address.country_code));
    // A city state is written once.
    let province = province.filter(|province| Some(province) != city.as_ref());
    let place = match (city, province) {
        (Some(city), Some(province)) => {
            Some(texts.with(Key::WithProvince, [("city", city.into()), ("province", province.into())]))
        }
        (city, province) => city.or(province),
    };
    let behind = country.as_deref().is_some_and(|code| POSTCODE_BEHIND.contains(&code.to_ascii_uppercase().as_str()));
    let town = if behind { joined([place, zip], " ") } else { joined([zip, place], " ") };
    [
        joined([part(&address.first_name), part(&address.last_name)], " "),
        part(&address.company),
        part(&address.address1),
        part(&address.address2),
        town,
        country,
    ]
    .into_iter()
    .flatten()
    .collect()
}

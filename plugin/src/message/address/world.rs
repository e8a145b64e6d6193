//! Street and flat words of other languages: customers of both locales live everywhere.

use crate::message::address::words::{Pack, T};

#[rustfmt::skip]
pub(crate) const PACK: Pack = &[
    (T::Stop, "merci|grazie|gracias|bonjour|groetjes"),
    (T::StreetSuffix, "straat|laan|gracht|plein|kade|dijk|singel|steenweg|gade|vej|veien|vegen|gata|gatan|vägen|väg|plads|torv|katu|dreef|markt|stræde|gränd|torget|plan"),
    (T::StreetWord, "straat|laan|vej|gade|gatan|vägen|utca|út|körút|tér|allé|katu|plein|veien|gate|steenweg|ulice|náměstí|ulica|cesta"),
    (T::StreetBefore, "\
        rue|avenue|av|boulevard|bd|place|quai|chemin|allée|impasse|route|cours|square|faubourg|passage|via|viale|piazza|corso|largo|vicolo|piazzale|calle|\
        avenida|avda|plaza|paseo|carrer|rua|praça|ul|ulica|aleja|al|pl|plac|os|carretera|ronda|travessera|strada|rambla|chaussée|ulice|str|c"),
    (T::UnitWord, "bus|lgh|appt|bât|bâtiment|étage|piso|escalera|interno|scala|m|puerta|boîte|boite|bte"),
    (T::UnitAlone, "t.v|t.h"),
    (T::Floor, "tv|th|mf"),
    (T::Measure, ""),
];

/// Small words inside the names of streets and towns.
pub(crate) const PARTICLES: &str = "\
    de du des la le les l d del della dei delle di da do dos das von van den der het ter of the y e et san st ste \
    en sur aan op";

/// Street words that follow the number.
pub(crate) const FRENCH: &str = "\
    rue avenue av boulevard bd place quai chemin allée allee impasse route cours square faubourg passage rte \
    chaussée";

/// Street words in front of the name that mean nothing else in English or German.
pub(crate) const PLAIN_BEFORE: &str = "\
    rue calle viale piazza corso piazzale avenida avda plaza paseo carrer rua ulica ul aleja boulevard chemin \
    carretera rambla chaussée strada vicolo";

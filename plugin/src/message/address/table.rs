//! The headings of the word lists in `words/`: what the words below them are. The build script numbers them by this.

macro_rules! headings {
    ($(#[$of:meta])* $all:ident: $($(#[$doc:meta])* $name:ident,)+) => {
        $(#[$of])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum $all { $($(#[$doc])* $name,)+ }

        impl $all {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Their headings, in order.
            #[allow(dead_code, reason = "for the build script and tests")]
            pub const HEADINGS: &'static [&'static str] = &[$(stringify!($name),)+];
        }
    };
}

/// What a heading is numbered in the packed lists: tables first, then names.
///
/// # Errors
/// None has that heading.
#[allow(dead_code, reason = "for the build script and tests")]
pub(crate) fn numbered(heading: &str) -> Result<Vec<u8>, String> {
    let number = T::HEADINGS.iter().chain(Names::HEADINGS).position(|known| *known == heading);
    let number = number.and_then(|number| u8::try_from(number).ok());
    number.map(|number| vec![number]).ok_or_else(|| format!("no list is headed `{heading}`, see table.rs"))
}

headings! {
    /// The tables that each word of a text is looked up in. They are 64 at most.
    T:
    /// Words that are no part of a name, street or town.
    Stop,
    /// Endings of one-word street names behind which the house number stands (`Linden|str`).
    StreetSuffix,
    /// Street words of their own behind the name: number behind (`Berliner Straße 3`).
    StreetWord,
    /// Street words of their own behind the name: number in front (`3 Church Lane`).
    StreetAfter,
    /// Those of `StreetAfter` that are everyday words too.
    StreetWeak,
    /// Street words in front of the name (`rue`, `Calle`).
    StreetBefore,
    /// Words in front of a one-word street name that belong to it (`Alte Dorfstraße`).
    StreetAdj,
    /// Prepositions a street name may start with (`An der Kirche 2`).
    StreetPrep,
    /// Post boxes.
    BoxWords,
    /// Words before a flat's number or name.
    UnitWord,
    /// Words before a flat that is spoken of.
    Determiner,
    /// Flats and floors that stand alone (`Hinterhaus`, `ground floor`).
    UnitAlone,
    /// Floor words after an ordinal (`3. OG`, `2nd floor`).
    Floor,
    /// Sides after a floor.
    Side,
    /// Words before a person or firm the parcel is handed to.
    CareOf,
    /// Words between the parts of one address.
    Soft,
    /// Words that tie a town to what is before it ("in Leipzig").
    TownPrep,
    /// Everyday words among the cues, which reach less far.
    Everyday,
    /// Between two values, of which the second is the old one.
    Contrast,
    /// What is new in other ways ("my new job").
    NoPlace,
    /// Verbs of writing something down.
    Wrote,
    /// Verbs right before what stands there until now.
    Shown,
    /// Words that take a part away.
    Drop,
    Shop,
    Yours,
    /// The customer as the subject.
    Own,
    Moved,
    /// Words before what is wanted.
    Please,
    /// Words before the name of the sender, who says where they live.
    Sender,
    /// Words before an address that says more exactly what was said before.
    Precise,
    New,
    Old,
    /// Cues that an address is spoken of, of no certain role.
    Mention,
    Not,
    To,
    From,
    /// Behind an address: it is the old one.
    IsOld,
    /// Behind an address: it is the new one.
    IsNew,
    /// Behind a value: it is the wrong one.
    IsWrong,
    /// Right before a value: it is how it was until now.
    WasSo,
    /// What stands in a field is called wrong.
    Amiss,
    Filler,
    /// Words right before the value of a field.
    Setter,
    Add,
    ZipLabel,
    HouseLabel,
    StreetLabel,
    UnitLabel,
    Line2Label,
    CityLabel,
    ProvinceLabel,
    CountryLabel,
    FirstLabel,
    LastLabel,
    PhoneLabel,
    Company,
    Title,
    /// Relatives, who stand before a name ("meine Tochter Anna Huber").
    Kin,
    /// Units and months: a number before or behind one is no house number.
    Measure,
    /// First words of the names of countries, states and counties.
    Region,
    /// One-word street names, by their endings.
    Suffixed,
    /// Words that a number of another kind follows.
    Numbering,
}

headings! {
    /// Lists that a few words of a text are looked for in.
    Names:
    /// Small words inside the names of streets and towns.
    Particles,
    /// Street words that follow the number.
    NumberFirst,
    /// Street words in front of the name that mean nothing else in English or German.
    PlainBefore,
    /// First words of two-word names of towns.
    TownOpeners,
    /// What German towns lie at, and the regions they lie in.
    GermanTails,
    /// What English towns lie at.
    EnglishTails,
    /// Last words of the names of houses.
    Houses,
    /// First words of the names of houses.
    HousesFirst,
    /// Countries, each with its code.
    Countries,
    /// Codes of states and provinces, in capitals.
    States,
    /// Names of states and provinces.
    Provinces,
    /// Counties of Britain and Ireland as they are written in addresses; those that are towns too are left out.
    Counties,
}

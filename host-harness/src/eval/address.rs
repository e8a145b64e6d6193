//! Whether a plan's address is the one that was stated.
//!
//! Only stated fields count, and they count by what the address will be, so that a field the plan leaves alone because it is
//! as wished already is right. Differences that a parcel doesn't notice are none: upper and lower case, blanks, punctuation
//! around words, ß and ss, and "Straße", "Strasse" and "Str."; in a postcode every blank. Street and second line are compared
//! together where they differ each, because "5 High Street, Flat 4" is right on one line and on two. Anything else is a
//! difference: "WI" is not "Wisconsin", "5 b" not "5b", "ue" not "ü".

use super::format::{Field, Fields};

/// The stated fields that an address wouldn't have after a plan changed these fields of it; empty when all is right.
#[must_use]
pub fn differing(before: &Fields, stated: &Fields, changed: &Fields) -> Vec<Field> {
    let (right, after) = (overlaid(before, stated), overlaid(before, changed));
    let same = |field: Field| normal(field, text(&right, field)) == normal(field, text(&after, field));
    let street = [Field::Address1, Field::Address2];
    let joined = |fields: &Fields| normal(Field::Address1, &street.map(|field| text(fields, field)).join(" "));
    let same_together = joined(&right) == joined(&after);
    let is_right = |field: &Field| same(*field) || (street.contains(field) && same_together);
    stated.keys().copied().filter(|field| !is_right(field)).collect()
}

/// What a plan changes of an address when it writes these fields.
#[must_use]
pub fn changed(before: &Fields, written: &Fields) -> Fields {
    let differs = |field: Field, new: &str| text(before, field).trim() != new.trim();
    let changed = written.iter().filter(|(field, new)| differs(**field, new));
    changed.map(|(field, new)| (*field, new.clone())).collect()
}

fn overlaid(before: &Fields, changes: &Fields) -> Fields {
    let mut after = before.clone();
    after.extend(changes.iter().map(|(field, text)| (*field, text.clone())));
    after
}

fn text(fields: &Fields, field: Field) -> &str {
    fields.get(&field).map_or("", String::as_str)
}

fn normal(field: Field, text: &str) -> String {
    let text = text.to_lowercase().replace('ß', "ss");
    if field == Field::Zip {
        return text.split_whitespace().collect();
    }
    let text = text.replace("strasse", "str").replace("str.", "str ");
    let words = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields<const N: usize>(fields: [(Field, &str); N]) -> Fields {
        fields.into_iter().map(|(field, text)| (field, text.to_owned())).collect()
    }

    fn home() -> Fields {
        fields([
            (Field::Address1, "Lindenallee 27"),
            (Field::City, "Kassel"),
            (Field::Zip, "34119"),
            (Field::CountryCode, "DE"),
        ])
    }

    #[test]
    fn spellings_of_one_street_are_the_same() {
        for (stated, written) in [
            ("Weinbergstr. 33", "Weinbergstraße 33"),
            ("Weinbergstr.33", "WEINBERGSTRASSE  33,"),
            ("Rosenheimer Straße 143", "Rosenheimer Str. 143"),
            ("Seestrasse 114", "Seestraße 114"),
            (" 5, High Street ", "5 high street"),
        ] {
            let (stated, written) = (fields([(Field::Address1, stated)]), fields([(Field::Address1, written)]));
            assert_eq!(differing(&home(), &stated, &written), [], "{stated:?} {written:?}");
        }
    }

    #[test]
    fn another_number_place_or_postcode_is_another_address() {
        for (field, stated, written) in [
            (Field::Address1, "Seestr. 14", "Seestr. 41"),
            (Field::Address1, "Seestr. 5b", "Seestr. 5"),
            (Field::City, "Köln", "Koeln"),
            (Field::Zip, "34117", "34119"),
            (Field::Province, "WI", "Wisconsin"),
        ] {
            let differs = differing(&home(), &fields([(field, stated)]), &fields([(field, written)]));
            assert_eq!(differs, [field], "{stated} {written}");
        }
    }

    #[test]
    fn a_second_line_may_stand_on_the_first() {
        let stated = fields([(Field::Address1, "18 Albion Street"), (Field::Address2, "Flat 4")]);
        let one_line = fields([(Field::Address1, "18 Albion Street, Flat 4")]);
        assert_eq!(differing(&home(), &stated, &one_line), []);
        assert_eq!(differing(&home(), &one_line, &stated), []);
        let without = fields([(Field::Address1, "18 Albion Street")]);
        assert_eq!(differing(&home(), &stated, &without), [Field::Address2], "a flat must not get lost");
        let alone = fields([(Field::Address2, "Hinterhaus, 2. Stock")]);
        let appended = fields([(Field::Address1, "Lindenallee 27, Hinterhaus 2. Stock")]);
        assert_eq!(differing(&home(), &alone, &appended), []);
    }

    #[test]
    fn what_is_as_stated_already_need_not_be_written_and_what_is_not_stated_does_not_count() {
        let stated = fields([(Field::Address1, "Am Hafen 2"), (Field::CountryCode, "DE")]);
        let written = fields([(Field::Address1, "Am Hafen 2"), (Field::City, "Kiel")]);
        assert_eq!(differing(&home(), &stated, &written), []);
        assert_eq!(differing(&home(), &stated, &Fields::new()), [Field::Address1]);
    }

    #[test]
    fn a_blank_in_a_postcode_says_nothing() {
        let (stated, written) = (fields([(Field::Zip, "EH6 7RG")]), fields([(Field::Zip, "eh67rg")]));
        assert_eq!(differing(&home(), &stated, &written), []);
    }

    #[test]
    fn only_what_differs_is_a_change() {
        let written = fields([(Field::Address1, "Am Hafen 2"), (Field::City, "Kassel "), (Field::Address2, "")]);
        assert_eq!(changed(&home(), &written), fields([(Field::Address1, "Am Hafen 2")]));
    }
}

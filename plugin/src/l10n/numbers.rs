//! How a reader writes numbers: what the build script laid out of CLDR (`build/numbers.rs`).

use super::{Language, texts};

/// The form of numbers in a language and region.
#[derive(Debug, Clone, Copy)]
pub struct Numbers {
    minus: &'static str,
    group: &'static str,
    point: &'static str,
    /// Digits of the last group, and of the others.
    last: usize,
    others: usize,
    /// Digits of the first group, where there are groups at all.
    least: usize,
}

impl Numbers {
    /// The form of a region, or of the language where the region writes as it does. "" is no region.
    pub fn of(language: Language, region: &str) -> Self {
        let lines = || std::str::from_utf8(texts()[3]).unwrap_or_default().lines();
        let form = |wanted: &str| {
            let mut all = lines().filter_map(|line| line.split_once(' '));
            all.find(|(tag, _)| tag.eq_ignore_ascii_case(wanted)).map(|(_, form)| form)
        };
        let own = form(&format!("{}-{region}", language.tag()));
        Self::read(own.or_else(|| form(language.tag())).unwrap_or_default())
    }

    fn read(form: &'static str) -> Self {
        let mut parts = form.split(' ');
        let [minus, group, point] = [(); 3].map(|()| parts.next().unwrap_or_default());
        let mut digits = || parts.next().and_then(|part| part.parse().ok()).unwrap_or(3);
        let [last, others, least] = [digits(), digits(), digits()];
        Self { minus, group, point, last, others, least }
    }

    /// Decimal text, a minus first where there is one, with these separators. Digits and one point are expected.
    pub fn write(&self, decimal: &str) -> String {
        let unsigned = decimal.strip_prefix('-').unwrap_or(decimal);
        let (integer, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let integer = integer.trim_start_matches('0');
        let integer = if integer.is_empty() { "0" } else { integer };
        let mut out = String::new();
        if unsigned.len() < decimal.len() {
            out.push_str(self.minus);
        }
        let grouped = integer.len() >= self.last.saturating_add(self.least);
        for (at, digit) in integer.char_indices() {
            let left = integer.len().saturating_sub(at);
            let ends = left == self.last
                || (left > self.last && left.saturating_sub(self.last).checked_rem(self.others) == Some(0));
            if at > 0 && grouped && ends {
                out.push_str(self.group);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push_str(self.point);
            out.push_str(fraction);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use icu_decimal::DecimalFormatter;
    use icu_decimal::input::Decimal;
    use icu_decimal::options::DecimalFormatterOptions;
    use icu_locale_core::Locale;
    use proptest::prelude::*;

    use super::super::Texts;

    proptest! {
        #[test]
        fn numbers_are_written_as_cldr_has_it(
            number in "-?[1-9][0-9]{0,14}(\\.[0-9]{2,6})?",
            locale in "en|de|(en|de)-(US|GB|IN|ZA|CH|AT|LI|LU|BE|FI|SE|NZ|XX)|de-Latn-CH|en-IN-u-nu-latn",
        ) {
            let parsed = Locale::try_from_str(&locale).unwrap();
            let formatter = DecimalFormatter::try_new((&parsed).into(), DecimalFormatterOptions::default()).unwrap();
            let expected = formatter.format(&number.parse::<Decimal>().unwrap()).to_string();
            prop_assert_eq!(Texts::new(&locale).numbers.write(&number), expected, "{}", locale);
        }
    }
}

//! Lays out how numbers are written, by language and region, as CLDR has it: `icu_decimal` knows it, and would take 40 kB of
//! the component for it.
//!
//! A line says where it holds ("de-CH"), then with blanks between them the sign of a negative number, what stands between groups
//! of digits, what before the fraction, how many digits the last group has, how many the others, and how many digits the first one
//! must have at least for there to be groups at all.

use icu_decimal::DecimalFormatter;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale_core::Locale;

/// The lines of these languages: each by itself, and its regions that write otherwise.
///
/// # Errors
/// CLDR's data doesn't say what is expected of it.
pub fn numbers(languages: &[&str]) -> Result<String, Box<dyn std::error::Error>> {
    let mut lines = Vec::new();
    for language in languages {
        let own = form(language)?;
        lines.push(format!("{language} {own}"));
        for (first, second) in ('A'..='Z').flat_map(|first| ('A'..='Z').map(move |second| (first, second))) {
            let tag = format!("{language}-{first}{second}");
            let other = form(&tag)?;
            if other != own {
                lines.push(format!("{tag} {other}"));
            }
        }
    }
    Ok(lines.join("\n"))
}

fn form(tag: &str) -> Result<String, Box<dyn std::error::Error>> {
    let locale = Locale::try_from_str(tag).map_err(|why| format!("{tag}: {why}"))?;
    let formatter = DecimalFormatter::try_new((&locale).into(), DecimalFormatterOptions::default())?;
    let written = |number: &str| -> Result<String, Box<dyn std::error::Error>> {
        Ok(formatter.format(&number.parse().map_err(|why| format!("{number}: {why:?}"))?).to_string())
    };
    let sample = written("1234567.8")?;
    let unexpected = || format!("{tag} writes {sample}, which is not of the form that is laid out here");
    // "1,234,567.8": what isn't a digit parts them.
    let groups: Vec<&str> = sample.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let parts: Vec<&str> = sample.split(|c: char| c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let ([group, .., point], [.., others, last, _]) = (parts.as_slice(), groups.as_slice()) else {
        return Err(unexpected().into());
    };
    let sign = written("-8")?.strip_suffix('8').map(str::to_owned).ok_or_else(unexpected)?;
    let least = (1..6_usize).find(|digits| {
        let number = format!("{}{}", "1".repeat(*digits), "1".repeat(last.len()));
        written(&number).is_ok_and(|written| written.contains(group))
    });
    let least = least.ok_or_else(unexpected)?;
    if [&sign[..], group, point].iter().any(|part| part.contains(' ')) {
        return Err(unexpected().into());
    }
    Ok(format!("{sign} {group} {point} {} {} {least}", last.len(), others.len()))
}

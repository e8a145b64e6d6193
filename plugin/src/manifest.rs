//! What this plugin is and what it wants of a host.

use crate::contract::{Manifest, RateLimit, SecretDeclaration, SettingDeclaration, Upstream};
use crate::l10n::{Key, LANGUAGES, Texts};
use crate::recharge::{DEFAULT_BASE, LEAK_PER_SECOND, LIMIT_HEADER, SECRET, TOKEN_HEADER, UPSTREAM, VERSION};

/// The setting that overrides the merchant portal's address.
pub const PORTAL_BASE: &str = "portal-base";
/// The setting for the form of address in German.
pub const FORM_OF_ADDRESS: &str = "form-of-address";

/// The manifest, its words in the language of a BCP 47 tag. Uses no import.
pub fn describe(locale: &str) -> Manifest {
    let texts = Texts::new(locale);
    let setting = |name: &str, label, description, default: &str, values: &[&str]| SettingDeclaration {
        name: name.to_owned(),
        label: texts.get(label),
        description: texts.get(description),
        default: default.to_owned(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    };
    Manifest {
        id: "recharge".to_owned(),
        name: texts.get(Key::ManifestName),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        description: texts.get(Key::ManifestDescription),
        locales: LANGUAGES.iter().map(|language| language.tag().to_owned()).collect(),
        upstreams: vec![Upstream {
            name: UPSTREAM.to_owned(),
            default_base: DEFAULT_BASE.to_owned(),
            description: texts.get(Key::UpstreamDescription),
            headers: vec![VERSION.0.to_owned()],
            rate_limit: Some(RateLimit { header: LIMIT_HEADER.to_owned(), leak_per_second: LEAK_PER_SECOND }),
        }],
        secrets: vec![SecretDeclaration {
            name: SECRET.to_owned(),
            upstream: UPSTREAM.to_owned(),
            header: TOKEN_HEADER.to_owned(),
            description: texts.get(Key::SecretDescription),
        }],
        settings: vec![
            setting(PORTAL_BASE, Key::SettingPortalBase, Key::SettingPortalBaseDescription, "", &[]),
            setting(
                FORM_OF_ADDRESS,
                Key::SettingFormOfAddress,
                Key::SettingFormOfAddressDescription,
                "sie",
                &["sie", "du"],
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_wants_one_upstream_and_one_secret_that_goes_nowhere_else() {
        let manifest = describe("de-AT");
        assert_eq!(manifest.id, "recharge");
        assert_eq!(manifest.locales, ["en", "de"]);
        assert_eq!(manifest.upstreams.len(), 1);
        assert_eq!(manifest.upstreams[0].default_base, "https://api.rechargeapps.com");
        let secret = &manifest.secrets[0];
        assert_eq!((secret.upstream.as_str(), secret.header.as_str()), ("recharge", "X-Recharge-Access-Token"));
        assert_eq!(manifest.settings[1].values, ["sie", "du"]);
        assert!(manifest.settings[1].values.contains(&manifest.settings[1].default));
        assert_ne!(manifest.description, describe("en").description);
    }
}

//! Secrets from environment variables, for containers and continuous integration.
//!
//! A secret has up to two variables:
//!
//! - `ARMINCX_SECRET_<NAME>__<CONNECTION>`, for one connection alone, which is looked at first;
//! - `ARMINCX_SECRET_<NAME>`, for every connection that has none of its own.
//!
//! `<NAME>` and `<CONNECTION>` are spelled in upper case with "_" for "-": the secret `recharge-token` is in
//! `ARMINCX_SECRET_RECHARGE_TOKEN`, the one of the connection `demo` in `ARMINCX_SECRET_RECHARGE_TOKEN__DEMO`.
//!
//! Only what is made of `a-z`, `0-9` and single "-" between them has a spelling, so that none has "__" in it or "_" at
//! an end. "__" therefore always ends the name, and no two secrets share a variable but by the one for every
//! connection:
//!
//! - a secret with another name (`Token`, `a.b`, `a--b`, `a-`) has no variable at all;
//! - a connection with another name, an address such as `api.example.com` or `127.0.0.1:4010` among them, has none of
//!   its own and takes the one for every connection.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt;

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::value::{InvalidSecret, parse_pasted};
use super::{Place, SecretSource, SecretStoreError};

const PREFIX: &str = "ARMINCX_SECRET_";

/// Stands between the name and the connection.
const SEPARATOR: &str = "__";

/// Secrets given by variables called `ARMINCX_SECRET_<NAME>__<CONNECTION>`, or `ARMINCX_SECRET_<NAME>` for every
/// connection that has none of its own. Names are in upper case with "_" for "-": the secret `recharge-token` of the
/// connection `demo` is in `ARMINCX_SECRET_RECHARGE_TOKEN__DEMO`.
///
/// A secret whose name is not made of `a-z`, `0-9` and single "-" between them has no variable, and such a connection
/// none of its own: two of them could share one.
#[derive(Default)]
pub struct EnvSource {
    variables: HashMap<String, Result<SecretString, InvalidSecret>>,
}

impl EnvSource {
    /// The secrets among these variables, such as [`std::env::vars_os`]. The others aren't kept.
    pub fn from_vars(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let ours = variables.into_iter().filter_map(|(name, value)| {
            let name = name.into_string().ok().filter(|name| name.starts_with(PREFIX))?;
            let value = match value.into_string() {
                Ok(text) => parse_pasted(&Zeroizing::new(text)),
                Err(_) => Err(InvalidSecret::Character { position: 1 }),
            };
            Some((name, value))
        });
        Self { variables: ours.collect() }
    }

    /// The value with the name of its variable.
    pub(super) fn find(
        &self,
        connection: &str,
        name: &str,
    ) -> Result<Option<(SecretString, String)>, SecretStoreError> {
        let Variables { own, general } = variables(connection, name);
        for variable in own.into_iter().chain(general) {
            match self.variables.get(&variable) {
                None => {}
                Some(Ok(value)) => return Ok(Some((value.clone(), variable))),
                Some(Err(problem)) => {
                    return Err(SecretStoreError::Unusable { place: Place::Environment(variable), problem: *problem });
                }
            }
        }
        Ok(None)
    }
}

impl SecretSource for EnvSource {
    fn get(&self, connection: &str, name: &str) -> Result<Option<SecretString>, SecretStoreError> {
        Ok(self.find(connection, name)?.map(|(value, _)| value))
    }
}

impl fmt::Debug for EnvSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names: Vec<&String> = self.variables.keys().collect();
        names.sort_unstable();
        f.debug_struct("EnvSource").field("variables", &names).finish()
    }
}

/// The variables that may hold a secret.
struct Variables {
    /// Of this connection alone.
    own: Option<String>,
    /// Of every connection.
    general: Option<String>,
}

fn variables(connection: &str, name: &str) -> Variables {
    let general = spelled(name).map(|name| format!("{PREFIX}{name}"));
    let own = general.as_deref().zip(spelled(connection)).map(|(general, own)| format!("{general}{SEPARATOR}{own}"));
    Variables { own, general }
}

/// A name as a part of a variable's. Different names give different parts, and no part has the separator in it or gives
/// one together with what stands beside it.
fn spelled(name: &str) -> Option<String> {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let known = name.split('-').all(|word| !word.is_empty() && word.bytes().all(known));
    known.then(|| name.to_ascii_uppercase().replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;

    fn source(variables: &[(&str, &str)]) -> EnvSource {
        EnvSource::from_vars(variables.iter().map(|(name, value)| ((*name).into(), (*value).into())))
    }

    fn get(source: &EnvSource, connection: &str, name: &str) -> Option<String> {
        source.get(connection, name).unwrap().map(|value| value.expose_secret().to_owned())
    }

    #[test]
    fn a_connections_own_variable_goes_before_the_one_for_all() {
        let source = source(&[
            ("ARMINCX_SECRET_RECHARGE_TOKEN", " for-all\n"),
            ("ARMINCX_SECRET_RECHARGE_TOKEN__SHOP_2", "for-shop-2"),
            ("RECHARGE_TOKEN", "not-ours"),
        ]);
        assert_eq!(get(&source, "shop-2", "recharge-token").as_deref(), Some("for-shop-2"));
        assert_eq!(get(&source, "shop-1", "recharge-token").as_deref(), Some("for-all"));
        assert_eq!(get(&source, "shop-2", "other"), None);
    }

    #[test]
    fn a_name_that_could_share_a_variable_with_another_has_none() {
        let source = source(&[
            ("ARMINCX_SECRET_TOKEN__SHOP", "own"),
            ("ARMINCX_SECRET_TOKEN", "for-all"),
            ("ARMINCX_SECRET_TOKEN__A__B", "nobody's"),
            ("ARMINCX_SECRET_TOKEN_", "nobody's"),
            ("ARMINCX_SECRET_TO__KEN", "nobody's"),
        ]);
        for connection in ["Shop", "shop-", "-shop", "a--b", "a.b", "127.0.0.1:4010", "api.rechargeapps.com"] {
            assert_eq!(get(&source, connection, "token").as_deref(), Some("for-all"), "{connection}");
        }
        for name in ["TOKEN", "to_ken", "to--ken", "token-", "-token", "token--shop", "-", ""] {
            assert_eq!(get(&source, "shop", name), None, "{name}");
        }
    }

    #[test]
    fn one_connections_secret_is_never_read_as_anothers() {
        let source = source(&[
            ("ARMINCX_SECRET_RECHARGE_TOKEN__DEMO", "demo's"),
            ("ARMINCX_SECRET_B__SHOP_A", "shop-a's"),
            ("ARMINCX_SECRET_DEMO_RECHARGE_TOKEN", "of the secret demo-recharge-token"),
        ]);
        assert_eq!(get(&source, "demo", "recharge-token").as_deref(), Some("demo's"));
        for (connection, name) in [("shop", "recharge-token"), ("shop", "recharge-token-demo"), ("shop", "a-b")] {
            assert_eq!(get(&source, connection, name), None, "{connection} {name}");
        }
        assert_eq!(get(&source, "shop-a", "b").as_deref(), Some("shop-a's"));
    }

    /// Names from few letters, so that they often come close to each other.
    fn close_name() -> impl Strategy<Value = String> {
        prop_oneof![3 => "[ab-]{1,5}", 1 => "[abA_.:-]{0,4}"]
    }

    proptest! {
        #[test]
        fn different_secrets_share_no_variable_but_the_one_for_every_connection(
            a in close_name(), b in close_name(), c in close_name(), d in close_name(),
        ) {
            let (first, second) = (variables(&a, &b), variables(&c, &d));
            // As on systems where case means nothing.
            let same = |one: &Option<String>, other: &Option<String>| {
                one.as_ref().zip(other.as_ref()).is_some_and(|(one, other)| one.eq_ignore_ascii_case(other))
            };
            if (&a, &b) != (&c, &d) {
                prop_assert!(!same(&first.own, &second.own));
            }
            prop_assert!(!same(&first.own, &second.general) && !same(&first.general, &second.own));
            prop_assert_eq!(same(&first.general, &second.general), b == d && first.general.is_some());
        }
    }

    #[test]
    fn a_variable_that_holds_no_secret_is_named_and_not_passed_over() {
        let source = source(&[("ARMINCX_SECRET_TOKEN__DEMO", "canary 1"), ("ARMINCX_SECRET_TOKEN", "for-all")]);
        let error = source.get("demo", "token").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the environment variable ARMINCX_SECRET_TOKEN__DEMO holds no usable secret: \
             character 7 is not visible ASCII: paste the token alone, in one line"
        );
        assert!(!format!("{error:?}").contains("canary"));
    }

    #[cfg(unix)]
    #[test]
    fn a_value_that_is_no_text_is_an_error_and_no_crash() {
        use std::os::unix::ffi::OsStringExt;
        let value = OsString::from_vec(vec![0xff, 0xfe]);
        let source = EnvSource::from_vars([("ARMINCX_SECRET_TOKEN".into(), value)]);
        assert!(matches!(source.get("demo", "token"), Err(SecretStoreError::Unusable { .. })));
    }

    #[test]
    fn debug_shows_names_and_no_values() {
        let source = source(&[("ARMINCX_SECRET_TOKEN", "tok-canary"), ("PASSWORD", "canary-2")]);
        assert_eq!(format!("{source:?}"), "EnvSource { variables: [\"ARMINCX_SECRET_TOKEN\"] }");
    }
}

//! Secrets from environment variables, for containers and continuous integration.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt;

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::value::{InvalidSecret, parse_pasted};
use super::{Place, SecretSource, SecretStoreError};

const PREFIX: &str = "ARMINCX_SECRET_";

/// Secrets given by variables called `ARMINCX_SECRET_<NAME>`, or, for one connection alone,
/// `ARMINCX_SECRET_<CONNECTION>_<NAME>`, which goes first. Names are in upper case with "_" for "-": the secret
/// `recharge-token` is in `ARMINCX_SECRET_RECHARGE_TOKEN`, the one of the connection `demo` in
/// `ARMINCX_SECRET_DEMO_RECHARGE_TOKEN`.
///
/// A name that has anything but `a-z`, `0-9` and "-" in it has no variable: two such names could share one.
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
        let Some(name) = variable_part(name) else {
            return Ok(None);
        };
        let own = variable_part(connection).map(|connection| format!("{PREFIX}{connection}_{name}"));
        for variable in own.into_iter().chain([format!("{PREFIX}{name}")]) {
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

fn variable_part(name: &str) -> Option<String> {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (!name.is_empty() && name.bytes().all(known)).then(|| name.to_ascii_uppercase().replace('-', "_"))
}

#[cfg(test)]
mod tests {
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
            ("ARMINCX_SECRET_SHOP_2_RECHARGE_TOKEN", "for-shop-2"),
            ("RECHARGE_TOKEN", "not-ours"),
        ]);
        assert_eq!(get(&source, "shop-2", "recharge-token").as_deref(), Some("for-shop-2"));
        assert_eq!(get(&source, "shop-1", "recharge-token").as_deref(), Some("for-all"));
        assert_eq!(get(&source, "shop-2", "other"), None);
    }

    #[test]
    fn a_name_that_could_share_a_variable_with_another_has_none() {
        let source = source(&[("ARMINCX_SECRET_SHOP_TOKEN", "own"), ("ARMINCX_SECRET_TOKEN", "for-all")]);
        assert_eq!(get(&source, "Shop", "token").as_deref(), Some("for-all"));
        assert_eq!(get(&source, "shop", "TOKEN"), None);
        assert_eq!(get(&source, "shop", "to_ken"), None);
        assert_eq!(get(&source, "shop", ""), None);
    }

    #[test]
    fn a_variable_that_holds_no_secret_is_named_and_not_passed_over() {
        let source = source(&[("ARMINCX_SECRET_DEMO_TOKEN", "canary 1"), ("ARMINCX_SECRET_TOKEN", "for-all")]);
        let error = source.get("demo", "token").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the environment variable ARMINCX_SECRET_DEMO_TOKEN holds no usable secret: \
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

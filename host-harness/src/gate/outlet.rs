//! What a connection's writes go out through: upstreams by name, and secrets each in its one place.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use secrecy::SecretString;

use super::refusal::GateError;
use crate::contract::{Plan, Write, WriteMethod as Method};
use crate::secret_store::SecretSource;
use crate::upstream::{HeaderValue, PermittedWrite, Upstream, WriteMethod, WriteRequest};

/// The values of a plan's secrets, by name, while it is carried out.
pub(super) type Secrets = BTreeMap<String, Arc<SecretString>>;

/// Headers by name.
type Headers = Vec<(String, HeaderValue)>;

/// What the host sends a connection's writes through: its upstreams and where its secrets are.
#[derive(Clone)]
pub struct Outlet {
    /// The connection's id.
    pub connection: String,
    /// The upstreams by their names in the manifest.
    pub upstreams: BTreeMap<String, Arc<Upstream>>,
    /// Where the connection's secrets are kept.
    pub secrets: Arc<dyn SecretSource>,
}

impl fmt::Debug for Outlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let upstreams: Vec<&String> = self.upstreams.keys().collect();
        f.debug_struct("Outlet").field("connection", &self.connection).field("upstreams", &upstreams).finish()
    }
}

impl Outlet {
    /// Judges a write of a plan, with its secret in its place, without sending it.
    ///
    /// # Errors
    /// Why the host doesn't send it.
    pub(super) fn permit_write(
        &self,
        write: &Write,
        body: Option<String>,
        secrets: &Secrets,
    ) -> Result<(&Upstream, PermittedWrite), String> {
        let (upstream, headers) = authorised(self, secrets, &write.upstream, &write.secret, &write.headers)?;
        let method = match write.method {
            Method::Post => WriteMethod::Post,
            Method::Put => WriteMethod::Put,
        };
        let (path, query) = (write.path.clone(), write.query.clone());
        let request = WriteRequest { method, path, query, headers, body: body.map(Bytes::from) };
        Ok((upstream, upstream.permit_write(request).map_err(|denial| denial.to_string())?))
    }

    /// The secrets that the plan names. Off the async threads: a keyring may ask its user first.
    pub(super) async fn secrets(&self, plan: &Plan) -> Result<Result<Secrets, String>, GateError> {
        let writes = plan.writes.iter().map(|write| write.secret.clone());
        let mut names: Vec<String> = writes.chain(plan.preconditions.iter().map(|read| read.secret.clone())).collect();
        names.sort();
        names.dedup();
        let (source, connection) = (Arc::clone(&self.secrets), self.connection.clone());
        let look = move || {
            let mut secrets = Secrets::new();
            for name in names {
                match source.get(&connection, &name) {
                    Ok(Some(value)) => _ = secrets.insert(name, Arc::new(value)),
                    Ok(None) => return Err(format!("the connection has no secret \"{}\"", name.escape_debug())),
                    Err(why) => return Err(why.to_string()),
                }
            }
            Ok(secrets)
        };
        let looked = tokio::task::spawn_blocking(look).await;
        looked.map_err(|why| GateError::Host(format!("looking for its secrets failed: {why}")))
    }
}

/// The upstream of that name, and the headers with the secret in the one place where it is declared.
///
/// # Errors
/// When the upstream isn't there or the secret isn't declared for it.
pub(super) fn authorised<'a>(
    outlet: &'a Outlet,
    secrets: &Secrets,
    upstream: &str,
    secret: &str,
    headers: &[(String, String)],
) -> Result<(&'a Upstream, Headers), String> {
    let Some(found) = outlet.upstreams.get(upstream) else {
        return Err(format!("the connection has no upstream \"{}\"", upstream.escape_debug()));
    };
    let Some(header) = found.secret_header(secret) else {
        let (secret, upstream) = (secret.escape_debug(), upstream.escape_debug());
        return Err(format!("the secret \"{secret}\" isn't declared for the upstream \"{upstream}\""));
    };
    let Some(value) = secrets.get(secret) else {
        return Err(format!("the connection has no secret \"{}\"", secret.escape_debug()));
    };
    let plain = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::Plain(value.clone())));
    let authorising = HeaderValue::Secret { name: secret.to_owned(), value: Arc::clone(value) };
    Ok((found, plain.chain([(header.to_owned(), authorising)]).collect()))
}

/// The method's name.
pub(super) const fn method(write: &Write) -> &'static str {
    match write.method {
        Method::Post => "POST",
        Method::Put => "PUT",
    }
}

//! The component's border: the contract's imports behind [`Host`], and its exports in front of the domain.

#![expect(unsafe_code, reason = "the generated export glue")]

use crate::contract::{
    Action, ActionRequest, Connection, Context, Event, HttpError, Manifest, Outcome, PerformError, Plan, PluginError,
    Preparation, Response, SecretError, SetupError, Widget,
};
use crate::host::{HeaderValue, Host, Request};
use crate::wit::armincx::plugin::approvals::Approval;
use crate::wit::armincx::plugin::secrets::Secret;
use crate::wit::armincx::plugin::{audit, http, secrets};
use crate::wit::exports::armincx::plugin::{integration, setup};
use crate::{actions, approval, connection, manifest, widget};

struct Imports;

impl Host for Imports {
    type Secret = Secret;

    fn secret(&self, name: &str) -> Result<Secret, SecretError> {
        secrets::get(name)
    }

    fn fetch(&self, requests: &[Request<'_, Secret>]) -> Vec<Result<Response, HttpError>> {
        let requests: Vec<_> = requests.iter().map(lowered).collect();
        http::fetch(&requests)
    }

    fn remark(&self, event: Event) {
        audit::record(&event);
    }
}

fn lowered<'a>(request: &Request<'a, Secret>) -> http::Request<'a> {
    let header = |(name, value): &(&'static str, HeaderValue<'a, Secret>)| http::Header {
        name: (*name).to_owned(),
        value: match value {
            HeaderValue::Plain(text) => http::HeaderValue::Plain((*text).to_owned()),
            HeaderValue::Secret(secret) => http::HeaderValue::Secret(secret),
        },
    };
    http::Request {
        upstream: request.upstream.to_owned(),
        path: request.path.to_owned(),
        query: request.query.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        headers: request.headers.iter().map(header).collect(),
        max_age: request.max_age,
    }
}

/// The host's approval.
struct Approved<'a>(&'a Approval);

impl approval::Approval for Approved<'_> {
    fn plan(&self) -> Plan {
        self.0.plan()
    }

    fn perform(&self, step: u32) -> Result<Response, PerformError> {
        self.0.perform(step)
    }

    fn wait(&self, milliseconds: u32) -> bool {
        self.0.wait(milliseconds)
    }
}

struct Plugin;

impl integration::Guest for Plugin {
    fn widget_data(ctx: Context) -> Result<Widget, PluginError> {
        widget::widget_data(&Imports, &ctx)
    }

    fn list_actions(ctx: Context) -> Result<Vec<Action>, PluginError> {
        actions::list_actions(&ctx)
    }

    fn prepare_action(ctx: Context, request: ActionRequest) -> Result<Preparation, PluginError> {
        actions::prepare_action(&Imports, &ctx, &request)
    }

    fn execute_approved_action(ctx: Context, approval: &Approval) -> Result<Outcome, PluginError> {
        actions::execute_approved_action(&Imports, &ctx, &Approved(approval))
    }
}

impl setup::Guest for Plugin {
    fn describe(locale: String) -> Manifest {
        manifest::describe(&locale)
    }

    fn check_connection(ctx: Context, token: &Secret) -> Result<Connection, SetupError> {
        connection::check_connection(&Imports, token, &ctx)
    }
}

crate::wit::export!(Plugin with_types_in crate::wit);

//! A plugin with its grants: the functions of the contract, as a host calls them.

use super::call::{Body, Call};
use super::error::CallError;
use super::load::Plugin;
use crate::capabilities::{Grants, Phase, SecretHandle};
use crate::contract::{
    Action, ActionRequest, Connection, Context, Outcome, PluginError, Preparation, SetupError, Widget,
};
use crate::gate::{Approval, Executor, ExecutorFailure, Outlet};
use async_trait::async_trait;
use futures::FutureExt;
use secrecy::SecretString;
use std::sync::Arc;

/// A plugin bound to one connection. Cheap to clone; every method makes an instance of its own, so calls may run at the
/// same time.
#[derive(Debug, Clone)]
pub struct Session {
    plugin: Plugin,
    grants: Arc<Grants>,
}

impl Session {
    pub(super) fn new(plugin: Plugin, grants: Grants) -> Self {
        Self { plugin, grants: Arc::new(grants) }
    }

    /// The plugin.
    #[must_use]
    pub fn plugin(&self) -> &Plugin {
        &self.plugin
    }

    /// What it may use.
    #[must_use]
    pub fn grants(&self) -> &Grants {
        &self.grants
    }

    /// What an agent sees beside a ticket.
    ///
    /// # Errors
    /// [`CallError::Plugin`] with the plugin's own reason, or another [`CallError`] when the guest failed.
    pub async fn widget_data(&self, context: &Context) -> Result<Widget, CallError> {
        let ctx = context.clone();
        let body: Body<_> = Box::new(move |store, plugin| {
            async move { plugin.armincx_plugin_integration().call_widget_data(store, &ctx).await }.boxed()
        });
        self.integration("widget-data", Phase::Reading, context, body).await
    }

    /// The quick actions.
    ///
    /// # Errors
    /// As [`Session::widget_data`].
    pub async fn list_actions(&self, context: &Context) -> Result<Vec<Action>, CallError> {
        let ctx = context.clone();
        let body: Body<_> = Box::new(move |store, plugin| {
            async move { plugin.armincx_plugin_integration().call_list_actions(store, &ctx).await }.boxed()
        });
        self.integration("list-actions", Phase::Offline, context, body).await
    }

    /// Turns a wish into plans, a question or a reason why not. Changes nothing.
    ///
    /// # Errors
    /// As [`Session::widget_data`].
    pub async fn prepare_action(&self, context: &Context, request: &ActionRequest) -> Result<Preparation, CallError> {
        let (ctx, request) = (context.clone(), request.clone());
        let body: Body<_> = Box::new(move |store, plugin| {
            async move { plugin.armincx_plugin_integration().call_prepare_action(store, &ctx, &request).await }.boxed()
        });
        self.integration("prepare-action", Phase::Reading, context, body).await
    }

    /// Carries out what was approved.
    ///
    /// # Errors
    /// As [`Session::widget_data`].
    pub async fn execute_approved_action(&self, context: &Context, approval: Approval) -> Result<Outcome, CallError> {
        let (ctx, given) = (context.clone(), approval.clone());
        let body: Body<_> = Box::new(move |store, plugin| {
            async move {
                let handle = store.data_mut().guest.table.push(given)?;
                let function = plugin.armincx_plugin_integration();
                function.call_execute_approved_action(store, &ctx, handle).await
            }
            .boxed()
        });
        let mut call = self.call("execute-approved-action", Phase::Executing, context)?;
        call.approval = Some(approval);
        call.run(body, plugin_error).await?.map_err(CallError::Plugin)
    }

    /// Tries a token that was just pasted. It is kept nowhere.
    ///
    /// # Errors
    /// [`CallError::Setup`] with the plugin's own reason, [`CallError::Grant`] when the plugin declares no secret, or
    /// another [`CallError`] when the guest failed.
    pub async fn check_connection(&self, context: &Context, token: SecretString) -> Result<Connection, CallError> {
        let Some(name) = self.grants.first_secret() else {
            return Err(CallError::Grant("this plugin declares no secret, so there is nothing to connect".to_owned()));
        };
        let (ctx, secret) = (context.clone(), SecretHandle::new(name, token));
        let body: Body<_> = Box::new(move |store, plugin| {
            async move {
                let handle = store.data_mut().guest.table.push(secret)?;
                plugin.armincx_plugin_setup().call_check_connection(store, &ctx, handle).await
            }
            .boxed()
        });
        let call = self.call("check-connection", Phase::Reading, context)?;
        let failure = |result: &Result<Connection, SetupError>| result.clone().err().map(CallError::Setup);
        call.run(body, failure).await?.map_err(CallError::Setup)
    }

    async fn integration<T: Clone>(
        &self,
        export: &'static str,
        phase: Phase,
        context: &Context,
        body: Body<Result<T, PluginError>>,
    ) -> Result<T, CallError> {
        self.call(export, phase, context)?.run(body, plugin_error).await?.map_err(CallError::Plugin)
    }

    /// A context of another connection is a mistake of the host that would show in the log alone.
    fn call(&self, export: &'static str, phase: Phase, context: &Context) -> Result<Call<'_>, CallError> {
        let granted = self.grants.connection();
        if context.connection != granted {
            let given = &context.connection;
            let why =
                format!("the context is of connection \"{given}\", the grants of \"{granted}\": make both the same");
            return Err(CallError::Grant(why));
        }
        Ok(Call {
            plugin: &self.plugin.inner,
            grants: Arc::clone(&self.grants),
            export,
            phase,
            id: self.plugin.inner.call_id(context.seed),
            ticket: Some(context.ticket.clone()),
            approval: None,
        })
    }
}

/// The plugin's own error inside an answer.
fn plugin_error<T>(result: &Result<T, PluginError>) -> Option<CallError> {
    result.as_ref().err().cloned().map(CallError::Plugin)
}

#[async_trait]
impl Executor for Session {
    fn plugin(&self) -> &str {
        &self.plugin.inspection().digest
    }

    fn outlet(&self) -> Outlet {
        self.grants.outlet()
    }

    async fn execute(&self, context: &Context, approval: Approval) -> Result<Outcome, ExecutorFailure> {
        let outcome = self.execute_approved_action(context, approval).await;
        outcome.map_err(|why| ExecutorFailure { code: why.code().to_owned(), text: why.to_string() })
    }
}

//! What the commands share: their options, the workplace that these mean, and a sign of life while a plugin is loaded.

use std::ops::Deref;
use std::sync::Arc;

use super::args::Global;
use super::error::CliError;
use super::progress::Progress;
use crate::engine::Plugin;
use crate::store::AuditLog;
use crate::workplace::{Options, Workplace};

pub use crate::workplace::{Connected, LOCAL, UPSTREAM, contact};

/// What the commands share.
#[derive(Debug)]
pub struct App {
    /// The options of every command.
    pub global: Global,
    place: Workplace,
}

impl Deref for App {
    type Target = Workplace;

    fn deref(&self) -> &Workplace {
        &self.place
    }
}

impl App {
    /// Understands the options. Touches nothing yet.
    ///
    /// # Errors
    /// When the time, the language or the address can't be understood.
    pub fn new(global: Global) -> Result<Self, CliError> {
        let Global { plugin, state, recharge_url, locale, now, .. } = global.clone();
        let place = Workplace::new(Options { plugin, state, recharge_url, locale, now })?;
        Ok(Self { global, place })
    }

    /// The workplace alone, for what outlives the command's options.
    #[must_use]
    pub fn into_workplace(self) -> Workplace {
        self.place
    }

    fn loading(&self) -> Progress {
        Progress::start("Loading the plugin", self.global.json)
    }

    /// As [`Workplace::plugin`].
    ///
    /// # Errors
    /// As that.
    pub async fn plugin(&self, audit: Arc<dyn AuditLog>) -> Result<Plugin, CliError> {
        let _progress = self.loading();
        self.place.plugin(audit).await
    }

    /// As [`Workplace::connected`].
    ///
    /// # Errors
    /// As that.
    pub async fn connected(&self) -> Result<Connected, CliError> {
        let _progress = self.loading();
        self.place.connected().await
    }

    /// As [`Workplace::connected_to_change`].
    ///
    /// # Errors
    /// As that.
    pub async fn connected_to_change(&self) -> Result<Connected, CliError> {
        let _progress = self.loading();
        self.place.connected_to_change().await
    }

    /// As [`Workplace::connected_to_throwaway`].
    ///
    /// # Errors
    /// As that.
    pub async fn connected_to_throwaway(&self) -> Result<Connected, CliError> {
        let _progress = self.loading();
        self.place.connected_to_throwaway().await
    }
}

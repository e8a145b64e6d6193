//! The contract `armincx:plugin@0.1.0` in Rust: the types that cross the border, generated from `wit/`.
//!
//! The records are re-exported here, so that `contract::Widget` is what the WIT calls `widget`. They serialise with
//! serde; [`crate::cli::json`] gives them the names the WIT has. What carries authority (`secret`, `approval`) is not
//! data and lives in [`crate::capabilities`].

/// The records and variants of the interface `types`. They are generated apart from the rest, because they alone are
/// plain data and can be serialised.
#[allow(missing_docs, reason = "generated; the WIT documents every item")]
mod data {
    wasmtime::component::bindgen!({
        inline: "package armincx:data; world data { import armincx:plugin/types@0.1.0; }",
        path: "../wit",
        world: "armincx:data/data",
        additional_derives: [serde::Serialize, serde::Deserialize, PartialEq],
    });
}

/// The world `plugin`: imports to implement, exports to call.
#[allow(missing_docs, reason = "generated; the WIT documents every item")]
pub(crate) mod world {
    wasmtime::component::bindgen!({
        path: "../wit",
        world: "plugin",
        imports: { default: async | trappable },
        exports: { default: async },
        with: {
            "armincx:plugin/types": crate::contract::data::armincx::plugin::types,
            "armincx:plugin/secrets.secret": crate::capabilities::SecretHandle,
            "armincx:plugin/approvals.approval": crate::gate::Approval,
        },
    });
}

pub(crate) use data::armincx::plugin::types::Host as TypesHost;
pub use data::armincx::plugin::types::{
    Action, ActionKind, ActionRequest, ActionScopes, ActionState, Address, Binding, CalendarDate, Change, Charge,
    ChargeItem, ChargeItemKind, Check, Choice, Connection, Contact, Context, Customer, CustomerMatch, Delivery,
    DeliveryBasis, Ending, Expectation, FieldHint, Form, Handoff, HandoffTo, Identity, Interval, IntervalUnit, Label,
    Link, Manifest, MatchKind, Message, MissingPart, Money, Notice, Outcome, Plan, PluginError, Precondition,
    Preparation, Presence, Problem, Progress, Question, RateLimit, Refusal, ScopeProblem, SecretDeclaration, Setting,
    SettingDeclaration, SetupError, SideEffect, Speaker, Status, Store, Subscription, Target, Timestamp, Tone, Turn,
    Undo, Upstream, Wait, Widget, Write, WriteMethod,
};
pub use world::armincx::plugin::approvals::PerformError;
pub use world::armincx::plugin::http::{HttpError, Response};

/// The package's name without version, as it stands in a component's imports and exports.
pub const PACKAGE: &str = "armincx:plugin";

/// The version of the contract this host speaks.
pub const VERSION: &str = "0.1.0";

//! What an agent sees beside a ticket.
//!
//! At most two dependent round trips: the customers of the e-mail address with the store and the token, then everything
//! about those customers at once. Only lists beyond 500 rows cost further ones. Whatever fails in part leaves a widget
//! with what is known, and a notice that says what is missing.

pub(crate) mod address;
mod charge;
mod customer;
mod headline;
mod labels;
mod matching;
mod notices;
mod subscription;
mod view;

use crate::contract::{Context, Customer, MatchKind, PluginError, Presence, Widget};
use crate::cutoff::Cutoff;
use crate::host::Host;
use crate::l10n::{Key, Texts};
use crate::manifest::PORTAL_BASE;
use crate::moment::Moment;
use crate::portal::Portal;
use crate::problems;
use crate::reading::{self, Email, Found, Holdings, MaxAge, READ_CUSTOMERS};
use crate::recharge::{Cause, Client, SECRET};
use view::View;

/// What an agent sees beside the ticket. Reads only.
///
/// # Errors
/// When nothing can be shown: a malformed e-mail address, no token, or customers that can't be read at all.
pub fn widget_data<H: Host>(host: &H, ctx: &Context) -> Result<Widget, PluginError> {
    let texts = Texts::new(&ctx.locale);
    let now = Moment::parse(&ctx.now).map_err(|error| {
        PluginError::InvalidRequest(problems::problem(&texts, Key::ProblemContext, &error.to_string()))
    })?;
    let email = Email::parse(&ctx.contact.email).map_err(|error| {
        PluginError::InvalidRequest(problems::problem(&texts, Key::ProblemEmailMalformed, &error.to_string()))
    })?;
    let token = host.secret(SECRET).map_err(|error| problems::secret_error(&texts, &error))?;
    let client = Client::new(host, &token);

    let mut found = reading::find(&client, &email, MaxAge::WIDGET, None)
        .map_err(|error| problems::plugin_error(&texts, &error, &["read_customers"]))?;
    let hidden = found.customers.split_off(found.customers.len().min(READ_CUSTOMERS));
    let holdings = reading::holdings(&client, &found.customers, MaxAge::WIDGET);
    notices::remarks(host, &found, &hidden, &holdings);

    let store = found.store.as_ref().ok();
    let setting = ctx.settings.iter().find(|setting| setting.name == PORTAL_BASE);
    let view = View {
        cutoff: Cutoff::new(now, &ctx.time_zone, store.and_then(|store| store.time_zone.as_deref())),
        portal: Portal::new(setting.map_or("", |setting| &setting.value), store),
        currency: store.and_then(|store| store.currency.clone()).unwrap_or_default(),
        scopes: &found.scopes,
        today: now.date(),
        texts: &texts,
    };
    let customers: Vec<Customer> =
        found.customers.iter().zip(&holdings).map(|(customer, held)| customer::build(&view, customer, held)).collect();
    let matched = matching::describe(&texts, ctx, &email, &found, hidden.len());
    let age = holdings.iter().map(|held| held.oldest).fold(found.oldest, u32::max);
    Ok(Widget {
        presence: presence(matched.kind, &holdings),
        title: texts.get(Key::WidgetTitle),
        notices: notices::of_widget(&view, ctx, &found, &hidden, &holdings),
        complete: hidden.is_empty() && found.complete() && holdings.iter().all(Holdings::complete),
        matched,
        customers,
        as_of: texts.timestamp(now.seconds_before(age)),
        labels: labels::all(&texts),
    })
}

/// How much room the widget takes. What could not be read is not taken for absent.
fn presence(matched: MatchKind, holdings: &[Holdings]) -> Presence {
    let needs_room = |held: &Holdings| {
        !held.subscriptions.complete
            || held.subscriptions.rows.iter().any(|subscription| subscription.is_live())
            || held.charges.rows.iter().any(|charge| charge.has_failed())
    };
    match matched {
        MatchKind::None => Presence::Absent,
        MatchKind::Unknown => Presence::Full,
        _ if holdings.iter().any(needs_room) => Presence::Full,
        _ => Presence::Compact,
    }
}

impl Found {
    fn complete(&self) -> bool {
        // A token that may not read the store is as it was made, and says so in a notice; it would otherwise mark every
        // widget of the shop as incomplete for ever.
        let store = match &self.store {
            Ok(_) => true,
            Err(error) => matches!(error.cause, Cause::Forbidden(_)),
        };
        self.trouble.is_none() && self.lost == 0 && store && self.scopes_failure.is_none()
    }
}

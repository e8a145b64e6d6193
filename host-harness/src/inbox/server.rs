//! The server of the inbox: where it listens, what leads where, and how it stops.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::local::Local;
use super::office::Office;
use super::starting::Door;
use super::{acts, assets, developer, events, forms, guard, kept, pages, settings, trouble};
use crate::workplace::{Exit, Failure, Workplace};

/// How the inbox is served.
#[derive(Debug, Clone)]
pub struct InboxOptions {
    /// The address it listens on: this machine's alone, unless somebody says otherwise.
    pub address: IpAddr,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// Names that a browser may call it by, besides this machine's.
    pub names: Vec<String>,
    /// Loads the plugin's file anew whenever it was built.
    pub watch: bool,
}

/// An inbox that listens and isn't open yet: whoever comes is told so.
pub struct Starting {
    place: Workplace,
    options: InboxOptions,
    address: SocketAddr,
    door: Door,
    serving: Serving,
}

/// An inbox that is open.
pub struct Inbox {
    office: Arc<Office>,
    serving: Serving,
    watch: bool,
}

/// The task that answers; it ends with whoever has it.
struct Serving(JoinHandle<io::Result<()>>);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Starting {
    /// Listens.
    ///
    /// # Errors
    /// When the port can't be had, or there is nothing to watch.
    pub async fn listen(place: Workplace, options: InboxOptions) -> Result<Self, Failure> {
        if options.watch && place.options.plugin.is_none() {
            return Err(Failure::new("nothing-to-watch", Exit::Usage, "--watch needs the file that is built")
                .hint("add --plugin target/wasm32-wasip2/component/armincx_recharge.wasm, or your own"));
        }
        let wanted = SocketAddr::new(options.address, options.port);
        let listener = TcpListener::bind(wanted).await.map_err(|why| cannot_listen(wanted, why))?;
        let address = listener.local_addr().map_err(|why| cannot_listen(wanted, why))?;
        let door = Door::default();
        let router = door.router();
        let serving = Serving(tokio::spawn(async move { axum::serve(listener, router).await }));
        Ok(Self { place, options, address, door, serving })
    }

    /// Where a browser finds it.
    #[must_use]
    pub fn url(&self) -> String {
        url_of(self.address)
    }

    /// Opens everything that it works with; the first time, the plugin is compiled for that.
    ///
    /// # Errors
    /// When something of it can't be had.
    pub async fn open(self) -> Result<Inbox, Failure> {
        let Self { place, options, address, door, serving } = self;
        let office = Arc::new(Office::open(place, address, options.names).await?);
        door.open(router(Arc::clone(&office)));
        Ok(Inbox { office, serving, watch: options.watch })
    }
}

/// The address of what listens there, as a browser calls it.
pub(super) fn url_of(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        return format!("http://localhost:{}", address.port());
    }
    format!("http://{address}")
}

impl Inbox {
    /// Where a browser finds it.
    #[must_use]
    pub fn url(&self) -> String {
        url_of(self.office.address)
    }

    /// Where the local Recharge is, where it is used.
    #[must_use]
    pub fn recharge(&self) -> Option<String> {
        self.office.local().map(|local| local.url())
    }

    /// Serves until `stop` is done.
    ///
    /// # Errors
    /// When `stop` fails, or the server.
    pub async fn serve_until(
        self,
        stop: impl Future<Output = Result<(), Failure>> + Send + 'static,
    ) -> Result<(), Failure> {
        let Self { office, mut serving, watch } = self;
        let mut tasks = vec![tokio::spawn(events::watch(Arc::clone(&office)))];
        if watch {
            tasks.push(tokio::spawn(events::watch_plugin(Arc::clone(&office))));
        }
        let failed = |why: io::Error| {
            Failure::new("serve-failed", Exit::Environment, format!("the inbox stopped: {why}")).caused_by(why)
        };
        // Streams of open pages never end by themselves, so nothing waits for them; what was begun is settled, by reading,
        // at the next start.
        let served = tokio::select! {
            served = &mut serving.0 => served.unwrap_or_else(|why| Err(io::Error::other(why))).map_err(failed),
            stopped = stop => stopped,
        };
        for task in tasks {
            task.abort();
        }
        office.keep();
        if let Some(Local::Own(server)) = office.local() {
            server.withdraw();
        }
        served
    }
}

fn router(office: Arc<Office>) -> Router {
    Router::new()
        .route("/", get(pages::inbox))
        .route("/tickets/{ticket}", get(pages::ticket))
        .route("/tickets/{ticket}/messages", post(acts::say))
        .route("/tickets/{ticket}/read", post(acts::read_again))
        .route("/tickets/{ticket}/actions/{action}", get(forms::form).post(forms::prepare))
        .route("/tickets/{ticket}/actions/{action}/check", post(forms::check))
        .route("/plans/{plan}/approve", post(acts::approve))
        .route("/plans/{plan}/deny", post(acts::deny))
        .route("/plans/{plan}/undo", post(acts::undo))
        .route("/plans/{plan}/again", post(acts::again))
        .route("/preferences", post(acts::preferences))
        .route("/settings", get(settings::settings))
        .route("/settings/connections", get(settings::home).post(settings::connect))
        .route("/settings/connections/remove", get(settings::home).post(settings::remove))
        .route("/settings/connections/use", get(settings::home).post(settings::choose))
        .route("/records/{seq}", get(developer::record))
        .route("/developer", get(developer::developer))
        .route("/developer/faults", post(developer::add_fault))
        .route("/developer/faults/clear", post(developer::clear_faults))
        .route("/developer/clock", post(developer::move_clock))
        .route("/events", get(events::stream_of))
        .route("/static/{hash}/{name}", get(assets::serve))
        .route(assets::ICON, get(|| async { assets::icon() }))
        .fallback(pages::nowhere)
        .layer(from_fn_with_state(Arc::clone(&office), kept::kept))
        .layer(from_fn_with_state(Arc::clone(&office), trouble::framed))
        .layer(from_fn_with_state(Arc::clone(&office), guard::guard))
        .with_state(office)
}

fn cannot_listen(address: SocketAddr, why: io::Error) -> Failure {
    let (code, text) = match why.kind() {
        io::ErrorKind::AddrInUse => ("port-in-use", format!("{address} is in use")),
        io::ErrorKind::PermissionDenied => ("cannot-listen", format!("this user may not listen on {address}")),
        _ => ("cannot-listen", format!("can't listen on {address}: {why}")),
    };
    Failure::new(code, Exit::Environment, text)
        .hint("choose another port with --port, or 0 for a free one; perhaps an inbox is open there already")
        .caused_by(why)
}

//! What a story needs: a Chromium, an inbox with a scratch state folder, windows in front of it, and the two languages.

use crate::chromium::{self, Browser, Chromium, Window};
use crate::support::{Inbox, Place, Served};
use std::path::PathBuf;
use std::sync::OnceLock;

/// The language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    English,
    German,
}

impl Lang {
    /// The one that is the page's.
    pub fn pick(self, english: &'static str, german: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::German => german,
        }
    }
}

/// One test.
pub struct Story {
    pub name: String,
    needs_axe: bool,
    pub run: Box<dyn FnOnce(&Ground) + Send>,
}

impl Story {
    /// A test.
    pub fn new(name: &str, run: fn(&Ground)) -> Self {
        Self { name: name.to_owned(), needs_axe: false, run: Box::new(run) }
    }

    /// The same test in both languages.
    pub fn in_both(name: &str, run: fn(&Ground, Lang)) -> [Self; 2] {
        [(Lang::English, "english"), (Lang::German, "german")].map(|(lang, word)| Self {
            name: format!("{name}_in_{word}"),
            needs_axe: false,
            run: Box::new(move |ground| run(ground, lang)),
        })
    }

    /// It needs axe-core.
    pub fn with_axe(mut self) -> Self {
        self.needs_axe = true;
        self
    }
}

/// What is on this machine.
pub struct Ground {
    program: Result<PathBuf, String>,
    axe: Result<PathBuf, String>,
    running: OnceLock<Chromium>,
}

impl Ground {
    pub fn find() -> Self {
        Self { program: chromium::find(), axe: chromium::axe_core(), running: OnceLock::new() }
    }

    /// Whether a test that can't run is a test that fails.
    pub fn is_required() -> bool {
        std::env::var_os("BROWSER_TESTS").is_some_and(|value| value == "required")
    }

    /// Why this story can't be told here.
    pub fn missing(&self, story: &Story) -> Option<String> {
        if let Err(why) = &self.program {
            return Some(format!("no Chromium: {why}"));
        }
        self.axe.as_ref().err().filter(|_| story.needs_axe).cloned()
    }

    /// The script of axe-core.
    pub fn axe(&self) -> String {
        std::fs::read_to_string(self.axe.as_ref().unwrap()).unwrap()
    }

    fn chromium(&self) -> &Chromium {
        self.running.get_or_init(|| Chromium::start(self.program.as_ref().unwrap()).unwrap())
    }

    /// A browser in front of nothing yet.
    pub fn browser(&self) -> Browser {
        self.chromium().browser()
    }

    /// An inbox on the demo's shop, and a browser in front of it.
    pub fn shop(&self) -> Shop {
        self.open(Place::new(), None)
    }

    /// An inbox on a shop like this, as a world's file has it.
    pub fn shop_of(&self, world: &str) -> Shop {
        let place = Place::new();
        let file = place.file("world.toml", world);
        // The pages' calls are more than its bucket holds, and waiting for it is not what is tested.
        let sandbox = Served::start(&place, &["--world", &file, "--bucket", "1000000"]);
        self.open(place, Some(sandbox))
    }

    fn open(&self, place: Place, sandbox: Option<Served>) -> Shop {
        let inbox = Inbox::start(&place, &[]);
        Shop { browser: self.chromium().browser(), place, inbox: Some(inbox), _sandbox: sandbox }
    }
}

/// An inbox with a state folder of its own, and a browser.
pub struct Shop {
    pub browser: Browser,
    pub place: Place,
    inbox: Option<Inbox>,
    _sandbox: Option<Served>,
}

impl Shop {
    /// Another browser, as on another person's desk.
    pub fn other_browser(&self, ground: &Ground) -> Browser {
        ground.chromium().browser()
    }

    /// Where the inbox is.
    pub fn url(&self) -> &str {
        &self.inbox.as_ref().unwrap().url
    }

    /// The port that it is at.
    pub fn port(&self) -> String {
        self.inbox.as_ref().unwrap().port().to_owned()
    }

    /// A window on the list of tickets, in this language.
    #[track_caller]
    pub fn window(&self, lang: Lang) -> Window {
        let window = self.browser.window(self.url());
        window.open("/");
        if lang == Lang::German {
            window.switch("Language", "Deutsch");
        }
        window
    }

    /// The writes that have reached the local Recharge, as method and path.
    pub fn writes(&self) -> Vec<String> {
        let ledger = self.place.bare(&["sandbox", "ledger"]).result();
        let entries = ledger["entries"].as_array().unwrap().iter();
        // What came without a request, such as a webhook, has no method.
        let writes =
            entries.filter(|entry| entry["method"].as_str().is_some_and(|method| !["", "GET"].contains(&method)));
        writes.map(|entry| format!("{} {}", entry["method"], entry["path"]).replace('"', "")).collect()
    }

    /// So many writes have reached the local Recharge, and no more.
    #[track_caller]
    pub fn has_written(&self, count: usize) {
        let writes = self.writes();
        assert_eq!(writes.len(), count, "{writes:?}");
    }

    /// Kills the server.
    pub fn kill(&mut self) -> String {
        let inbox = self.inbox.take().unwrap();
        let port = inbox.port().to_owned();
        inbox.kill();
        port
    }

    /// Starts it again.
    pub fn restart(&mut self, port: &str) {
        self.inbox = Some(Inbox::start_at(&self.place, port));
    }
}

//! A browser with its own cookies, and its windows: what is shown in one, and everything a page may not do.

use super::cdp::Cdp;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// How long anything may take to be seen, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// Resolves at the next change of a page, whatever kind, or soon after.
const NEXT_CHANGE: &str = "new Promise((done) => {
  const seen = new MutationObserver(() => { seen.disconnect(); done(); });
  seen.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  for (const name of ['focusin', 'input', 'change', 'pageshow']) addEventListener(name, done, { once: true });
  setTimeout(done, 100);
})";

/// A browser with its own cookies.
pub struct Browser {
    cdp: Rc<RefCell<Cdp>>,
    context: String,
}

impl Browser {
    pub fn new(address: &str) -> Self {
        let mut cdp = Cdp::connect(address);
        let made = cdp.call(None, "Target.createBrowserContext", json!({ "disposeOnDetach": true })).unwrap();
        let context = made["browserContextId"].as_str().unwrap().to_owned();
        Self { cdp: Rc::new(RefCell::new(cdp)), context }
    }

    /// A window of it, with nothing in it.
    pub fn window(&self, base: &str) -> Window {
        let mut cdp = self.cdp.borrow_mut();
        let made = json!({ "url": "about:blank", "browserContextId": self.context });
        let target = cdp.call(None, "Target.createTarget", made).unwrap()["targetId"].take();
        let attached = cdp.call(None, "Target.attachToTarget", json!({ "targetId": target, "flatten": true })).unwrap();
        let session = attached["sessionId"].as_str().unwrap().to_owned();
        for name in ["Page", "Runtime", "DOM", "Log", "Audits", "Accessibility"] {
            cdp.call(Some(&session), &format!("{name}.enable"), json!({})).unwrap();
        }
        // Every window believes it is the one that is typed into.
        let focused = json!({ "enabled": true });
        cdp.call(Some(&session), "Emulation.setFocusEmulationEnabled", focused).unwrap();
        Window { cdp: Rc::clone(&self.cdp), session, base: base.to_owned(), offences: RefCell::default() }
    }
}

/// A window.
pub struct Window {
    cdp: Rc<RefCell<Cdp>>,
    session: String,
    base: String,
    offences: RefCell<Vec<String>>,
}

impl Window {
    /// A call of the protocol.
    pub fn try_call(&self, method: &str, parameters: Value) -> Result<Value, String> {
        let answer = self.cdp.borrow_mut().call(Some(&self.session), method, parameters);
        self.look_for_offences();
        answer
    }

    /// A call of the protocol that the browser must take.
    #[track_caller]
    pub fn call(&self, method: &str, parameters: Value) -> Value {
        self.try_call(method, parameters).unwrap_or_else(|why| panic!("{method}: {why}"))
    }

    /// Sends a call without waiting; [`Window::collect`] takes the answer.
    pub fn begin(&self, method: &str, parameters: Value) -> u64 {
        self.cdp.borrow_mut().send(Some(&self.session), method, parameters)
    }

    /// What an expression is in the page, as JSON; promises are waited for.
    pub fn try_evaluate(&self, expression: &str) -> Result<Value, String> {
        let parameters = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let mut answer = self.try_call("Runtime.evaluate", parameters)?;
        match answer.get("exceptionDetails") {
            Some(thrown) => Err(thrown.to_string()),
            None => Ok(answer["result"]["value"].take()),
        }
    }

    /// What an expression is in the page, as JSON; promises are waited for.
    #[track_caller]
    pub fn evaluate(&self, expression: &str) -> Value {
        self.try_evaluate(expression).unwrap_or_else(|why| panic!("{expression}: {why}"))
    }

    /// Opens a page of the inbox.
    #[track_caller]
    pub fn open(&self, path: &str) {
        let address = format!("{}{path}", self.base);
        self.leave(|window| {
            let opened = window.call("Page.navigate", json!({ "url": address }));
            assert!(opened["errorText"].is_null(), "{path}: {opened}");
        });
        self.settled();
    }

    /// Does what leads to another page, and waits until that is there.
    #[track_caller]
    pub fn leave(&self, act: impl FnOnce(&Self)) {
        self.mark();
        act(self);
        self.left();
    }

    /// The page that is shown now is about to be left.
    pub fn mark(&self) {
        let _ = self.try_evaluate("globalThis.isFromBefore = true");
    }

    /// Waits until another page is there than the one that was marked.
    #[track_caller]
    pub fn left(&self) {
        self.until("another page", |window| {
            let is_there = window.try_evaluate("!globalThis.isFromBefore && document.readyState === 'complete'");
            (is_there == Ok(Value::Bool(true))).then_some(())
        });
    }

    /// Waits until nothing of the page is still being fetched.
    #[track_caller]
    pub fn settled(&self) {
        self.until("a page that has its widget", |window| {
            let is_so = window.try_evaluate(
                "document.readyState === 'complete' && !document.querySelector('[aria-busy=\"true\"], [data-sent]')",
            );
            (is_so == Ok(Value::Bool(true))).then_some(())
        });
    }

    /// Waits, from one change of the page to the next, until there is something.
    #[track_caller]
    pub fn until<T>(&self, what: &str, look: impl Fn(&Self) -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look(self) {
                return found;
            }
            assert!(Instant::now() < end, "waited in vain for {what}; the page shows:\n{}", self.text());
            // A page that goes away meanwhile has changed, too.
            let _ = self.try_evaluate(NEXT_CHANGE);
        }
    }

    /// Everything that is shown, as text.
    pub fn text(&self) -> String {
        let text = self.try_evaluate("document.body.innerText").unwrap_or_default();
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until these words are shown.
    #[track_caller]
    pub fn sees(&self, words: &str) -> &Self {
        self.until(words, |window| window.text().contains(words).then_some(()));
        self
    }

    /// Waits until these words are no longer shown.
    #[track_caller]
    pub fn sees_no(&self, words: &str) -> &Self {
        self.until(&format!("no {words}"), |window| (!window.text().contains(words)).then_some(()));
        self
    }

    /// Opens everything that can be unfolded.
    pub fn open_all_details(&self) {
        self.evaluate("for (const one of document.querySelectorAll('details:not([data-load])')) one.open = true");
    }

    /// The path of the page that is shown.
    pub fn path(&self) -> String {
        self.evaluate("location.pathname + location.search").as_str().unwrap().to_owned()
    }

    /// Dialogs, script errors and what the content security policy stopped, in any page of this window so far.
    fn look_for_offences(&self) {
        let events = self.cdp.borrow_mut().events(&self.session);
        for event in events {
            let details = &event["params"];
            let is_offence = match event["method"].as_str().unwrap_or_default() {
                "Page.javascriptDialogOpening" => {
                    let mut cdp = self.cdp.borrow_mut();
                    cdp.send(Some(&self.session), "Page.handleJavaScriptDialog", json!({ "accept": false }));
                    true
                }
                "Runtime.exceptionThrown" => true,
                "Runtime.consoleAPICalled" => matches!(details["type"].as_str(), Some("error" | "warning" | "assert")),
                // A page that is refused or a server that is gone is logged as well; tests bring both about.
                "Log.entryAdded" => details["entry"]["source"] != "network" && details["entry"]["level"] != "info",
                "Audits.issueAdded" => details["issue"]["code"] == "ContentSecurityPolicyIssue",
                _ => false,
            };
            if is_offence {
                self.offences.borrow_mut().push(event.to_string());
            }
        }
    }

    /// Nothing went wrong in any page of this window.
    #[track_caller]
    pub fn had_no_trouble(&self) {
        let _ = self.try_evaluate("1");
        let offences = self.offences.borrow();
        assert!(offences.is_empty(), "{}", offences.join("\n"));
    }
}

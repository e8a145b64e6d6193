//! An inbox as a process of its own, and a browser without a screen: it keeps its cookie, follows no redirect by itself, and
//! sends the forms of the pages that it got.

use super::{Place, envelope};
use reqwest::{Client, Method, StatusCode};
use std::io::BufRead as _;
use std::process::{Child, Stdio};

/// A `harness serve` that runs beside the test, until it is dropped.
pub struct Inbox {
    process: Child,
    pub url: String,
    pub recharge: Option<String>,
}

impl Inbox {
    pub fn start(place: &Place, more: &[&str]) -> Self {
        let arguments = [&["--json", "serve", "--port", "0"], more].concat();
        Self::run(place.call(&arguments).process())
    }

    /// One with these variables.
    pub fn with(place: &Place, variables: &[(&str, &str)]) -> Self {
        let mut command = place.call(&["--json", "serve", "--port", "0"]).process();
        command.envs(variables.iter().copied());
        Self::run(command)
    }

    /// One whose log goes into this file.
    pub fn logging(place: &Place, more: &[&str], log: &std::path::Path) -> Self {
        let arguments = [&["--json", "serve", "--port", "0"], more].concat();
        let mut command = place.call(&arguments).process();
        command.stderr(std::fs::File::create(log).unwrap());
        Self::run(command)
    }

    /// On this port, as one that is started again.
    pub fn start_at(place: &Place, port: &str) -> Self {
        Self::run(place.call(&["--json", "serve", "--port", port]).process())
    }

    fn run(mut command: std::process::Command) -> Self {
        let process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut inbox = Self { process, url: String::new(), recharge: None };
        let stdout = inbox.process.stdout.take().unwrap();
        let mut line = String::new();
        std::io::BufReader::new(stdout).read_line(&mut line).unwrap();
        let result = &envelope(&line)["result"];
        inbox.url = result["url"].as_str().unwrap().to_owned();
        inbox.recharge = result["recharge"].as_str().map(str::to_owned);
        inbox
    }

    pub fn port(&self) -> &str {
        self.url.rsplit_once(':').unwrap().1
    }

    /// kill -9
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    pub fn browser(&self) -> Browser {
        // Nothing here is encrypted, and a client wants to know how it would be all the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client =
            Client::builder().pool_max_idle_per_host(0).redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Browser { client, base: self.url.clone(), cookie: String::new() }
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A browser.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    base: String,
    pub cookie: String,
}

/// What came back.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
    pub to: String,
}

impl Page {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    #[track_caller]
    pub fn has(&self, text: &str) -> &Self {
        assert!(self.text.contains(text), "{text:?} is not in {} {}", self.status, self.text);
        self
    }

    #[track_caller]
    pub fn lacks(&self, text: &str) -> &Self {
        assert!(!self.text.contains(text), "{text:?} is in {} {}", self.status, self.text);
        self
    }

    /// The value of the first hidden field of that name, after this text.
    #[track_caller]
    pub fn field_after(&self, after: &str, name: &str) -> String {
        let start = self.text.find(after).unwrap_or_else(|| panic!("{after:?} is not in {}", self.text));
        let marker = format!("name=\"{name}\" value=\"");
        let rest = &self.text[start..];
        let rest = &rest[rest.find(&marker).unwrap_or_else(|| panic!("no {name} in {rest}")) + marker.len()..];
        rest.split('"').next().unwrap().to_owned()
    }

    /// What stands after this text, up to the next tag.
    #[track_caller]
    pub fn field_after_text(&self, after: &str) -> String {
        let start = self.text.find(after).unwrap_or_else(|| panic!("{after:?} is not in {}", self.text));
        self.text[start + after.len()..].split('<').next().unwrap().to_owned()
    }

    /// The ids of the plans on it, in order.
    pub fn plans(&self) -> Vec<String> {
        let parts = self.text.split("id=\"plan-").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        parts.filter(|id| !id.ends_with("-title")).collect()
    }
}

impl Browser {
    /// A request as it is.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        if self.cookie.is_empty() { request } else { request.header("cookie", &self.cookie) }
    }

    pub async fn send(&mut self, request: reqwest::RequestBuilder) -> Page {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        if let Some(cookie) = headers.get("set-cookie") {
            self.cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        }
        let to = headers.get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
        Page { status, headers, text: response.text().await.unwrap(), to }
    }

    pub async fn get(&mut self, path: &str) -> Page {
        self.send(self.request(Method::GET, path)).await
    }

    /// Sends a form as a page of the inbox would, in the name of whoever sits here unless another one is named.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.get("/").await;
        let csrf = page.field_after("<form", "csrf");
        let person =
            page.text.split("<option value=\"").find(|rest| rest.split('>').next().unwrap().contains(" selected"));
        let person = person.map(|rest| rest.split('"').next().unwrap().to_owned()).unwrap_or_default();
        let mut all = vec![("csrf", csrf.as_str())];
        if !fields.iter().any(|(name, _)| *name == "as") {
            all.push(("as", &person));
        }
        all.extend(fields);
        let body = all.iter().fold(String::new(), |body, (name, value)| {
            let pair = url_encoded(name) + "=" + &url_encoded(value);
            if body.is_empty() { pair } else { body + "&" + &pair }
        });
        let request = self.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
        let request = request.header("origin", &self.base).header("sec-fetch-site", "same-origin");
        self.send(request.body(body)).await
    }

    /// The same, and the page that it leads to.
    pub async fn posted(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.post(path, fields).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        let to = page.to.split('#').next().unwrap().to_owned();
        self.get(&to).await
    }

    /// A widget takes its time in a debug build: the page that waits for it.
    pub async fn ticket(&mut self, id: &str) -> Page {
        self.get(&format!("/tickets/{id}?wait=1")).await
    }

    /// The stream of events, from now on.
    pub async fn events(&self) -> Events {
        let response = self.request(Method::GET, "/events").send().await.unwrap();
        let mut events = Events { response, text: String::new() };
        events.until("hello").await;
        events
    }
}

/// The stream of events.
pub struct Events {
    response: reqwest::Response,
    text: String,
}

impl Events {
    /// Waits for an event of that name.
    pub async fn until(&mut self, name: &str) {
        let marker = format!("event: {name}\n");
        let waited = tokio::time::timeout(std::time::Duration::from_secs(120), async {
            while !self.text.contains(&marker) {
                let chunk = self.response.chunk().await.unwrap().unwrap();
                self.text.push_str(std::str::from_utf8(&chunk).unwrap());
            }
        });
        waited.await.unwrap_or_else(|_| panic!("no {name} in {:?}", self.text));
        self.text.clear();
    }
}

fn url_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

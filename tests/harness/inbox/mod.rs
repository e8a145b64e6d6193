//! `harness serve` from outside: the inbox over HTTP, as a browser without a screen sees it.

mod agent;
mod changed;
mod failing;
mod forms;
mod languages;
mod people;
mod plans;
mod running;
mod safety;
mod settings;

use crate::support::{Browser, Page};

const MOVE: &str = "/tickets/T-1001/actions/move-date";

/// A plan that waits on T-1001, made with its form.
async fn proposed(browser: &mut Browser) -> (String, Page) {
    let page = browser.posted(MOVE, &[("target", "subscription:601220001"), ("p.by.weeks", "2")]).await;
    let plan = page.plans()[0].clone();
    (plan, page)
}

async fn approve(browser: &mut Browser, plan: &str, identity: &str) -> Page {
    browser
        .post(&format!("/plans/{plan}/approve"), &[("identity", identity), ("ticket", "T-1001"), ("as", "anna")])
        .await
}

//! `harness serve` from outside: the inbox over HTTP, as a browser without a screen sees it.

mod agent;
mod changed;
mod conversation;
mod failing;
mod forms;
mod languages;
mod people;
mod plans;
mod running;
mod safety;
mod settings;
mod telling;

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

/// A plugin that panics whenever it is asked.
fn crashing() -> Vec<u8> {
    // It declares the upstreams of other tests; the harness grants Recharge alone.
    let (names, ours) = (b"shop    other   ", b"recharge        ");
    let mut hostile = hostile_guest_component::COMPONENT.to_vec();
    let at = hostile.windows(names.len()).position(|bytes| bytes == names).unwrap();
    hostile[at..at + ours.len()].copy_from_slice(ours);
    hostile
}

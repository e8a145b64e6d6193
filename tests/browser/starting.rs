//! Before the inbox is open: its page waits, while the component is read and compiled, and comes by itself.

use crate::chromium::Size;
use crate::ground::{Ground, Lang, Story};
use crate::support::Place;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

pub fn stories() -> Vec<Story> {
    // What holds the start up, as long as the test wants it, is a pipe for a plugin.
    if cfg!(unix) {
        vec![Story::new("a_page_waits_until_the_inbox_is_open_and_comes_by_itself", waits)]
    } else {
        vec![]
    }
}

/// A server that is killed with the test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn waits(ground: &Ground) {
    let place = Place::new();
    let plugin = place.path().join("plugin.wasm");
    pipe(&plugin);
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (number, file) = (port.to_string(), plugin.to_str().unwrap().to_owned());
    let mut command = place.call(&["--json", "serve", "--port", &number, "--plugin", &file]).process();
    let _serving = Serving(command.stdout(Stdio::null()).spawn().unwrap());
    let end = Instant::now() + Duration::from_secs(30);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < end, "nobody listens at {port}");
        std::thread::yield_now();
    }
    let browser = ground.browser();
    let window = browser.window(&format!("http://127.0.0.1:{port}"));
    window.resize(Size::NARROW);
    window.open("/tickets/T-1001");
    let says = |words: &str| window.sees(words);
    says("The inbox is starting").sees("This page comes by itself.").sees("Die Seite kommt von selbst.");
    assert!(window.the("status", "").text().contains("compiled"), "it is told to those who don't see it");
    window.fits("the page that waits");
    // It asks again, and is still the page that waits.
    window.leave(|_| ());
    says("The inbox is starting");
    std::fs::write(&plugin, armincx_recharge_component::COMPONENT).unwrap();
    window.sees("T-1001").widget_says(Lang::English, "Espresso Morgenrot");
    assert_eq!(window.path(), "/tickets/T-1001");
    window.had_no_trouble();
}

#[cfg(unix)]
fn pipe(path: &std::path::Path) {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
}

#[cfg(not(unix))]
fn pipe(_: &std::path::Path) {}

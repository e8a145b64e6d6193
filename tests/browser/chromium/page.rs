//! How a page is shown: its width, light or dark, whether it fits, and its picture.

use super::window::Window;
use base64::Engine as _;
use serde_json::{Value, json};
use std::path::Path;

/// How large a window is, in CSS pixels.
#[derive(Debug, Clone, Copy)]
pub struct Size(pub u32, pub u32);

impl Size {
    /// A screen.
    pub const WIDE: Self = Self(1280, 860);
    /// A helpdesk's side panel, or a telephone.
    pub const NARROW: Self = Self(360, 740);
}

impl Window {
    /// Makes it as large as that.
    pub fn resize(&self, size: Size) {
        let Size(width, height) = size;
        self.call(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        );
    }

    /// The system wants light or dark pages; nothing on them moves.
    pub fn darken(&self, is_dark: bool) {
        let scheme = if is_dark { "dark" } else { "light" };
        self.call(
            "Emulation.setEmulatedMedia",
            json!({ "features": [
                { "name": "prefers-color-scheme", "value": scheme },
                { "name": "prefers-reduced-motion", "value": "reduce" },
            ] }),
        );
    }

    /// Nothing of the page is wider than the window.
    #[track_caller]
    pub fn fits(&self, what: &str) {
        let wider = self.evaluate(
            "(() => { const page = document.documentElement, width = page.clientWidth;
              if (page.scrollWidth <= width) return [];
              const out = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > width + 1);
              return [page.scrollWidth, ...out.slice(0, 5).map((one) => one.outerHTML.slice(0, 120))]; })()",
        );
        assert_eq!(wider, json!([]), "{what} is wider than its window");
    }

    /// Writes what is shown to a PNG file, or the whole page, a very long one without its end.
    pub fn draw(&self, file: &Path, is_whole: bool) {
        let mut asked = json!({ "format": "png", "captureBeyondViewport": is_whole });
        if is_whole {
            let page = self.call("Page.getLayoutMetrics", json!({}))["cssContentSize"].take();
            let height = page["height"].as_f64().unwrap().min(6000.0);
            asked["clip"] = json!({ "x": 0, "y": 0, "width": page["width"], "height": height, "scale": 1 });
        }
        let picture = self.call("Page.captureScreenshot", asked);
        let Value::String(text) = &picture["data"] else { panic!("no picture: {picture}") };
        let bytes = base64::engine::general_purpose::STANDARD.decode(text).unwrap();
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
}

//! A keyboard.

use super::window::Window;
use serde_json::json;

/// A key: its name, its code as the browser counts them, and what it types.
#[derive(Clone, Copy)]
pub struct Key(&'static str, u32, &'static str);

impl Key {
    pub const TAB: Self = Self("Tab", 9, "");
    pub const ENTER: Self = Self("Enter", 13, "\r");
    pub const SPACE: Self = Self(" ", 32, " ");
    pub const ESCAPE: Self = Self("Escape", 27, "");
    pub const DOWN: Self = Self("ArrowDown", 40, "");
    pub const DELETE: Self = Self("Delete", 46, "");
}

impl Window {
    /// Presses a key and lets it go.
    #[track_caller]
    pub fn press(&self, key: Key) {
        let Key(name, code, text) = key;
        let mut down = json!({
            "type": if text.is_empty() { "rawKeyDown" } else { "keyDown" },
            "key": name, "code": name, "windowsVirtualKeyCode": code,
        });
        if !text.is_empty() {
            down["text"] = text.into();
        }
        self.call("Input.dispatchKeyEvent", down);
        let up = json!({ "type": "keyUp", "key": name, "code": name, "windowsVirtualKeyCode": code });
        // The page that the key led away from can't take this one.
        let _ = self.try_call("Input.dispatchKeyEvent", up);
    }

    /// Types a text, key by key.
    #[track_caller]
    pub fn write(&self, text: &str) {
        for letter in text.chars() {
            let letter = letter.to_string();
            self.call("Input.dispatchKeyEvent", json!({ "type": "keyDown", "text": letter, "key": letter }));
            self.call("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": letter }));
        }
    }
}

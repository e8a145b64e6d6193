//! What a person finds in a page, by its role and its name as assistive technology has them, and what they do to it.

use super::window::Window;
use serde_json::{Value, json};

/// Where to click: in the middle of it, if that is what lies on top there.
const PLACE: &str = "function () {
  this.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
  for (const box of this.getClientRects()) {
    const x = box.left + box.width / 2, y = box.top + box.height / 2, top = document.elementFromPoint(x, y);
    if (top && (this.contains(top) || top.contains(this) && top.matches('label'))) return [x, y];
  }
  return null;
}";

/// An element of a page.
pub struct Element<'a> {
    window: &'a Window,
    /// Its number in the browser, which outlives changes around it.
    node: u64,
    pub name: String,
}

impl Window {
    /// Everything of that role and name that is there now. A name that ends with "…" is a beginning.
    pub fn all(&self, role: &str, name: &str) -> Vec<Element<'_>> {
        // The page may change while it is looked at, and what was found be gone.
        self.try_all(role, name).unwrap_or_default()
    }

    fn try_all(&self, role: &str, name: &str) -> Result<Vec<Element<'_>>, String> {
        let document = self.try_call("Runtime.evaluate", json!({ "expression": "document" }))?;
        let asked = json!({ "objectId": document["result"]["objectId"], "role": role });
        let found = self.try_call("Accessibility.queryAXTree", asked)?;
        let nodes = found["nodes"].as_array().cloned().unwrap_or_default();
        let fits = |found: &str| match name.strip_suffix('…') {
            Some(beginning) => found.starts_with(beginning),
            None => found == name,
        };
        let shown = nodes.iter().filter(|node| node["ignored"] != true);
        // Spaces around a name are not said.
        let named = shown.map(|node| (node, node["name"]["value"].as_str().unwrap_or_default().trim()));
        let fitting = named.filter(|(_, found)| fits(found)).filter_map(|(node, found)| {
            let node = node["backendDOMNodeId"].as_u64()?;
            Some(Element { window: self, node, name: found.to_owned() })
        });
        Ok(fitting.collect())
    }

    /// Waits for something of that role and name; where there are several, it is the first.
    #[track_caller]
    pub fn the(&self, role: &str, name: &str) -> Element<'_> {
        let (node, name) = self.until(&format!("{role} “{name}”"), |window| {
            let found = window.all(role, name).into_iter().next()?;
            Some((found.node, found.name))
        });
        Element { window: self, node, name }
    }

    /// Whether there is something of that role and name now.
    pub fn has(&self, role: &str, name: &str) -> bool {
        !self.all(role, name).is_empty()
    }

    /// Waits for a button, and clicks it.
    #[track_caller]
    pub fn click(&self, role: &str, name: &str) {
        let doing = format!("{role} “{name}” that can be clicked");
        self.until(&doing, |window| window.all(role, name).first()?.try_click());
    }

    /// Clicks what leads to another page, and waits for that.
    #[track_caller]
    pub fn follow(&self, role: &str, name: &str) {
        self.leave(|window| window.click(role, name));
        self.settled();
    }

    /// What is focused: its role, its name, and whether that can be seen.
    pub fn focused(&self) -> (String, String, bool) {
        let at = self.call("Runtime.evaluate", json!({ "expression": "document.activeElement" }));
        let object = at["result"]["objectId"].clone();
        let asked = json!({ "objectId": object, "fetchRelatives": false });
        let Ok(tree) = self.try_call("Accessibility.getPartialAXTree", asked) else { return Default::default() };
        let text = |what: &str| tree["nodes"][0][what]["value"].as_str().unwrap_or_default().to_owned();
        let is_seen = self.evaluate(
            "(() => { const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
              // The browser's own button in a date field has a ring of its own, which no script can see.
              if (at.matches('input[type=date]:not(:focus)')) return true;
              return at.matches(':focus-visible') && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
                && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth; })()",
        );
        (text("role"), text("name"), is_seen == true)
    }
}

impl Element<'_> {
    /// What a function with it as `this` gives back.
    pub fn try_evaluate(&self, function: &str, arguments: &[Value]) -> Result<Value, String> {
        let node = self.window.try_call("DOM.resolveNode", json!({ "backendNodeId": self.node }))?;
        let arguments: Vec<Value> = arguments.iter().map(|value| json!({ "value": value })).collect();
        let mut answer = self.window.try_call(
            "Runtime.callFunctionOn",
            json!({
                "objectId": node["object"]["objectId"], "functionDeclaration": function,
                "arguments": arguments, "returnByValue": true,
            }),
        )?;
        match answer.get("exceptionDetails") {
            Some(thrown) => Err(thrown.to_string()),
            None => Ok(answer["result"]["value"].take()),
        }
    }

    #[track_caller]
    pub fn evaluate(&self, function: &str) -> Value {
        self.try_evaluate(function, &[]).unwrap_or_else(|why| panic!("{}: {why}", self.name))
    }

    /// What is shown of it.
    pub fn text(&self) -> String {
        let text = self.try_evaluate("function () { return this.innerText; }", &[]).unwrap_or_default();
        text.as_str().unwrap_or_default().to_owned()
    }

    /// What a field has in it.
    #[track_caller]
    pub fn value(&self) -> String {
        self.evaluate("function () { return this.value; }").as_str().unwrap().to_owned()
    }

    fn place(&self) -> Option<(f64, f64)> {
        let place = self.try_evaluate(PLACE, &[]).ok()?;
        Some((place[0].as_f64()?, place[1].as_f64()?))
    }

    /// Presses the mouse's button on it, where nothing lies over it.
    fn try_click(&self) -> Option<()> {
        let (x, y) = self.place()?;
        for (kind, pressed) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)] {
            self.window.try_call("Input.dispatchMouseEvent", press(kind, x, y, pressed)).ok()?;
        }
        Some(())
    }

    /// Presses the mouse's button on it.
    #[track_caller]
    pub fn click(&self) {
        self.window.until(&format!("“{}” that can be clicked", self.name), |_| self.try_click());
    }

    /// Presses the mouse's button on it and waits for nothing: two people act at once.
    #[track_caller]
    pub fn begin_click(&self) {
        let (x, y) = self.place().expect("it can be clicked");
        for (kind, pressed) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)] {
            self.window.begin("Input.dispatchMouseEvent", press(kind, x, y, pressed));
        }
    }

    /// Puts this text in the place of what the field has.
    #[track_caller]
    pub fn fill(&self, text: &str) {
        assert!(self.try_fill(text), "{} takes no text", self.name);
    }

    /// The same, unless it is gone by now: what was drawn anew has no focus, and the keys would go elsewhere.
    #[track_caller]
    pub fn try_fill(&self, text: &str) -> bool {
        let focused = "function () { this.focus(); this.select?.(); return document.activeElement === this; }";
        if self.evaluate(focused) != true {
            return false;
        }
        if text.is_empty() {
            self.window.press(super::Key::DELETE);
        } else {
            self.window.call("Input.insertText", json!({ "text": text }));
        }
        true
    }

    /// Types a day into a date field, as month, day and year.
    #[track_caller]
    pub fn fill_day(&self, day: &str) {
        let [year, month, date] = day.split('-').collect::<Vec<_>>().try_into().expect("a day");
        // Back to its first part, where somebody was in it before.
        self.evaluate("function () { this.blur(); this.focus(); }");
        self.window.write(&format!("{month}{date}{year}"));
        assert_eq!(self.value(), day, "{}", self.name);
    }

    /// Chooses from a list; what a system draws for that is out of reach, so the list is told.
    #[track_caller]
    pub fn choose(&self, words: &str) {
        let chosen = self.try_evaluate(
            "function (words) {
              const option = [...this.options].find((one) => one.label.trim().startsWith(words));
              if (!option) return [...this.options].map((one) => one.label).join(', ');
              this.focus();
              this.value = option.value;
              for (const name of ['input', 'change']) this.dispatchEvent(new Event(name, { bubbles: true }));
              return null;
            }",
            &[words.into()],
        );
        // A choice may lead to another page, which takes the answer with it.
        if let Ok(Value::String(options)) = chosen {
            panic!("“{words}” is none of {options}");
        }
    }
}

fn press(kind: &str, x: f64, y: f64, pressed: u8) -> Value {
    let (button, count) = if kind == "mouseMoved" { ("none", 0) } else { ("left", 1) };
    json!({ "type": kind, "x": x, "y": y, "button": button, "buttons": pressed, "clickCount": count })
}

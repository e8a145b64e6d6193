//! axe-core, Deque's checks of accessibility, run inside a page. <https://github.com/dequelabs/axe-core>

use super::window::Window;
use serde_json::Value;
use std::path::PathBuf;

/// What is asked: WCAG 2.2 up to AA, and what else axe counts as good practice; or how text stands out, for a page that has
/// been asked about everything else. Of a long list of tickets, whose rows are alike, the first ones are enough.
const RUN: &str = "axe.run({ exclude: document.querySelector('aside') ? [['#tickets li:nth-child(n+6)']] : [] }, {
  runOnly: ONLY,
  resultTypes: ['violations'],
}).then((found) => found.violations.map((one) => ({
  id: one.id, impact: one.impact, help: one.help,
  nodes: one.nodes.slice(0, 3).map((node) => node.target.join(' ') + ': ' + node.failureSummary.replace(/\\s+/g, ' ') + ' ' + node.html.slice(0, 120)),
})))";
const EVERYTHING: &str =
    "{ type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }";
const CONTRAST: &str = "{ type: 'rule', values: ['color-contrast'] }";

/// Its script where `tests/browser/prepare` installs it, or where AXE_CORE says; otherwise why there is none.
pub fn axe_core() -> Result<PathBuf, String> {
    if let Some(named) = std::env::var_os("AXE_CORE") {
        let path = PathBuf::from(named);
        return if path.is_file() { Ok(path) } else { Err(format!("AXE_CORE names no file: {}", path.display())) };
    }
    // Cargo's folder for tests lies in the target folder.
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("..");
    let path = target.join("browser/node_modules/axe-core/axe.min.js");
    if path.is_file() { Ok(path) } else { Err("no axe-core; tests/browser/prepare installs it".to_owned()) }
}

impl Window {
    /// What axe finds in the page as it is now: serious and critical findings, and the others.
    pub fn axe(&self, script: &str, is_contrast_only: bool) -> (Vec<String>, Vec<String>) {
        if self.evaluate("typeof axe") == "undefined" {
            self.evaluate(&format!("{script};0"));
        }
        let only = if is_contrast_only { CONTRAST } else { EVERYTHING };
        let found = self.evaluate(&RUN.replace("ONLY", only));
        let (grave, minor): (Vec<&Value>, Vec<&Value>) = found
            .as_array()
            .unwrap()
            .iter()
            .partition(|one| matches!(one["impact"].as_str(), Some("serious" | "critical")));
        let told = |list: Vec<&Value>| list.into_iter().map(Value::to_string).collect();
        (told(grave), told(minor))
    }
}

//! A form as a template draws it, with what the component says to it.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Guide, Kind, Section};
use crate::contract::Widget;
use crate::inbox::view::Mark;
use crate::inbox::view::drawing::product;
use crate::inbox::words::Words;

/// An action's form.
#[derive(Template)]
#[template(path = "form.html")]
pub struct FormView {
    /// The words.
    pub t: Words,
    /// What every form carries.
    pub csrf: String,
    /// The person who sits here.
    pub person: String,
    /// Where its ticket is.
    pub back: String,
    /// Where it is sent to.
    pub to: String,
    /// The address of the page that shows it as it stands.
    pub here: String,
    /// The build of the plugin that it was drawn with.
    pub plugin: String,
    /// Its label.
    pub label: String,
    /// What it does.
    pub description: String,
    /// What it is aimed at, in words.
    pub aims: Vec<String>,
    /// The same for the form.
    pub targets: Vec<String>,
    /// The plan whose place it takes.
    pub edits: String,
    /// Its fields.
    pub sections: Vec<Section>,
    /// What the component says to it.
    pub guide: GuideView,
}

impl HtmlSafe for FormView {}

impl FormView {
    /// Names what it is aimed at, where the widget knows it.
    pub fn name_aims(&mut self, widget: &Widget) {
        for (aim, target) in self.aims.iter_mut().zip(&self.targets) {
            for customer in &widget.customers {
                let mut lines = customer.subscriptions.iter().chain(&customer.former);
                let Some(line) = lines.find(|line| *target == format!("subscription:{}", line.id)) else { continue };
                let address = customer.addresses.iter().find(|address| Some(address.id) == line.address);
                let known = [
                    Some(product(line)),
                    line.next_charge.as_ref().map(|next| next.text.clone()),
                    address.map(|address| address.text.clone()),
                ];
                *aim = known.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            }
        }
    }
}

/// What the component says to a form.
#[derive(Template)]
#[template(path = "guide.html")]
pub struct GuideView {
    /// The words.
    pub t: Words,
    /// What it says.
    pub guide: Guide,
    /// The weight of it.
    pub mark: Mark,
    /// The fields it is about, by path.
    pub fields: String,
}

impl HtmlSafe for GuideView {}

impl std::ops::Deref for GuideView {
    type Target = Guide;

    fn deref(&self) -> &Guide {
        &self.guide
    }
}

impl GuideView {
    /// Whether its no is about this field.
    #[must_use]
    pub fn is_against(&self, path: &str) -> bool {
        matches!(self.guide.came, "refused" | "failed") && self.guide.fields.iter().any(|field| field == path)
    }

    /// For this reader.
    #[must_use]
    pub fn new(guide: Guide, t: Words) -> Self {
        let mark = match guide.came {
            "plans" => Mark::GOOD,
            "refused" => Mark::WARNING,
            "failed" => Mark::CRITICAL,
            _ => Mark::NEUTRAL,
        };
        Self { t, mark, fields: guide.fields.join(" "), guide }
    }
}

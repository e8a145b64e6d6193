//! What people see: lines, fields and tables that fit the terminal, coloured where that is wanted.
//!
//! A screen collects text and hands it over once. Every text that goes in passes [`safe`], whoever wrote it; the only
//! escape sequences that come out are the screen's own colours.

use std::io::IsTerminal;

use anstyle::{AnsiColor, Effects};
use comfy_table::{Attribute, Color, ContentArrangement, presets};

use super::safe::{safe, safe_lines};

/// The width where nobody knows it, in columns.
const DEFAULT_WIDTH: u16 = 80;
/// Narrower than this, tables can't be read anyway.
const MIN_WIDTH: u16 = 40;

/// What a stream can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns.
    pub width: u16,
    /// Whether colours are wanted.
    pub color: bool,
    /// Whether symbols beyond ASCII are.
    pub unicode: bool,
}

impl Style {
    /// Plain text of 80 columns.
    pub const PLAIN: Self = Self { width: DEFAULT_WIDTH, color: false, unicode: false };

    /// For standard output, as it is now. Colours: on a terminal, unless `NO_COLOR` or `CLICOLOR` say otherwise.
    /// Symbols: on a terminal with a UTF-8 locale. Width: the terminal's, otherwise 80.
    pub fn of_stdout() -> Self {
        let stdout = std::io::stdout();
        Self::detect(stdout.is_terminal(), anstream::AutoStream::choice(&stdout))
    }

    /// For standard error; see [`Style::of_stdout`].
    pub fn of_stderr() -> Self {
        let stderr = std::io::stderr();
        Self::detect(stderr.is_terminal(), anstream::AutoStream::choice(&stderr))
    }

    fn detect(terminal: bool, color: anstream::ColorChoice) -> Self {
        let width = if terminal { comfy_table::Table::new().width() } else { None };
        Self {
            width: width.unwrap_or(DEFAULT_WIDTH).max(MIN_WIDTH),
            color: color != anstream::ColorChoice::Never,
            unicode: terminal && is_utf8(|name| std::env::var(name).ok()),
        }
    }
}

/// Whether the locale's encoding is UTF-8: the first of the three variables that is set decides, as POSIX has it.
/// Windows has no such variables, and its terminals show UTF-8.
fn is_utf8(variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    match set {
        Some(value) => {
            let value = value.to_ascii_lowercase();
            value.contains("utf-8") || value.contains("utf8")
        }
        None => cfg!(windows),
    }
}

/// How a text is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// A title.
    Strong,
    /// Less important.
    Dim,
    /// As it should be.
    Good,
    /// Worth a look.
    Warning,
    /// Wrong.
    Bad,
}

impl Tone {
    fn ansi(self) -> anstyle::Style {
        let style = anstyle::Style::new();
        match self {
            Self::Plain => style,
            Self::Strong => style.effects(Effects::BOLD),
            Self::Dim => style.effects(Effects::DIMMED),
            Self::Good => style.fg_color(Some(AnsiColor::Green.into())),
            Self::Warning => style.fg_color(Some(AnsiColor::Yellow.into())),
            Self::Bad => style.fg_color(Some(AnsiColor::Red.into())).effects(Effects::BOLD),
        }
    }
}

/// Signs that have an ASCII form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbol {
    /// "✓" or "ok".
    Check,
    /// "✗" or "x".
    Cross,
    /// "!" in both.
    Attention,
    /// "→" or "->".
    Arrow,
    /// "•" or "*".
    Bullet,
    /// "—" or "-": nothing there.
    None,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    /// A cell with a tone.
    pub fn toned(tone: Tone, text: impl Into<String>) -> Self {
        Self { text: text.into(), tone }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::toned(Tone::Plain, text)
    }
}

/// Rows under a header.
#[derive(Debug, Clone, Default)]
pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table with these columns and no rows.
    pub fn new<T: Into<String>>(header: impl IntoIterator<Item = T>) -> Self {
        Self { header: header.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Text for people, collected to be printed once.
#[derive(Debug)]
pub struct Screen {
    style: Style,
    text: String,
}

impl Screen {
    /// An empty screen.
    pub fn new(style: Style) -> Self {
        Self { style, text: String::new() }
    }

    /// What it can show.
    pub fn style(&self) -> Style {
        self.style
    }

    /// The sign as this screen can show it.
    pub fn symbol(&self, symbol: Symbol) -> &'static str {
        let (unicode, ascii) = match symbol {
            Symbol::Check => ("✓", "ok"),
            Symbol::Cross => ("✗", "x"),
            Symbol::Attention => ("!", "!"),
            Symbol::Arrow => ("→", "->"),
            Symbol::Bullet => ("•", "*"),
            Symbol::None => ("—", "-"),
        };
        if self.style.unicode { unicode } else { ascii }
    }

    /// One line.
    pub fn line(&mut self, text: &str) {
        self.parts(&[(Tone::Plain, text)]);
    }

    /// One line in one tone.
    pub fn toned(&mut self, tone: Tone, text: &str) {
        self.parts(&[(tone, text)]);
    }

    /// One line of several parts, each in its tone, with nothing between them.
    pub fn parts(&mut self, parts: &[(Tone, &str)]) {
        for (tone, text) in parts {
            self.push(*tone, &safe(text));
        }
        self.blank();
    }

    /// Ends the line; after a whole line, leaves one empty.
    pub fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A title.
    pub fn heading(&mut self, text: &str) {
        self.toned(Tone::Strong, text);
    }

    /// "  label: value".
    pub fn field(&mut self, label: &str, value: &str) {
        self.parts(&[(Tone::Dim, "  "), (Tone::Dim, label), (Tone::Dim, ": "), (Tone::Plain, value)]);
    }

    /// A text of several lines, each indented by so many columns.
    pub fn paragraph(&mut self, indent: usize, text: &str) {
        for line in safe_lines(text) {
            let line = format!("{}{line}", " ".repeat(indent));
            self.push(Tone::Plain, line.trim_end());
            self.blank();
        }
    }

    /// A table, wrapped into the width.
    pub fn table(&mut self, table: &Table) {
        let mut drawn = comfy_table::Table::new();
        drawn.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        drawn.set_width(self.style.width);
        if self.style.color {
            drawn.enforce_styling();
        } else {
            drawn.force_no_tty();
        }
        let title = |text: &String| comfy_table::Cell::new(safe(text)).add_attribute(Attribute::Bold);
        drawn.set_header(table.header.iter().map(title));
        for row in &table.rows {
            drawn.add_row(row.iter().map(drawn_cell));
        }
        for column in drawn.column_iter_mut() {
            column.set_padding((0, 2));
        }
        for line in drawn.lines() {
            self.text.push_str(line.trim_end());
            self.blank();
        }
    }

    /// The text collected so far.
    pub fn finish(self) -> String {
        self.text
    }

    /// A text that is safe already.
    fn push(&mut self, tone: Tone, text: &str) {
        let style = tone.ansi();
        if self.style.color && !style.is_plain() && !text.is_empty() {
            self.text.push_str(&format!("{style}{text}{style:#}"));
        } else {
            self.text.push_str(text);
        }
    }
}

fn drawn_cell(cell: &Cell) -> comfy_table::Cell {
    let drawn = comfy_table::Cell::new(safe(&cell.text));
    match cell.tone {
        Tone::Plain => drawn,
        Tone::Strong => drawn.add_attribute(Attribute::Bold),
        Tone::Dim => drawn.add_attribute(Attribute::Dim),
        Tone::Good => drawn.fg(Color::Green),
        Tone::Warning => drawn.fg(Color::Yellow),
        Tone::Bad => drawn.fg(Color::Red).add_attribute(Attribute::Bold),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COLORED: Style = Style { width: 60, color: true, unicode: true };

    fn shown(style: Style, fill: impl FnOnce(&mut Screen)) -> String {
        let mut screen = Screen::new(style);
        fill(&mut screen);
        screen.finish()
    }

    fn people() -> Table {
        let mut table = Table::new(["Ticket", "What"]);
        table.row(["1001".into(), Cell::toned(Tone::Bad, "failed")]);
        table.row(["1002".into(), "ä".repeat(100).into()]);
        table
    }

    #[test]
    fn a_table_fits_the_width_and_loses_nothing() {
        let text = shown(Style { width: 40, ..Style::PLAIN }, |screen| screen.table(&people()));
        assert!(text.lines().all(|line| line.chars().count() <= 40), "{text}");
        assert_eq!(text.matches('ä').count(), 100);
        assert!(text.starts_with("Ticket  What\n1001    failed\n"), "{text}");
    }

    #[test]
    fn without_colour_there_is_no_escape_and_with_it_there_is() {
        let fill = |screen: &mut Screen| {
            screen.heading("Title");
            screen.toned(Tone::Good, "fine");
            screen.table(&people());
        };
        assert!(!shown(Style::PLAIN, fill).contains('\u{1b}'));
        let text = shown(COLORED, fill);
        assert!(text.contains("\u{1b}[32mfine\u{1b}[0m"), "{text:?}");
    }

    #[test]
    fn symbols_have_an_ascii_form() {
        for symbol in [Symbol::Check, Symbol::Cross, Symbol::Attention, Symbol::Arrow, Symbol::Bullet, Symbol::None] {
            assert!(Screen::new(Style::PLAIN).symbol(symbol).is_ascii());
        }
        assert_eq!(Screen::new(COLORED).symbol(Symbol::Arrow), "→");
    }

    #[test]
    fn the_first_locale_variable_that_is_set_decides() {
        let locale = |values: &[(&str, &str)]| {
            is_utf8(|name| values.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
        };
        assert!(locale(&[("LANG", "de_DE.UTF-8")]));
        assert!(locale(&[("LC_ALL", ""), ("LC_CTYPE", "C.utf8")]));
        assert!(!locale(&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")]));
        assert_eq!(locale(&[]), cfg!(windows));
    }

    proptest! {
        #[test]
        fn whatever_goes_in_only_line_breaks_come_out(text in any::<String>(), cell in any::<String>(), width in 40u16..120) {
            let out = shown(Style { width, ..Style::PLAIN }, |screen| {
                screen.line(&text);
                screen.heading(&text);
                screen.field(&text, &cell);
                screen.paragraph(2, &text);
                let mut table = Table::new([text.clone(), "x".to_owned()]);
                table.row([Cell::toned(Tone::Warning, cell.clone()), text.clone().into()]);
                screen.table(&table);
            });
            prop_assert!(!out.chars().any(|c| c.is_control() && c != '\n'), "{:?}", out);
        }
    }
}

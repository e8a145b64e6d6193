//! A whole story with keys alone: where one is can be seen at every step, and is never lost.

use crate::chromium::{Key, Window};
use crate::ground::{Ground, Lang, Story};

pub fn stories() -> Vec<Story> {
    let story = Story::in_both("a_delivery_is_moved_and_moved_back_with_keys_alone", moved);
    let lists = Story::new("the_lists_at_the_top_choose_nothing_on_the_way", lists);
    story.into_iter().chain([lists]).collect()
}

impl Window {
    /// Goes on by Tab to something of that role and name. Everything on the way can be seen to be focused.
    #[track_caller]
    pub fn tab_to(&self, role: &str, name: &str) {
        self.go_to(Key::TAB, role, name);
    }

    #[track_caller]
    fn go_to(&self, key: Key, role: &str, name: &str) {
        let mut way = Vec::new();
        for _ in 0..250 {
            self.press(key);
            let (at, called, is_seen) = self.focused();
            let fits = match name.strip_suffix('…') {
                Some(beginning) => called.starts_with(beginning),
                None => called == name,
            };
            // Past the last one, the browser's own bar would be next; it has none here.
            let is_page = at == "RootWebArea";
            assert!(is_seen || is_page, "nobody sees that {at} “{called}” is focused, after {way:?}");
            if at == role && fits {
                return;
            }
            way.push(format!("{at} “{called}”"));
        }
        panic!("no {role} “{name}” on the way {way:?}");
    }

    /// Presses a key that leads to another page.
    #[track_caller]
    fn press_through(&self, key: Key) {
        self.leave(|window| window.press(key));
        self.settled();
    }
}

fn moved(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    // The list's own keys: search, and through what is found.
    window.press(Key::TAB);
    assert_eq!(window.focused().1, lang.pick("Skip to the conversation", "Zum Inhalt springen"));
    assert!(!window.has("link", lang.pick("Skip to subscriptions and actions", "Zu Abos und Aktionen springen")));
    window.tab_to("searchbox", lang.pick("Search tickets", "Tickets durchsuchen"));
    window.write("verschieben lena");
    window.until("one ticket", |window| (window.all("listitem", "…").len() <= 1).then_some(()));
    window.go_to(Key::TAB, "link", "Lena Brandt…");
    window.press_through(Key::ENTER);
    window.sees("T-1001");
    // The second way past the bar leads to what is beside the conversation.
    window.evaluate("document.activeElement.blur()");
    window.tab_to("link", lang.pick("Skip to subscriptions and actions", "Zu Abos und Aktionen springen"));
    window.press(Key::ENTER);
    window.until("the panel", |window| (window.evaluate("document.activeElement.id") == "panel").then_some(()));
    window.tab_to("link", lang.move_date());
    window.press_through(Key::ENTER);
    // The day's parts are stops of one field; it begins with the first.
    window.tab_to("Date", lang.pick("New date", "Neuer Termin"));
    window.write("12152026");
    assert_eq!(window.the("Date", lang.pick("New date", "Neuer Termin")).value(), "2026-12-15");
    window.sees(lang.possible());
    window.tab_to("button", lang.prepare());
    window.press_through(Key::ENTER);
    window.sees(lang.waits());
    window.tab_to("button", lang.approve());
    window.press_through(Key::SPACE);
    window.sees(lang.done());
    window.tab_to("button", lang.undo());
    window.press_through(Key::ENTER);
    window.sees(lang.waits());
    window.tab_to("button", lang.approve());
    window.press_through(Key::ENTER);
    window.sees(lang.pick("Undone by", "Rückgängig gemacht durch"));
    shop.has_written(2);
    // Details open and close, and the focus stays where it was.
    window.tab_to("DisclosureTriangle", lang.pick("Details", "Einzelheiten"));
    let is_open = |is_open: bool| {
        let state = "document.activeElement.parentElement.open";
        window.until("details", |window| (window.evaluate(state) == is_open).then_some(()));
    };
    window.press(Key::SPACE);
    is_open(true);
    window.press(Key::ENTER);
    is_open(false);
    window.ends_well(lang);
}

fn lists(ground: &Ground) {
    let shop = ground.shop();
    let window = shop.window(Lang::English);
    window.evaluate("globalThis.isTheSamePage = true");
    window.tab_to("combobox", "Person");
    for _ in 0..3 {
        window.press(Key::DOWN);
    }
    assert_eq!(window.evaluate("globalThis.isTheSamePage"), true, "a choice on the way is none");
    assert_eq!(window.focused().1, "Person");
    window.tab_to("button", "Apply");
    window.press_through(Key::ENTER);
    assert!(
        window
            .the("combobox", "Person")
            .evaluate("function () { return this.selectedOptions[0].label; }")
            .as_str()
            .unwrap()
            .starts_with("Vic Adler")
    );
    // The drawer takes the focus and gives it back.
    window.tab_to("link", "Developer");
    window.press(Key::ENTER);
    window.sees("Calls into the component");
    assert_eq!(window.focused().1, "Close");
    window.press(Key::ESCAPE);
    window.sees_no("Calls into the component");
    assert_eq!(window.focused().1, "Developer");
    window.had_no_trouble();
}

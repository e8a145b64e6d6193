//! A token that is not taken: why is where the person is, and no token goes where they didn't choose.

use crate::chromium::Window;
use crate::ground::{Ground, Lang, Story};

pub fn stories() -> Vec<Story> {
    let refused = Story::in_both("why_a_token_is_not_taken_is_where_one_is_then", refused);
    refused.into_iter().collect()
}

/// The refusal has the focus and can be seen.
fn is_at(window: &Window, words: &str) {
    window.until(words, |window| {
        let seen = window.evaluate(
            "(() => { const at = document.activeElement, box = at.getBoundingClientRect();
              return at.id === 'problem' && box.top >= 0 && box.bottom <= innerHeight ? at.innerText : ''; })()",
        );
        seen.as_str()?.contains(words).then_some(())
    });
}

fn refused(ground: &Ground, lang: Lang) {
    let shop = ground.shop();
    let window = shop.window(lang);
    let (token, save) =
        (lang.pick("Admin API token", "Admin-API-Token"), lang.pick("Check and save", "Prüfen und speichern"));
    let works = lang.pick("The token is accepted.", "Das Token wird akzeptiert.");
    window.open("/settings");
    window.sees(works);
    // The last one of that name: those before it are of connections that are there.
    let fill_token = || {
        let fields = window.all("textbox", token);
        fields.last().unwrap().fill("sk_wrong");
    };
    let send = || {
        window.leave(|window| window.all("button", save).last().unwrap().click());
    };
    window.the("textbox", "Name").fill("second");
    fill_token();
    // Which one it is for has to be said: nothing is sent before.
    window.evaluate("globalThis.isTheSamePage = true");
    window.all("button", save).last().unwrap().click();
    assert_eq!(window.evaluate("document.querySelector('[name=at]').validity.valueMissing"), true);
    assert_eq!(window.evaluate("globalThis.isTheSamePage"), true);
    assert!(!window.has("textbox", lang.pick("Address", "Adresse")), "only for another address");
    window.click("radio", lang.pick("the local Recharge of this harness", "das lokale Recharge dieses Harness"));
    send();
    is_at(&window, lang.pick("Nothing was kept.", "Nichts wurde gespeichert."));
    assert!(!window.text().contains(works), "{}", window.text());
    // The page stays live without an address that can't be asked for.
    shop.place.bare(&["message", "--ticket", "T-1001", "--as", "ben", "Das klären wir gern."]).result();
    window.click("radio", lang.other_address());
    window.the("textbox", lang.pick("Address", "Adresse")).fill("http://shop.example");
    fill_token();
    send();
    is_at(&window, lang.pick("Nothing was kept.", "Nichts wurde gespeichert."));
    // Another token for a connection that is there is refused at it.
    window.open("/settings");
    window.click("DisclosureTriangle", lang.pick("Replace the token", "Token ersetzen"));
    window.the("textbox", token).fill("sk_wrong");
    window.leave(|window| window.the("button", save).click());
    is_at(&window, lang.pick("Nothing was kept.", "Nichts wurde gespeichert."));
    window.had_no_trouble();
}

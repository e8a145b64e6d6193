//! The style and the scripts, out of the binary. Their addresses carry a hash of what is in all of them, so that a browser
//! keeps them for good and never shows an old one; one script names another by the last part of its address.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};

struct Asset {
    name: &'static str,
    kind: &'static str,
    text: &'static str,
}

const SCRIPT: &str = "text/javascript; charset=utf-8";
const ASSETS: [Asset; 10] = [
    Asset { name: "inbox.css", kind: "text/css; charset=utf-8", text: include_str!("assets/inbox.css") },
    Asset { name: "icon.svg", kind: "image/svg+xml", text: include_str!("assets/icon.svg") },
    Asset { name: "inbox.js", kind: SCRIPT, text: include_str!("assets/inbox.js") },
    Asset { name: "countries.js", kind: SCRIPT, text: include_str!("assets/countries.js") },
    Asset { name: "drafts.js", kind: SCRIPT, text: include_str!("assets/drafts.js") },
    Asset { name: "drawer.js", kind: SCRIPT, text: include_str!("assets/drawer.js") },
    Asset { name: "events.js", kind: SCRIPT, text: include_str!("assets/events.js") },
    Asset { name: "forms.js", kind: SCRIPT, text: include_str!("assets/forms.js") },
    Asset { name: "list.js", kind: SCRIPT, text: include_str!("assets/list.js") },
    Asset { name: "regions.js", kind: SCRIPT, text: include_str!("assets/regions.js") },
];

/// Of all of them.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for asset in &ASSETS {
        hash.update(asset.text.as_bytes());
        hash.update([0]);
    }
    hex::encode(hash.finalize()).chars().take(16).collect()
});

/// Where a browser finds it.
#[must_use]
pub fn address(name: &str) -> String {
    format!("/static/{}/{name}", *HASH)
}

/// Where that is.
pub const ICON: &str = "/favicon.ico";

/// The icon where a browser looks for it by itself: beside pages that name none, such as those without a frame.
pub fn icon() -> Response {
    let icon = ASSETS.iter().find(|asset| asset.name == "icon.svg");
    icon.map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        |icon| {
            ([(header::CONTENT_TYPE, icon.kind), (header::CACHE_CONTROL, "max-age=86400")], icon.text).into_response()
        },
    )
}

/// Serves one. An address with another hash is of another version; its answer is kept by nobody.
pub async fn serve(Path((hash, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", *HASH);
    let kept = if hash == *HASH { "public, max-age=31536000, immutable" } else { "no-store" };
    let common = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, kept.to_owned())];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, [(header::CONTENT_TYPE, asset.kind)], asset.text).into_response()
}

#[cfg(test)]
mod tests {
    use iso3166_static::Alpha2;

    #[test]
    fn whatever_a_script_takes_in_is_served_beside_it() {
        for asset in super::ASSETS {
            for part in asset.text.split("\"./").skip(1) {
                let name = part.split('"').next().unwrap();
                assert!(super::ASSETS.iter().any(|other| other.name == name), "{} takes in {name}", asset.name);
            }
        }
    }

    #[test]
    fn the_countries_to_choose_from_are_those_that_there_are() {
        let script = include_str!("assets/countries.js");
        let (_, list) = script.split_once("const COUNTRIES = \"").unwrap();
        let listed: Vec<&str> = list.split('"').next().unwrap().split(' ').collect();
        let letters = || (b'A'..=b'Z').map(char::from);
        let all = letters().flat_map(|first| letters().map(move |second| format!("{first}{second}")));
        // The standard leaves AA, QM to QZ, XA to XZ and ZZ to its users; Kosovo's code is one of those.
        let is_theirs =
            |code: &str| code == "AA" || code == "ZZ" || code.starts_with('X') || ("QM"..="QZ").contains(&code);
        let known = all.filter(|code| code == "XK" || (!is_theirs(code) && Alpha2::try_from(code.as_str()).is_ok()));
        assert_eq!(listed, known.collect::<Vec<_>>());
    }
}

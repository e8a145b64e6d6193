//! The style and the script, out of the binary. Their addresses carry a hash of what is in them, so that a browser keeps
//! them for good and never shows an old one.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};

struct Asset {
    name: &'static str,
    kind: &'static str,
    text: &'static str,
    /// Of the text.
    hash: String,
}

static ASSETS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    [
        ("inbox.css", "text/css; charset=utf-8", include_str!("assets/inbox.css")),
        ("inbox.js", "text/javascript; charset=utf-8", include_str!("assets/inbox.js")),
        ("icon.svg", "image/svg+xml", include_str!("assets/icon.svg")),
    ]
    .map(|(name, kind, text)| {
        let hash = hex::encode(Sha256::digest(text.as_bytes())).chars().take(16).collect();
        Asset { name, kind, text, hash }
    })
});

/// Where a browser finds it.
#[must_use]
pub fn address(name: &str) -> String {
    let asset = ASSETS.iter().find(|asset| asset.name == name);
    asset.map_or_else(|| format!("/static/{name}"), |asset| format!("/static/{}/{name}", asset.hash))
}

/// Serves one. An address with another hash is of another version; its answer is kept by nobody.
pub async fn serve(Path((hash, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", asset.hash);
    let kept = if hash == asset.hash { "public, max-age=31536000, immutable" } else { "no-store" };
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
    fn the_countries_to_choose_from_are_those_that_there_are() {
        let script = include_str!("assets/inbox.js");
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

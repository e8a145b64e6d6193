//! The two signatures of a delivery, over the raw bytes of its body.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// `X-Recharge-Hmac-Sha256`: despite its name no HMAC, but SHA-256 of the client secret followed by the body, in hex of
/// lower case (Recharge's documentation, and many clients).
pub(crate) fn plain(client_secret: &str, body: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(client_secret.as_bytes());
    hash.update(body);
    hex::encode(hash.finalize())
}

/// `X-Recharge-Webhook-Signature`: "t=1790000000,v1=<HMAC-SHA256 of "1790000000.<body>" in hex>", the time in seconds since
/// 1970 (Recharge's documentation). Receivers refuse what is older than 172,800 s.
pub(crate) fn timed(client_secret: &str, time: i64, body: &[u8]) -> String {
    // A key may have any length, so there is no error to meet; an empty signature would be refused by every receiver.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(client_secret.as_bytes()) else { return String::new() };
    mac.update(format!("{time}.").as_bytes());
    mac.update(body);
    format!("t={time},v1={}", hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with OpenSSL: `printf '%s' 'sh_secret{"charge":{"id":1}}' | openssl dgst -sha256`, and
    /// `printf '%s' '1790000000.{"charge":{"id":1}}' | openssl dgst -sha256 -hmac sh_secret`.
    #[test]
    fn both_are_what_openssl_makes() {
        let body = br#"{"charge":{"id":1}}"#;
        assert_eq!(plain("sh_secret", body), "646a6d3acaa3b3dcefb811fff7e518e845c4fd2ee0bf8b55a14486376d597571");
        assert_eq!(
            timed("sh_secret", 1_790_000_000, body),
            "t=1790000000,v1=3ee702b75d6cd5de1629734fe3802d253576d8225a7c5eccac1c0a49704ed65e"
        );
    }
}

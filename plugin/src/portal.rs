//! Links into the merchant portal, Recharge's own pages for a shop.
//!
//! Every address is built from parts that were checked: https, a plain host, no credentials, query or fragment. A
//! store's answer may only point at Recharge's own domain; the setting, which a person of the shop chose, may point
//! anywhere.

use crate::recharge::{ChargeId, CustomerId, Store, SubscriptionId};

/// The merchant portal of one shop, if its address is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portal {
    base: Option<String>,
}

impl Portal {
    /// The portal by the setting where it is set, else by the store's own word, else by the store's name at Shopify.
    pub fn new(setting: &str, store: Option<&Store>) -> Self {
        let setting = setting.trim();
        if !setting.is_empty() {
            return Self { base: with_merchant(setting, |_| true) };
        }
        let told = store.and_then(|store| store.merchant_portal_base_url.as_deref());
        let derived = || store.and_then(|store| store.identifier.as_deref()).and_then(from_shopify);
        Self { base: told.and_then(|url| with_merchant(url.trim(), is_recharge)).or_else(derived) }
    }

    /// The portal's first page.
    pub fn home(&self) -> Option<String> {
        self.base.clone()
    }

    /// The page of a customer.
    pub fn customer(&self, id: CustomerId) -> Option<String> {
        self.page(&format!("customers/{id}"))
    }

    /// The page of a subscription.
    pub fn subscription(&self, id: SubscriptionId) -> Option<String> {
        self.page(&format!("subscriptions/{id}/details"))
    }

    /// The page of a charge that is not yet an order.
    pub fn charge(&self, id: ChargeId) -> Option<String> {
        self.page(&format!("orders/charges/{id}"))
    }

    fn page(&self, path: &str) -> Option<String> {
        self.base.as_ref().map(|base| format!("{base}/{path}"))
    }
}

/// Whether the portal lives below `/merchant` is told differently by different sources, and both forms are accepted.
fn with_merchant(url: &str, allowed: impl Fn(&str) -> bool) -> Option<String> {
    let rest = url.strip_prefix("https://")?.trim_end_matches('/');
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let plain_path = path.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_~/".contains(&b));
    if !is_host(host) || port.parse::<u16>().is_err() || !plain_path || !allowed(host) {
        return None;
    }
    let base = format!("https://{rest}");
    Some(if path.split('/').next_back() == Some("merchant") { base } else { format!("{base}/merchant") })
}

fn is_host(host: &str) -> bool {
    host.contains('.') && host.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn is_recharge(host: &str) -> bool {
    host.ends_with(".rechargeapps.com")
}

/// Recharge's own SDK derives a shop from the portal's host by the same rule, backwards.
fn from_shopify(identifier: &str) -> Option<String> {
    let shop = identifier.trim().strip_suffix(".myshopify.com").filter(|shop| is_label(shop))?;
    Some(format!("https://{shop}-sp.admin.rechargeapps.com/merchant"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(portal: Option<&str>, identifier: Option<&str>) -> Store {
        Store {
            id: Some(1),
            name: None,
            identifier: identifier.map(str::to_owned),
            currency: None,
            merchant_portal_base_url: portal.map(str::to_owned),
            time_zone: None,
        }
    }

    #[test]
    fn the_stores_own_word_comes_first_with_or_without_merchant() {
        for told in ["https://a-sp.admin.rechargeapps.com", "https://a-sp.admin.rechargeapps.com/merchant/"] {
            let portal = Portal::new("", Some(&store(Some(told), Some("b.myshopify.com"))));
            assert_eq!(
                portal.customer(CustomerId::from(7)).as_deref(),
                Some("https://a-sp.admin.rechargeapps.com/merchant/customers/7")
            );
        }
    }

    #[test]
    fn a_store_can_not_point_anywhere_else() {
        for told in [
            "http://a-sp.admin.rechargeapps.com",
            "https://evil.example/.rechargeapps.com",
            "https://rechargeapps.com.evil.example",
            "https://x@a.rechargeapps.com",
            "https://a.rechargeapps.com?x",
            "https://a.rechargeapps.com/%2e%2e",
            "https://a.rechargeapps.com/../x",
            "javascript:alert(1)",
            "",
        ] {
            let portal = Portal::new("", Some(&store(Some(told), Some("b.myshopify.com"))));
            assert_eq!(portal.home().as_deref(), Some("https://b-sp.admin.rechargeapps.com/merchant"), "{told}");
        }
    }

    #[test]
    fn a_shop_name_that_is_no_host_label_gives_no_link() {
        for identifier in
            ["evil.example/x.myshopify.com", "a.b.myshopify.com", ".myshopify.com", "-a.myshopify.com", "a"]
        {
            assert_eq!(Portal::new("", Some(&store(None, Some(identifier)))).home(), None, "{identifier}");
        }
        assert_eq!(Portal::new("", None).home(), None);
    }

    #[test]
    fn the_setting_wins_and_must_be_https() {
        let store = store(None, Some("b.myshopify.com"));
        let portal = Portal::new(" https://portal.example:8443/x/ ", Some(&store));
        assert_eq!(portal.home().as_deref(), Some("https://portal.example:8443/x/merchant"));
        assert_eq!(Portal::new("http://portal.example", Some(&store)).home(), None);
    }
}

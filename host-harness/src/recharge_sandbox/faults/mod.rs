//! Faults: what goes wrong between a client and Recharge, by rule or by chance, so that a client is tried against it on
//! purpose. They are kept with the state, and chance comes from a seed that is kept there too: the same calls meet the same
//! faults.

mod alter;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use alter::alter;

/// A fault that is switched on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Its number; given when it is switched on.
    #[serde(default)]
    pub id: u64,
    /// Which requests it hits.
    #[serde(default)]
    pub when: Matcher,
    /// How many of those in a thousand; all of them unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_mille: Option<u16>,
    /// How many times it still happens; always unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// So many matching requests pass before the first is hit.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub after: u32,
    /// What happens.
    pub effect: Effect,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// Which requests a fault hits: all of them unless it says otherwise. To a fault of webhooks, a delivery is a `POST` to its
/// topic, "/charge/updated".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Matcher {
    /// "GET" and the like; "WRITE" is every method but GET.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path, where `*` stands for one part: "/charges/*/skip".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// The answer comes late, by so many milliseconds.
    Delay(u64),
    /// The body comes in small pieces, with so many milliseconds between them.
    SlowBody(u64),
    /// The connection is cut without an answer; nothing was executed.
    CutBefore,
    /// The request is executed, then the connection is cut without an answer.
    CutAfter,
    /// 500; nothing was executed.
    ErrorBefore,
    /// The request is executed, then answered with 500.
    ErrorAfter,
    /// The request is executed, and its answer's body stops in the middle, shorter than its length says.
    Truncated,
    /// The request is executed, and its answer's JSON stops in the middle.
    BrokenJson,
    /// 502 with a page of HTML; nothing was executed.
    HtmlBadGateway,
    /// 429; nothing was executed.
    TooManyRequests,
    /// 409; nothing was executed.
    Conflict,
    /// 401, as if the token had just been revoked.
    RevokedToken,
    /// Reads show the store as it was before the latest write.
    StaleReads,
    /// Somebody else's write happens just before.
    SomeoneElse(OtherWrite),
    /// The charge that the path names, or else the one that is due next, is processed just before.
    ProcessCharge,
    /// Every queued charge gets a new id just before.
    RenewChargeIds,
    /// Every list inside the records is null.
    NullLists,
    /// Every status is a word that nobody knows.
    UnknownEnum,
    /// Every record has fields that no document mentions.
    UnknownFields,
    /// Customers have been redacted: their names and addresses are blank.
    RedactedCustomer,
    /// There is a second customer for the same e-mail address from then on, with nothing of its own.
    SeveralCustomers,
    /// The customer that the request names has 300 subscriptions from then on.
    ManySubscriptions,
    /// A webhook is delivered twice.
    DuplicateWebhooks,
    /// A webhook is held back, so that later ones overtake it: for two hours of the store's clock, or until somebody has
    /// everything delivered.
    UnorderedWebhooks,
    /// A webhook is never delivered.
    LoseWebhooks,
}

/// A write that somebody else makes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherWrite {
    /// "POST" unless given.
    #[serde(default = "post")]
    pub method: String,
    /// "/subscriptions/5/cancel"
    pub path: String,
    /// With what.
    #[serde(default)]
    pub body: Map<String, Value>,
}

fn post() -> String {
    "POST".to_owned()
}

impl Effect {
    /// The effects that need nothing said besides, by their names.
    pub const NAMES: [&str; 22] = [
        "cut_before",
        "cut_after",
        "error_before",
        "error_after",
        "truncated",
        "broken_json",
        "html_bad_gateway",
        "too_many_requests",
        "conflict",
        "revoked_token",
        "stale_reads",
        "process_charge",
        "renew_charge_ids",
        "null_lists",
        "unknown_enum",
        "unknown_fields",
        "redacted_customer",
        "several_customers",
        "many_subscriptions",
        "duplicate_webhooks",
        "unordered_webhooks",
        "lose_webhooks",
    ];

    /// Its name, as files and commands say it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Delay(_) => "delay",
            Self::SlowBody(_) => "slow_body",
            Self::SomeoneElse(_) => "someone_else",
            Self::CutBefore => "cut_before",
            Self::CutAfter => "cut_after",
            Self::ErrorBefore => "error_before",
            Self::ErrorAfter => "error_after",
            Self::Truncated => "truncated",
            Self::BrokenJson => "broken_json",
            Self::HtmlBadGateway => "html_bad_gateway",
            Self::TooManyRequests => "too_many_requests",
            Self::Conflict => "conflict",
            Self::RevokedToken => "revoked_token",
            Self::StaleReads => "stale_reads",
            Self::ProcessCharge => "process_charge",
            Self::RenewChargeIds => "renew_charge_ids",
            Self::NullLists => "null_lists",
            Self::UnknownEnum => "unknown_enum",
            Self::UnknownFields => "unknown_fields",
            Self::RedactedCustomer => "redacted_customer",
            Self::SeveralCustomers => "several_customers",
            Self::ManySubscriptions => "many_subscriptions",
            Self::DuplicateWebhooks => "duplicate_webhooks",
            Self::UnorderedWebhooks => "unordered_webhooks",
            Self::LoseWebhooks => "lose_webhooks",
        }
    }

    /// Whether it happens to webhooks and not to requests.
    pub(crate) fn is_of_webhooks(&self) -> bool {
        matches!(self, Self::DuplicateWebhooks | Self::UnorderedWebhooks | Self::LoseWebhooks)
    }

    /// Whether the request is answered without being executed.
    pub(crate) fn prevents(&self) -> bool {
        matches!(
            self,
            Self::CutBefore
                | Self::ErrorBefore
                | Self::HtmlBadGateway
                | Self::TooManyRequests
                | Self::Conflict
                | Self::RevokedToken
        )
    }
}

/// The longest time that a fault makes a client wait: ten minutes, in milliseconds.
const MAX_WAIT: u64 = 600_000;

impl Fault {
    /// What is wrong with it, in words, when it could never do what it says.
    pub fn mistake(&self) -> Option<String> {
        let rate =
            self.per_mille.filter(|rate| *rate > 1000).map(|rate| format!("per_mille is at most 1000, not {rate}"));
        let path = self.when.path.as_deref().filter(|path| !path.starts_with('/') && *path != "**");
        let path = path.map(|path| format!("path starts with a slash, as in \"/charges/*/skip\", not \"{path}\""));
        let effect = match &self.effect {
            Effect::Delay(wait) | Effect::SlowBody(wait) if *wait > MAX_WAIT => {
                Some(format!("a client waits at most {MAX_WAIT} ms, not {wait}"))
            }
            Effect::SomeoneElse(other) if !matches!(other.method.as_str(), "POST" | "PUT" | "DELETE") => {
                Some(format!("somebody else's method is POST, PUT or DELETE, not \"{}\"", other.method))
            }
            _ => None,
        };
        rate.or(path).or(effect)
    }
}

impl Matcher {
    /// Whether it means a request of that method and path.
    pub fn matches(&self, method: &str, path: &str) -> bool {
        let of_method = match self.method.as_deref() {
            None => true,
            Some(wanted) if wanted.eq_ignore_ascii_case("write") => !method.eq_ignore_ascii_case("get"),
            Some(wanted) => wanted.eq_ignore_ascii_case(method),
        };
        let of_path = self.path.as_deref().is_none_or(|pattern| {
            let (mut wanted, mut parts) = (pattern.split('/'), path.split('/'));
            loop {
                match (wanted.next(), parts.next()) {
                    (None, None) => return true,
                    (Some("**"), _) => return true,
                    (Some("*"), Some(part)) if !part.is_empty() => {}
                    (Some(wanted), Some(part)) if wanted == part => {}
                    _ => return false,
                }
            }
        });
        of_method && of_path
    }
}

/// The faults that are switched on, with the seed of their chance.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Faults {
    /// In the order in which they were switched on.
    pub list: Vec<Fault>,
    /// Where chance stands.
    pub seed: u64,
    last_id: u64,
}

impl Faults {
    /// Switches one on; its number.
    pub fn add(&mut self, fault: Fault) -> u64 {
        self.last_id = self.last_id.saturating_add(1);
        self.list.push(Fault { id: self.last_id, ..fault });
        self.last_id
    }

    /// Switches one off; whether there was one of that number.
    pub fn remove(&mut self, id: u64) -> bool {
        let before = self.list.len();
        self.list.retain(|fault| fault.id != id);
        self.list.len() < before
    }

    /// Whether one of these is on: so that nothing is kept for it otherwise.
    pub(crate) fn any(&self, is: impl Fn(&Effect) -> bool) -> bool {
        self.list.iter().any(|fault| is(&fault.effect))
    }

    /// Whether a request meets a fault at all.
    pub(crate) fn concern(&self, method: &str, path: &str) -> bool {
        self.list.iter().any(|fault| !fault.effect.is_of_webhooks() && fault.when.matches(method, path))
    }

    /// What happens to a request: counts it, and rolls the dice.
    pub(crate) fn hit(&mut self, method: &str, path: &str) -> Vec<Effect> {
        self.hit_those(|fault| !fault.effect.is_of_webhooks() && fault.when.matches(method, path))
    }

    /// What happens to a webhook of that topic: counts it, and rolls the dice.
    pub(crate) fn hit_webhook(&mut self, topic: &str) -> Vec<Effect> {
        self.hit_those(|fault| fault.effect.is_of_webhooks() && fault.when.matches("POST", &format!("/{topic}")))
    }

    fn hit_those(&mut self, concerns: impl Fn(&Fault) -> bool) -> Vec<Effect> {
        let mut effects = Vec::new();
        for fault in self.list.iter_mut().filter(|fault| concerns(fault)) {
            if fault.times == Some(0) {
                continue;
            }
            if fault.after > 0 {
                fault.after -= 1;
                continue;
            }
            let hits = fault.per_mille.is_none_or(|most| next_random(&mut self.seed) % 1000 < u64::from(most));
            if hits {
                fault.times = fault.times.map(|times| times.saturating_sub(1));
                effects.push(fault.effect.clone());
            }
        }
        self.list.retain(|fault| fault.times != Some(0));
        effects
    }
}

/// SplitMix64: small, and good enough for choosing which request goes wrong.
fn next_random(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut value = *seed;
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(when: Matcher) -> Fault {
        Fault { id: 0, when, per_mille: None, times: None, after: 0, effect: Effect::Conflict }
    }

    fn on(method: Option<&str>, path: Option<&str>) -> Matcher {
        Matcher { method: method.map(str::to_owned), path: path.map(str::to_owned) }
    }

    #[test]
    fn a_pattern_stands_for_the_paths_it_says() {
        assert!(on(None, None).matches("GET", "/anything"));
        assert!(on(Some("write"), None).matches("PUT", "/x"));
        assert!(!on(Some("write"), None).matches("GET", "/x"));
        let skip = on(Some("POST"), Some("/charges/*/skip"));
        assert!(skip.matches("POST", "/charges/5/skip"));
        for path in ["/charges/5/unskip", "/charges/skip", "/charges/5/skip/6", "/charges//skip", "/x/charges/5/skip"] {
            assert!(!skip.matches("POST", path), "{path}");
        }
        assert!(on(None, Some("/charges/**")).matches("GET", "/charges/5/skip"));
        assert!(!on(None, Some("/charges/**")).matches("GET", "/orders/5"));
    }

    #[test]
    fn a_fault_waits_and_then_happens_so_many_times() {
        let mut faults = Faults::default();
        faults.add(Fault { after: 2, times: Some(2), ..fault(Matcher::default()) });
        let hits: Vec<usize> = (0..6).map(|_| faults.hit("GET", "/").len()).collect();
        assert_eq!(hits, [0, 0, 1, 1, 0, 0]);
        assert!(faults.list.is_empty(), "one that is used up is gone");
    }

    #[test]
    fn chance_hits_about_as_often_as_it_says_and_the_same_each_time() {
        let run = |seed| {
            let mut faults = Faults { seed, ..Faults::default() };
            faults.add(Fault { per_mille: Some(250), ..fault(Matcher::default()) });
            (0..4000).map(|_| faults.hit("GET", "/").len()).collect::<Vec<usize>>()
        };
        let hits = run(1).into_iter().sum::<usize>();
        assert!((900..1100).contains(&hits), "{hits}");
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }

    #[test]
    fn a_fault_that_could_never_happen_as_it_says_is_told_why() {
        let usual = fault(on(None, Some("/charges/*/skip")));
        assert_eq!(usual.mistake(), None);
        let other = |method: &str| OtherWrite { method: method.to_owned(), path: "/x".to_owned(), body: Map::new() };
        for (wrong, word) in [
            (Fault { per_mille: Some(2000), ..usual.clone() }, "per_mille"),
            (fault(on(None, Some("charges"))), "slash"),
            (Fault { effect: Effect::Delay(1_000_000_000_000), ..usual.clone() }, "waits"),
            (Fault { effect: Effect::SomeoneElse(other("GET")), ..usual.clone() }, "method"),
        ] {
            assert!(wrong.mistake().is_some_and(|why| why.contains(word)), "{wrong:?}");
        }
    }

    #[test]
    fn a_fault_is_written_as_the_documentation_writes_it() {
        let text = r#"{"effect":{"delay":1500},"when":{"path":"/charges/*/skip"},"times":1}"#;
        let fault: Fault = serde_json::from_str(text).unwrap();
        assert_eq!(fault.effect, Effect::Delay(1500));
        let fault: Fault = serde_json::from_str(r#"{"effect":"cut_after"}"#).unwrap();
        assert_eq!(fault.effect, Effect::CutAfter);
        for name in Effect::NAMES {
            let fault: Fault = serde_json::from_str(&format!(r#"{{"effect":"{name}"}}"#)).unwrap();
            assert_eq!(fault.effect.name(), name);
        }
        assert!(serde_json::from_str::<Fault>(r#"{"effect":"explode"}"#).is_err());
        assert!(serde_json::from_str::<Fault>(r#"{"effect":"conflict","path":"/x"}"#).is_err());
    }
}

//! What no source says about Recharge, each a switch. A client that is right under every setting is right whatever
//! Recharge does; the defaults are the answers that are harder on a client, with the exceptions named where they are.

use serde::{Deserialize, Serialize};

impl Unknowns {
    /// The words that a switch can be set to, its default first; none for what is no switch of words.
    pub fn words(name: &str) -> Vec<String> {
        fn words<T: Serialize>(all: &[T]) -> Vec<String> {
            let word = |value: &T| Some(serde_json::to_value(value).ok()?.as_str()?.to_owned());
            all.iter().filter_map(word).collect()
        }
        match name {
            "email_match" => words(EmailMatch::ALL),
            "cursor_filters" => words(CursorFilters::ALL),
            "cursor_pages" => words(CursorPages::ALL),
            "partial_skip_id" => words(PartialSkipId::ALL),
            "merge_id" => words(MergeId::ALL),
            "skip_without_ids" => words(SkipWithoutIds::ALL),
            "wrong_state" => words(WrongState::ALL),
            "error_shape" => words(ErrorShape::ALL),
            "second_write" => words(SecondWrite::ALL),
            "today" => words(Today::ALL),
            "date_in_dunning" => words(DateInDunning::ALL),
            "move_in_dunning" => words(MoveInDunning::ALL),
            "activated_date" => words(ActivatedDate::ALL),
            "retries_after_cancel" => words(RetriesAfterCancel::ALL),
            "prepaid_after_cancel" => words(PrepaidAfterCancel::ALL),
            "prepaid_address" => words(PrepaidAddress::ALL),
            "move_charge" => words(MoveCharge::ALL),
            "shop_key" => words(ShopKey::ALL),
            "unknown_shopify_customer" => words(UnknownShopifyCustomer::ALL),
            _ => Vec::new(),
        }
    }
}

/// Makes an enum of two or more behaviours with its words in files and on the command line.
macro_rules! switch {
    ($(#[$doc:meta])* $name:ident { $(#[$first_doc:meta])* $first:ident, $($(#[$variant_doc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $(#[$first_doc])*
            #[default]
            $first,
            $($(#[$variant_doc])* $variant),+
        }

        impl $name {
            /// Every behaviour, the default first: for trying a client against each.
            pub const ALL: &'static [Self] = &[Self::$first, $(Self::$variant),+];
        }
    };
}

/// The behaviours that no source settles, as one record: in a world's `[unknowns]`, in a state, over the control endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Unknowns {
    /// How the e-mail filter of `GET /customers` compares.
    pub email_match: EmailMatch,
    /// What happens to filters that are sent beside a cursor.
    pub cursor_filters: CursorFilters,
    /// Whether the pages after the first are filtered like the first.
    pub cursor_pages: CursorPages,
    /// Which charge keeps its id when some of its items are skipped.
    pub partial_skip_id: PartialSkipId,
    /// Whether a queued charge that items join keeps its id.
    pub merge_id: MergeId,
    /// What skip and unskip do without ids.
    pub skip_without_ids: SkipWithoutIds,
    /// What is answered when a record is not in the state that a call needs.
    pub wrong_state: WrongState,
    /// The body of errors that nobody has captured.
    pub error_shape: ErrorShape,
    /// Seconds in the `Retry-After` header of a 429. Recharge documents none, so there is none unless set.
    pub retry_after: Option<u32>,
    /// What a second write to an address gets while the first one's regeneration is under way.
    pub second_write: SecondWrite,
    /// Where "today" is when a date is judged.
    pub today: Today,
    /// A subscription's next date while its charge is failing.
    pub date_in_dunning: DateInDunning,
    /// Moving the date of a subscription whose charge is failing.
    pub move_in_dunning: MoveInDunning,
    /// The next date of a subscription that was activated again.
    pub activated_date: ActivatedDate,
    /// A failed charge whose subscriptions have all been cancelled.
    pub retries_after_cancel: RetriesAfterCancel,
    /// Prepaid orders that are paid and not sent, when their subscription is cancelled.
    pub prepaid_after_cancel: PrepaidAfterCancel,
    /// Prepaid orders that are paid and not sent, when their address changes.
    pub prepaid_address: PrepaidAddress,
    /// Whether `POST /charges/{id}/change_next_charge_date` exists in version 2021-11 for an Admin API token.
    pub move_charge: MoveCharge,
    /// The key around the store in version 2021-01.
    pub shop_key: ShopKey,
    /// What a list filtered by a `shopify_customer_id` that nobody has is in version 2021-01.
    pub unknown_shopify_customer: UnknownShopifyCustomer,
}

switch! {
    /// How e-mail addresses are compared. Recharge's reference says "exact"; nothing is said about case.
    EmailMatch {
        /// "Lena@example.com" and "lena@example.com" differ.
        CaseSensitive,
        /// They are the same.
        CaseInsensitive,
    }
}

switch! {
    /// Filters beside a cursor. Clients report both.
    CursorFilters {
        /// A 422 that names them.
        Rejected,
        /// They are ignored.
        Ignored,
    }
}

switch! {
    /// The one cursor that was captured came from an unfiltered list, so nobody knows whether filters travel in it. The
    /// default is the kinder answer: several production clients page through filtered lists by cursor alone.
    CursorPages {
        /// Every page is filtered.
        Filtered,
        /// Only the first page is: the next ones hold anybody's records.
        Unfiltered,
    }
}

switch! {
    /// A partial skip makes two charges of one.
    PartialSkipId {
        /// The skipped one keeps the id; what stays is queued under a new one.
        Skipped,
        /// The queued one keeps the id; what is skipped gets a new one.
        Queued,
    }
}

switch! {
    /// Recharge's documents say that merged subscriptions land in one new charge; logs show that the id stayed.
    MergeId {
        /// The charge gets a new id when an item joins it.
        Renew,
        /// It keeps its id.
        Keep,
    }
}

switch! {
    /// The public reference lists no body for skip and unskip; clients that work send the ids.
    SkipWithoutIds {
        /// A 422.
        Refused,
        /// Every item that can be skipped is.
        All,
    }
}

switch! {
    /// Skipping what is skipped, unskipping what is queued, cancelling what is cancelled, activating what is active.
    WrongState {
        /// 422 with `errors`.
        Unprocessable,
        /// 400 with `error`.
        BadRequest,
        /// 409 with `error`.
        Conflict,
        /// 200 with the record as it is: nothing was done, and only its status tells.
        Unchanged,
    }
}

switch! {
    /// The shapes in which errors have been seen; bodies that were captured keep theirs.
    ErrorShape {
        /// `{"error": "..."}`
        Error,
        /// `{"errors": "..."}`
        Errors,
        /// `{"errors": ["..."]}`
        List,
        /// `{"errors": {"_schema": ["..."]}}`
        Schema,
        /// `{"warning": "..."}`
        Warning,
        /// An HTML page.
        Html,
        /// No body at all.
        Empty,
    }
}

switch! {
    /// Recharge locks a route while it regenerates charges; whether each write meets the lock is not known.
    SecondWrite {
        /// 409; nothing was done.
        Conflict,
        /// It is done.
        Accepted,
    }
}

switch! {
    /// Statements about the zone in which a date is "today" differ.
    Today {
        /// The latest of the others: a date must be ahead in all of them.
        Latest,
        /// The store's zone.
        Store,
        /// UTC.
        Utc,
        /// UTC-8, as Recharge's support says of its pages.
        UtcMinus8,
    }
}

switch! {
    /// Clients have seen active subscriptions without a next date while a charge was failing.
    DateInDunning {
        /// There is none.
        Nothing,
        /// It stays the failing charge's date.
        Kept,
    }
}

switch! {
    /// In Recharge's pages, moving a failing charge ends its automatic retries. Nobody has said what the API does.
    MoveInDunning {
        /// Refused as a wrong state.
        Refused,
        /// The item leaves the failing charge and is queued on the new date.
        Moves,
    }
}

switch! {
    /// A captured activation restored the date from before; other clients have met null.
    ActivatedDate {
        /// The date from before, when it is still ahead; else none.
        Previous,
        /// None.
        Nothing,
    }
}

switch! {
    /// Cancelling doesn't make a failed charge go away; nobody has said whether its payment is tried again.
    RetriesAfterCancel {
        /// It is, and may succeed.
        GoOn,
        /// It isn't; the charge stays as it failed.
        Stop,
    }
}

switch! {
    /// Nobody has said whether paid orders still ship.
    PrepaidAfterCancel {
        /// They do.
        Ships,
        /// They are cancelled.
        Cancelled,
    }
}

switch! {
    /// Nobody has said whether paid orders follow a new address.
    PrepaidAddress {
        /// They go where they were to go.
        Kept,
        /// They follow.
        Follows,
    }
}

switch! {
    /// The documents have it in 2021-01 only; Recharge's own client calls it in 2021-11. The default is the kinder answer,
    /// because that client is what others copy.
    MoveCharge {
        /// It works.
        Works,
        /// 404.
        Missing,
    }
}

switch! {
    /// Clients of `GET /shop` have met both.
    ShopKey {
        /// `{"shop": {...}}`
        Shop,
        /// `{"store": {...}}`
        Store,
    }
}

switch! {
    /// A client of version 2021-01 has met an error where 2021-11 has an empty list.
    UnknownShopifyCustomer {
        /// 422 with `{"errors": ["shopify_customer_id not found"]}`; the status is a guess.
        Error,
        /// An empty list.
        Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_switch_has_its_words_and_can_be_set_to_each() {
        let defaults = serde_json::to_value(Unknowns::default()).unwrap();
        for (name, value) in defaults.as_object().unwrap() {
            if name == "retry_after" {
                continue;
            }
            let words = Unknowns::words(name);
            assert!(words.len() > 1, "{name}");
            assert_eq!(value.as_str(), Some(words[0].as_str()), "{name}: the default comes first");
            for word in words {
                let set: Unknowns = serde_json::from_value(serde_json::json!({name: word})).unwrap();
                assert_eq!(serde_json::to_value(set).unwrap()[name], word);
            }
        }
    }
}

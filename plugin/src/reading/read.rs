//! The reads behind a widget or a plan, in as few dependent round trips as possible.

use super::email::Email;
use super::pull::{AnyPull, Pull, Pulled};
use crate::actions::Scopes;
use crate::host::Host;
use crate::order;
use crate::recharge::{
    Address, Answer, CUSTOMER_MAX_AGE, Cause, Charge, Client, Customer, Get, Order, PAGE, ReadError, STORE_MAX_AGE,
    Store, Subscription, TokenInformation, addresses_of, charges_of, customers_by_email, queued_orders_of, read_page,
    read_store, read_token_information, store, subscriptions_of, token_information,
};

/// With up to so many subscriptions a customer's charges are asked for without a filter on their state, so that states
/// this plugin doesn't know are seen. Recharge leaves out paid charges older than 90 days, and 19 subscriptions that
/// are charged weekly make less than a page of them in that time. For customers with more, only the known open states
/// are asked for: whole lists matter more there.
const UNFILTERED_UP_TO: u64 = 19;

/// The oldest answers that will do, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxAge {
    /// About a customer.
    pub customer: u32,
    /// About the store and the token.
    pub store: u32,
}

impl MaxAge {
    /// To look at.
    pub const WIDGET: Self = Self { customer: CUSTOMER_MAX_AGE, store: STORE_MAX_AGE };
    /// To decide about a change.
    pub const FRESH: Self = Self { customer: 0, store: 0 };
}

/// The first round trip: who it is, and in which shop.
#[derive(Debug)]
pub struct Found {
    /// The customers with the address, the one that is spelled exactly so first.
    pub customers: Vec<Customer>,
    /// A search in another spelling that failed.
    pub trouble: Option<ReadError>,
    /// Customers that could not be read.
    pub lost: usize,
    /// The store.
    pub store: Result<Store, ReadError>,
    /// What the token may do.
    pub scopes: Scopes,
    /// Why that isn't known.
    pub scopes_failure: Option<ReadError>,
    /// The answer to the read that was sent along.
    pub beside: Option<Result<Answer, ReadError>>,
    /// Age of the oldest answer about customers, in seconds.
    pub oldest: u32,
}

/// The second round trip: what a customer has.
#[derive(Debug)]
pub struct Holdings {
    /// Subscriptions of any state.
    pub subscriptions: Pulled<Subscription>,
    /// Charges.
    pub charges: Pulled<Charge>,
    /// Addresses.
    pub addresses: Pulled<Address>,
    /// Orders that are paid and wait for their date.
    pub orders: Pulled<Order>,
    /// Whether only charges in known open states were asked for.
    pub known_charges_only: bool,
    /// Age of the oldest answer, in seconds.
    pub oldest: u32,
}

impl Holdings {
    /// True iff everything asked for was read.
    pub fn complete(&self) -> bool {
        self.subscriptions.complete && self.charges.complete && self.addresses.complete && self.orders.complete
    }
}

/// The first round trip, and one more read along with it.
///
/// # Errors
/// When no spelling of the address could be searched for.
pub fn find<H: Host>(
    client: &Client<'_, H>,
    email: &Email,
    age: MaxAge,
    beside: Option<Get>,
) -> Result<Found, ReadError> {
    let spellings = email.spellings();
    let mut gets: Vec<Get> = spellings.iter().map(|email| customers_by_email(email, age.customer)).collect();
    gets.extend([store(age.store), token_information(age.store)]);
    gets.extend(beside);
    let mut answers = client.get(&gets);
    let mut shop = answers.split_off(answers.len().min(spellings.len())).into_iter();

    let (mut customers, mut oldest, mut lost, mut trouble, mut answered) =
        (Vec::<Customer>::new(), 0, 0_usize, None, false);
    for answer in answers {
        let read = answer.and_then(|answer| {
            let page = read_page::<Customer>(&answer.body, "customers");
            page.map(|page| (page, answer.age)).map_err(|cause| ReadError { path: "/customers", cause })
        });
        match read {
            Ok((page, age)) => {
                answered = true;
                oldest = oldest.max(age);
                lost = lost.saturating_add(page.lost);
                let same = page
                    .rows
                    .into_iter()
                    .filter(|row| row.email.as_deref().is_some_and(|theirs| email.matches(theirs)));
                for customer in same {
                    if !customers.iter().any(|known| known.id == customer.id) {
                        customers.push(customer);
                    }
                }
            }
            Err(error) => trouble = Some(error),
        }
    }
    if let Some(error) = trouble.take_if(|_| !answered) {
        return Err(error);
    }
    // The one that is spelled exactly so first; former customers last, because only the first few are shown in full.
    order::by(&mut customers, |one| {
        let exactly = one.email.as_deref().is_some_and(|theirs| email.is_exactly(theirs));
        (!exactly, one.subscriptions_active_count == Some(0), one.id)
    });

    let mut next = |path| shop.next().unwrap_or_else(|| Err(ReadError { path, cause: unanswered() }));
    let store = parsed(next("/store"), read_store);
    let token = parsed(next("/token_information"), read_token_information);
    let (scopes, scopes_failure) = match token {
        Ok(TokenInformation { scopes: Some(scopes), .. }) => (scopes.into_iter().collect(), None),
        Ok(_) => {
            let cause = Cause::Unreadable("it names no scopes".to_owned());
            (Scopes::Unknown, Some(ReadError { path: "/token_information", cause }))
        }
        Err(error) => (Scopes::Unknown, Some(error)),
    };
    Ok(Found { customers, trouble, lost, store, scopes, scopes_failure, beside: shop.next(), oldest })
}

/// The second round trip, for all customers together, and the further ones that very long lists need.
pub fn holdings<H: Host>(client: &Client<'_, H>, customers: &[Customer], max_age: MaxAge) -> Vec<Holdings> {
    let mut pulls: Vec<Pulls> = customers.iter().map(|customer| Pulls::new(customer, max_age.customer)).collect();
    loop {
        let (mut asked, mut spare) = (Vec::new(), Vec::new());
        for (owner, pulls) in pulls.iter_mut().enumerate() {
            for (part, pull) in pulls.parts().into_iter().enumerate() {
                for ask in pull.asks() {
                    let asked = if ask.is_spare() { &mut spare } else { &mut asked };
                    asked.push((owner, part, ask));
                }
            }
        }
        // What doesn't fit is never asked for, so its list doesn't become whole and the widget says so.
        asked.append(&mut spare);
        asked.truncate(client.remaining());
        if asked.is_empty() {
            return pulls.into_iter().map(Pulls::finish).collect();
        }
        let gets: Vec<Get> = asked.iter().map(|(_, _, ask)| ask.get.clone()).collect();
        // Far ends stand last and are taken first: the near ones then see whether they meet them.
        for ((owner, part, ask), answer) in asked.into_iter().zip(client.get(&gets)).rev() {
            let Some(pulls) = pulls.get_mut(owner) else { continue };
            if let Ok(answer) = &answer {
                pulls.oldest = pulls.oldest.max(answer.age);
            }
            if let Some(pull) = pulls.parts().into_iter().nth(part) {
                pull.absorb(&ask, answer);
            }
        }
    }
}

struct Pulls {
    subscriptions: Pull<Subscription>,
    charges: Pull<Charge>,
    addresses: Pull<Address>,
    orders: Pull<Order>,
    known_charges_only: bool,
    oldest: u32,
}

impl Pulls {
    fn new(customer: &Customer, age: u32) -> Self {
        let id = customer.id;
        // A customer whose count Recharge doesn't tell may have many: both ends of the lists are asked for at once.
        let count = customer.subscriptions_total_count;
        let long = count.is_none_or(|count| count > u64::from(PAGE));
        let open_only = count.is_some_and(|count| count > UNFILTERED_UP_TO);
        Self {
            subscriptions: Pull::new(id, age, long, |sort| subscriptions_of(id, sort, age)),
            charges: Pull::new(id, age, long, |sort| charges_of(id, open_only, sort, age)),
            addresses: Pull::new(id, age, long, |sort| addresses_of(id, sort, age)),
            orders: Pull::new(id, age, false, |_| queued_orders_of(id, age)),
            known_charges_only: open_only,
            oldest: 0,
        }
    }

    fn parts(&mut self) -> [&mut dyn AnyPull; 4] {
        [&mut self.subscriptions, &mut self.charges, &mut self.addresses, &mut self.orders]
    }

    fn finish(self) -> Holdings {
        let (mut charges, mut orders) = (self.charges.finish(), self.orders.finish());
        order::by(&mut charges.rows, |charge| (charge.scheduled_at.is_none(), charge.scheduled_at, charge.id));
        orders.rows.retain(Order::is_queued);
        Holdings {
            subscriptions: self.subscriptions.finish(),
            charges,
            addresses: self.addresses.finish(),
            orders,
            known_charges_only: self.known_charges_only,
            oldest: self.oldest,
        }
    }
}

fn parsed<T>(answer: Result<Answer, ReadError>, read: impl Fn(&[u8]) -> Result<T, Cause>) -> Result<T, ReadError> {
    let path = match &answer {
        Err(error) => error.path,
        Ok(answer) => answer.path,
    };
    answer.and_then(|answer| read(&answer.body).map_err(|cause| ReadError { path, cause }))
}

fn unanswered() -> Cause {
    Cause::Refused("the host answered fewer requests than it was given".to_owned())
}

//! A world's mistakes are reported where they stand.

use jiff::Timestamp;

use crate::data_file::DataFileError;
use crate::recharge_sandbox::State;

fn now() -> Timestamp {
    "2026-11-22T20:00:00Z".parse().unwrap()
}

const HEAD: &str = r#"[store]
name = "S"
email = "o@example.com"
currency = "EUR"
time_zone = "Europe/Berlin"
identifier = "s.myshopify.com"
[[products]]
key = "tea"
title = "Tea"
price = "9.50"
[[products]]
key = "cup"
title = "Cup"
price = "18.00"
[[customers]]
email = "a@example.com"
first_name = "A"
last_name = "B"
[[customers.addresses]]
"#;

/// The first line after `HEAD`.
const NEXT: usize = 20;

fn build(rest: &str) -> Result<State, DataFileError> {
    State::from_world(&format!("{HEAD}{rest}"), "my-world.toml", now())
}

/// The mistake in a world that ends in `rest`: its line counted from there, and its field.
fn mistake(rest: &str) -> (usize, String, DataFileError) {
    let error = build(rest).unwrap_err();
    assert_eq!(error.file, "my-world.toml");
    assert!(!error.found.is_empty() && !error.expected.is_empty(), "{error}");
    let field = error.field.replace("customers[0].addresses[0].", "");
    (error.line.saturating_sub(NEXT), field, error)
}

const SUBSCRIPTION: &str = "[[customers.addresses.subscriptions]]\nproduct = \"tea\"\nevery = \"4 weeks\"\n";

#[test]
fn each_mistake_names_its_line_and_field() {
    let subscription = |rest: &str| format!("{SUBSCRIPTION}{rest}");
    let charge = |rest: &str| format!("{SUBSCRIPTION}next = \"+9d\"\n[[customers.addresses.charges]]\n{rest}");
    for (rest, line, field) in [
        (
            "[[customers.addresses.subscriptions]]\nproduct = \"teaa\"\nevery = \"1 week\"".to_owned(),
            1,
            "subscriptions[0].product",
        ),
        (
            "[[customers.addresses.subscriptions]]\nproduct = \"tea\"\nevery = \"weekly\"".to_owned(),
            2,
            "subscriptions[0].every",
        ),
        (
            "[[customers.addresses.subscriptions]]\nproduct = \"tea\"\nevery = \"0 days\"".to_owned(),
            2,
            "subscriptions[0].every",
        ),
        (subscription("next = \"soon\""), 3, "subscriptions[0].next"),
        (subscription("next = \"-1d\""), 3, "subscriptions[0].next"),
        (subscription(""), 1, "subscriptions[0].next"),
        (subscription("next = \"+1d\"\nquantity = 0"), 4, "subscriptions[0].quantity"),
        (subscription("next = \"+1d\"\nprice = \"9,50\""), 4, "subscriptions[0].price"),
        (subscription("next = \"+1d\"\ncharged_every = \"3 months\""), 4, "subscriptions[0].charged_every"),
        (subscription("next = \"+1d\"\ncharged_every = \"6 weeks\""), 4, "subscriptions[0].charged_every"),
        (subscription("next = \"+1d\"\nday_of_month = 32"), 4, "subscriptions[0].day_of_month"),
        (subscription("next = \"+1d\"\nqueued_orders = [\"+2d\"]"), 4, "subscriptions[0].queued_orders[0]"),
        (subscription("next = \"+1d\"\nexpired = true"), 3, "subscriptions[0].next"),
        (subscription("next = \"+90d\"\npast_charges = 1"), 1, "subscriptions[0]"),
        (subscription("next = \"+1d\"\npast_charges = 100000"), 1, "subscriptions[0]"),
        (subscription("next = \"+1d\"\nrepeat = 100000"), 1, "subscriptions[0]"),
        (subscription(&format!("next = \"+1d\"\n{SUBSCRIPTION}")), 5, "subscriptions[1].key"),
        (subscription("next = \"+1d\"\ncolour = \"red\""), 4, "colour"),
        (subscription("next = 5"), 3, "next"),
        (charge("status = \"queued\"\ndate = \"+3d\""), 5, "charges[0].status"),
        (charge("status = \"paused\"\ndate = \"+3d\""), 5, "status"),
        (charge("status = \"success\"\ndate = \"+3d\""), 6, "charges[0].date"),
        (charge("status = \"skipped\"\ndate = \"+3d\"\nitems = [\"cup\"]"), 7, "charges[0].items"),
        (charge("status = \"skipped\"\ndate = \"+3d\"\nitems = []"), 6, "charges[0].items"),
        (charge("status = \"skipped\"\ndate = \"+9d\""), 3, "subscriptions[0].next"),
        (charge("status = \"error\"\ndate = \"+3d\"\nretry = \"later\""), 7, "charges[0].retry"),
        ("[[customers.addresses.charges]]\nstatus = \"skipped\"\ndate = \"+3d\"".to_owned(), 2, "charges[0].items"),
    ] {
        let (at, named, error) = mistake(&rest);
        assert_eq!((at, named.as_str()), (line, field), "{rest}\n{error}");
    }
}

#[test]
fn mistakes_of_the_store_and_its_customers_are_named_too() {
    for (from, to, line, field) in [
        ("Europe/Berlin", "Mars/Base", 5, "store.time_zone"),
        ("key = \"cup\"", "key = \"tea\"", 12, "products[1].key"),
        ("price = \"9.50\"", "price = \"9.5\"", 10, "products[0].price"),
        ("a@example.com", "nobody", 16, "customers[0].email"),
        ("[store]", "[shop]", 1, "shop"),
        ("first_name = \"A\"\n", "", 15, "customers"),
        ("[store]", "[store", 1, "store"),
    ] {
        let error = State::from_world(&HEAD.replacen(from, to, 1), "my-world.toml", now()).unwrap_err();
        assert_eq!((error.line, error.field.as_str()), (line, field), "{error}");
    }
    let twice = "[[customers]]\nemail = \"A@example.com\"\nfirst_name = \"A\"\nlast_name = \"B\"\n";
    let error = build(twice).unwrap_err();
    assert_eq!((error.line, error.field.as_str()), (NEXT + 1, "customers[1].email"));
    assert!(error.expected.contains("shares_email"), "{error}");
    build(&twice.replace("last_name", "shares_email = true\nlast_name")).unwrap();
}

#[test]
fn a_mistake_in_a_discount_names_its_line_and_field() {
    let discount = |code: &str, value: &str, value_type: &str| {
        format!("[[discounts]]\ncode = \"{code}\"\nvalue = \"{value}\"\ntype = \"{value_type}\"\n")
    };
    let good = discount("TEN", "10.00", "percentage");
    for (rest, line, field) in [
        (discount("", "10.00", "percentage"), 1, "discounts[0].code"),
        (format!("{good}{}", discount("TEN", "5.00", "fixed_amount")), 5, "discounts[1].code"),
        (discount("TEN", "ten", "percentage"), 2, "discounts[0].value"),
        (discount("TEN", "0.00", "fixed_amount"), 2, "discounts[0].value"),
        (discount("TEN", "100.01", "percentage"), 2, "discounts[0].value"),
        (discount("TEN", "10.00", "shipping"), 3, "type"),
        (format!("{good}more = 1\n"), 4, "more"),
        ("discount = \"TEN\"\n".to_owned(), 0, "discount"),
    ] {
        let (found, place, error) = mistake(&rest);
        assert_eq!((found, place.as_str()), (line, field), "{error}");
    }
    let (.., error) = mistake(&format!("discount = \"TEM\"\n{good}"));
    assert_eq!(
        error.to_string(),
        "my-world.toml:20: customers[0].addresses[0].discount: there is no discount \"TEM\"; expected one of TEN"
    );
    let state = build(&format!("discount = \"TEN\"\n{SUBSCRIPTION}next = \"+9d\"\n{good}")).unwrap();
    let discount = state.discounts.values().next().unwrap().id;
    assert!(state.charges.values().all(|charge| charge.discount_id == Some(discount)));
    assert_eq!(crate::recharge_sandbox::invariants::check(&state), []);
}

#[test]
fn a_known_name_is_listed_where_an_unknown_one_was_used() {
    let (.., error) = mistake("[[customers.addresses.subscriptions]]\nproduct = \"teaa\"\nevery = \"1 week\"");
    assert_eq!(
        error.to_string(),
        "my-world.toml:21: customers[0].addresses[0].subscriptions[0].product: there is no product \"teaa\"; expected one \
         of cup, tea"
    );
}

#[test]
fn a_world_is_built_as_it_says() {
    let state = build(
        "[[customers.addresses.subscriptions]]\nproduct = \"tea\"\nevery = \"4 weeks\"\nnext = \"2026-12-24\"\nlast = \"2026-10-29\"\npast_charges = 2\n\
         [[customers.addresses.onetimes]]\nproduct = \"cup\"\nnext = \"2026-12-24\"\n\
         [[customers.addresses.charges]]\nstatus = \"skipped\"\ndate = \"+4d\"\nitems = [\"tea\"]\n",
    )
    .unwrap();
    let charges: Vec<(String, &str, usize)> = state
        .charges
        .values()
        .map(|charge| (charge.scheduled_at.to_string(), charge.status.as_str(), charge.line_items.len()))
        .collect();
    let expected = [("2026-10-29", "success", 1), ("2026-11-26", "skipped", 1), ("2026-12-24", "queued", 2)];
    let expected = expected.map(|(date, status, items)| (date.to_owned(), status, items));
    let mut sorted = charges.clone();
    sorted.sort();
    assert!(expected.iter().all(|charge| sorted.contains(charge)), "{sorted:?}");
    assert_eq!(charges.len(), 4, "and the second past one");
}

#[test]
fn today_is_a_date_in_the_stores_time_zone() {
    let rest = "[[customers.addresses.subscriptions]]\nproduct = \"tea\"\nevery = \"1 week\"\nnext = \"today\"\n";
    let late = "2026-11-22T23:30:00Z".parse().unwrap();
    let state = State::from_world(&format!("{HEAD}{rest}"), "w", late).unwrap();
    let next = state.subscriptions.values().next().unwrap().next_charge_scheduled_at;
    assert_eq!(next, Some("2026-11-23".parse().unwrap()), "in Berlin it is tomorrow already");
}

#[test]
fn dunning_takes_at_least_one_attempt_and_one_day() {
    for field in ["retry_every_days", "max_attempts"] {
        let store = HEAD.replacen("[[products]]", &format!("[store.dunning]\n{field} = 0\n[[products]]"), 1);
        let error = State::from_world(&store, "my-world.toml", now()).unwrap_err();
        assert_eq!((error.line, error.field.as_str()), (8, field), "{error}");
    }
}

#[test]
fn a_world_in_json_is_the_same_world_and_its_mistakes_stand_in_its_own_lines() {
    let toml = format!("{HEAD}{SUBSCRIPTION}next = \"+9d\"\n");
    let tree: toml::Table = toml::from_str(&toml).unwrap();
    let json = serde_json::to_string_pretty(&tree).unwrap();
    assert_eq!(State::from_world(&json, "w.json", now()).unwrap(), State::from_world(&toml, "w.toml", now()).unwrap());

    let wrong = json.replace("\"+9d\"", "\"soon\"");
    let error = State::from_world(&wrong, "w.json", now()).unwrap_err();
    assert_eq!(wrong.lines().nth(error.line - 1).unwrap().trim(), "\"next\": \"soon\",");
    assert_eq!(error.field, "customers[0].addresses[0].subscriptions[0].next");
    let unknown = json.replace("\"every\"", "\"evry\"");
    let error = State::from_world(&unknown, "w.json", now()).unwrap_err();
    assert!(unknown.lines().nth(error.line - 1).unwrap().contains("evry"), "{error}");
    assert_eq!(error.field, "evry");
    let broken = json.replacen(',', "", 1);
    assert!(State::from_world(&broken, "w.json", now()).unwrap_err().found.starts_with("not JSON"));
}

#[test]
fn words_that_recharge_does_not_have_are_mistakes() {
    let token = |rest: &str| format!("{HEAD}[[tokens]]\ntoken=\"t\"\nname=\"T\"\n{rest}");
    let twice = "scopes=[]\n[[tokens]]\ntoken=\"t\"\nname=\"U\"\nscopes=[]\n";
    for (world, line, field) in [
        (token("scopes=[\"read_custmers\"]\n"), NEXT + 3, "tokens[0].scopes"),
        (token(twice), NEXT + 5, "tokens[1].token"),
        (HEAD.replace("\"EUR\"", "\"EURO\""), 4, "store.currency"),
        (format!("{HEAD}country_code=\"Germany\"\n"), NEXT, "customers[0].addresses[0].country_code"),
        (
            HEAD.replace("last_name = \"B\"", "last_name = \"B\"\npayment = { type = \"GOLD\" }"),
            NEXT - 1,
            "customers[0].payment.type",
        ),
    ] {
        let error = State::from_world(&world, "w.toml", now()).unwrap_err();
        assert_eq!((error.line, error.field.as_str()), (line, field), "{error}");
    }
}

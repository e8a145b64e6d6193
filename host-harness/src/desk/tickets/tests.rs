//! Tickets are read, refused with a place, and found.

use jiff::ToSpan;
use proptest::prelude::*;

use super::*;

fn now() -> Timestamp {
    "2026-11-22T20:00:00Z".parse().unwrap()
}

fn mistake(messages: &str) -> DataFileError {
    let toml = format!(
        "time_zone = \"Europe/Berlin\"\n[[tickets]]\nid = \"T-1\"\nsubject = \"S\"\nchannel = \"email\"\nlocale = \"en\"\n\
         contact = {{ name = \"A\", email = \"a@example.com\", identity = \"authenticated\" }}\n{messages}"
    );
    Tickets::parse(&toml, "tickets.toml", now()).unwrap_err()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_demo_tickets_are_in_order_and_past_at_any_time(minutes in 0..(10 * 366 * 24 * 60_i64)) {
        let now = "2024-01-01T00:00:00Z".parse::<Timestamp>().unwrap() + minutes.minutes();
        for ticket in &Tickets::demo(now).unwrap() {
            prop_assert_eq!(ticket.opened, ticket.messages[0].at);
            prop_assert!(ticket.messages.is_sorted_by_key(|message| message.at));
            prop_assert!(ticket.messages.iter().all(|message| message.at <= now));
        }
    }
}

#[test]
fn the_demo_has_tickets_of_every_kind() {
    let tickets = Tickets::demo(now()).unwrap();
    assert!(tickets.iter().count() >= 25);
    for identity in [Identity::Authenticated, Identity::Alias, Identity::Forwarded, Identity::Unverified] {
        assert!(tickets.iter().any(|ticket| ticket.contact.identity == identity), "{identity:?}");
    }
    for channel in [Channel::Email, Channel::Chat, Channel::Form] {
        assert!(tickets.iter().any(|ticket| ticket.channel == channel), "{channel:?}");
    }
    for language in ["de", "en"] {
        assert!(tickets.iter().filter(|ticket| ticket.locale.starts_with(language)).count() >= 8, "{language}");
    }
}

#[test]
fn every_customer_of_the_demo_shop_has_a_ticket() {
    let tickets = Tickets::demo(now()).unwrap();
    let shop = crate::recharge_sandbox::demo::world(now()).unwrap();
    for customer in shop.customers.values() {
        let email = customer.email.to_lowercase();
        assert!(tickets.iter().any(|ticket| ticket.contact.email.to_lowercase() == email), "{}", customer.email);
    }
}

#[test]
fn dates_in_a_text_are_written_as_people_write_them() {
    let tickets = Tickets::demo(now()).unwrap();
    let german = tickets.get(&"T-1001".into()).unwrap();
    assert!(german.messages[0].text.contains("auf den 17. Dezember"), "{}", german.messages[0].text);
    let english = tickets.get(&"T-1004".into()).unwrap();
    assert!(english.messages[0].text.contains("(27 November)"), "{}", english.messages[0].text);
    assert!(tickets.iter().flat_map(|ticket| &ticket.messages).all(|message| !message.text.contains("{date")));
}

#[test]
fn braces_that_are_no_dates_stay() {
    let today: Date = "2026-11-22".parse().unwrap();
    assert_eq!(with_dates("{name} {{x}} { date", today, "en").unwrap(), "{name} {{x}} { date");
    assert_eq!(with_dates("{date soon}", today, "en").unwrap_err(), "soon");
    assert_eq!(with_dates("{date +1d", today, "en").unwrap_err(), "+1d");
}

#[test]
fn an_unknown_ticket_names_the_nearest_ones_and_how_to_list_them() {
    let tickets = Tickets::demo(now()).unwrap();
    let text = |id: &str| tickets.get(&id.into()).unwrap_err().to_string();
    assert_eq!(text("t-1001"), "there is no ticket \"t-1001\"; did you mean T-1001? `harness tickets` lists them all");
    assert_eq!(text("1001"), "there is no ticket \"1001\"; did you mean T-1001? `harness tickets` lists them all");
    assert_eq!(text("nonsense"), "there is no ticket \"nonsense\"; `harness tickets` lists them all");
    assert!(tickets.get(&"T-1099".into()).unwrap_err().nearest.len() <= 3);
}

#[test]
fn mistakes_are_reported_with_file_line_and_field() {
    let error = mistake("[[tickets.messages]]\nfrom = \"customer\"\nat = \"tomorrow\"\ntext = \"x\"\n");
    assert_eq!((error.line, error.field.as_str()), (10, "tickets[0].messages[0].at"));
    let message =
        |at: &str, text: &str| format!("[[tickets.messages]]\nfrom = \"customer\"\nat = \"{at}\"\ntext = \"{text}\"\n");
    let error = mistake(&(message("-1h", "x") + &message("-2h", "x")));
    assert_eq!((error.line, error.field.as_str()), (14, "tickets[0].messages[1].at"));
    let error = mistake(&message("-1h", "on {date never}"));
    assert_eq!((error.line, error.field.as_str()), (11, "tickets[0].messages[0].text"));
    assert_eq!(mistake("").field, "tickets[0].messages");
    let error = mistake("[[tickets.messages]]\nfrom = \"robot\"\n");
    assert_eq!((error.line, error.field.as_str()), (9, "from"));
    assert!(error.expected.contains("customer"), "{error}");
}

#[test]
fn two_tickets_of_one_id_are_a_mistake() {
    let toml = DEMO.replace("id = \"T-1002\"", "id = \"T-1001\"");
    let error = Tickets::parse(&toml, "tickets.toml", now()).unwrap_err();
    assert_eq!(error.field, "tickets[1].id");
}

#[test]
fn tickets_come_from_a_path_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tickets.toml");
    std::fs::write(&path, DEMO).unwrap();
    assert_eq!(Tickets::load(&path, now()).unwrap(), Tickets::demo(now()).unwrap());
    let error = Tickets::load(&folder.path().join("none.toml"), now()).unwrap_err();
    assert!(matches!(error, TicketsError::Unreadable { .. }));
    assert!(error.to_string().contains("none.toml"));
}

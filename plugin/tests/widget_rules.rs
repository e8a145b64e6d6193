//! The rules behind a widget, one at a time.
#![expect(clippy::expect_used, reason = "helpers of tests: what is not as expected fails the test")]

use armincx_recharge::contract::*;
use armincx_recharge::testing::{MemoryHost, Shop, address_row, answer, charge_row, context, ok, subscription_row};
use armincx_recharge::widget::widget_data;
use serde_json::json;

fn widget(host: &MemoryHost) -> Widget {
    widget_data(host, &context("lena@example.com", "en")).expect("a widget")
}

fn codes(notices: &[Notice]) -> Vec<&str> {
    notices.iter().map(|notice| notice.code.as_str()).collect()
}

fn action<'a>(line: &'a Subscription, id: &str) -> &'a ActionState {
    line.actions.iter().find(|state| state.action == id).expect("every action has a state")
}

#[test]
fn a_cold_widget_takes_two_round_trips_of_seven_requests() {
    let host = Shop::of_size(10).host();
    let widget = widget(&host);
    assert!(widget.complete);
    assert_eq!(widget.customers[0].subscriptions.len(), 10);
    let batches = host.batches();
    let paths: Vec<Vec<_>> =
        batches.iter().map(|batch| batch.iter().map(|seen| seen.path.as_str()).collect()).collect();
    assert_eq!(
        paths,
        [
            vec!["/customers", "/store", "/token_information"],
            vec!["/subscriptions", "/charges", "/addresses", "/orders"]
        ]
    );
    assert_eq!(host.remarks(), []);
}

#[test]
fn every_request_names_version_form_and_token_and_how_old_an_answer_may_be() {
    let host = Shop::of_size(1).host();
    widget(&host);
    for seen in host.batches().concat() {
        let headers: Vec<_> = seen.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            headers,
            [
                ("X-Recharge-Version", "2021-11"),
                ("Accept", "application/json"),
                ("X-Recharge-Access-Token", "[secret]")
            ]
        );
        let shop = matches!(seen.path.as_str(), "/store" | "/token_information");
        assert_eq!(seen.max_age, if shop { 600 } else { 60 }, "{}", seen.path);
    }
}

#[test]
fn five_hundred_subscriptions_cost_no_further_round_trip() {
    for size in [251, 300, 499] {
        let host = Shop::of_size(size).host();
        let widget = widget(&host);
        assert_eq!(widget.customers[0].subscriptions.len() as u64, size);
        assert!(widget.complete, "{size}");
        assert_eq!(host.batches().len(), 2, "{size}");
        let actions = widget.customers[0].subscriptions.iter().map(|line| action(line, "skip"));
        assert!(actions.into_iter().all(|state| state.possible));
    }
}

#[test]
fn eight_hundred_subscriptions_are_followed_page_by_page() {
    let host = Shop::of_size(800).host();
    let widget = widget(&host);
    assert_eq!(widget.customers[0].subscriptions.len(), 800);
    assert!(widget.complete);
    assert_eq!(host.batches().len(), 4);
    for seen in host.batches().concat().iter().filter(|seen| seen.value("cursor").is_some()) {
        let names: Vec<_> = seen.query.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["limit", "cursor"]);
    }
}

#[test]
fn what_the_bound_on_requests_leaves_out_is_said() {
    let host = Shop::of_size(3000).host();
    let widget = widget(&host);
    assert!(!widget.complete);
    assert!(codes(&widget.notices).contains(&"data-incomplete"));
    assert!(host.batches().concat().len() <= 18);
    assert!(widget.customers[0].missing.is_empty());
}

#[test]
fn a_page_too_many_is_followed_even_when_the_count_said_otherwise() {
    let mut shop = Shop::of_size(300);
    shop.customers[0]["subscriptions_total_count"] = json!(3);
    let host = shop.host();
    let widget = widget(&host);
    assert_eq!(widget.customers[0].subscriptions.len(), 300);
    assert!(widget.complete);
    assert_eq!(host.batches().len(), 3);
}

#[test]
fn cursors_that_lead_in_circles_end() {
    let shop = Shop::of_size(3);
    let host = MemoryHost::new(move |seen| match (seen.path.as_str(), shop.answer(seen)) {
        ("/charges", Ok(mut answer)) => {
            answer.body =
                String::from_utf8_lossy(&answer.body).replace("\"next_cursor\":null", "\"next_cursor\":\"x\"").into();
            if seen.value("cursor").is_some() {
                return ok(&json!({"charges": [charge_row(900_000, 91, 50_000, "queued", "2026-12-01", &[1_000])],
                    "next_cursor": "x"}));
            }
            Ok(answer)
        }
        (_, answer) => answer,
    });
    let widget = widget(&host);
    assert!(!widget.complete);
    assert_eq!(widget.customers[0].charges.len(), 3);
    assert!(host.batches().len() <= 4);
}

#[test]
fn an_upstream_that_ignores_the_filter_shows_nobody_else() {
    let mut shop = Shop::of_size(1);
    shop.customers.push(json!({"id": 92, "email": "other@example.com", "first_name": "Somebody", "last_name": "Else"}));
    let everything = shop.clone();
    let host = MemoryHost::new(move |seen| {
        let mut seen = seen.clone();
        seen.query.retain(|(name, _)| name != "customer_id");
        match seen.path.as_str() {
            "/customers" => ok(&json!({"customers": everything.customers})),
            "/subscriptions" => {
                let mut rows = everything.subscriptions.clone();
                rows.push(subscription_row(7, 92, 50_000, "2026-12-01"));
                let mut nobodys = subscription_row(8, 92, 50_000, "2026-12-01");
                nobodys["customer_id"] = json!(null);
                rows.push(nobodys);
                ok(&json!({"subscriptions": rows}))
            }
            "/charges" => {
                let mut rows = everything.charges.clone();
                rows.push(charge_row(9, 92, 50_000, "error", "2026-11-01", &[1_000]));
                ok(&json!({"charges": rows}))
            }
            "/addresses" => ok(&json!({"addresses": [address_row(50_000, 92)]})),
            _ => everything.answer(&seen),
        }
    });
    let widget = widget(&host);
    assert_eq!(widget.customers.len(), 1);
    let lena = &widget.customers[0];
    assert_eq!(lena.subscriptions.iter().map(|line| line.id).collect::<Vec<_>>(), [1_000]);
    assert_eq!(lena.charges.len(), 1);
    assert!(lena.addresses.is_empty() && lena.notices.is_empty());
    // A row that names no owner is a row that is missing.
    assert!(!widget.complete);
    let remarks = host.remarks();
    let dropped = remarks.iter().find(|event| event.code == "foreign-rows-dropped").expect("it is remarked");
    assert_eq!(dropped.details, [("count".to_owned(), "3".to_owned())]);
}

#[test]
fn the_address_is_asked_for_as_typed_and_in_lower_case() {
    let shop = Shop::of_size(1);
    let host = shop.clone().host();
    let found = widget_data(&host, &context("  Lena@Example.COM ", "en")).unwrap();
    assert_eq!(found.matched.kind, MatchKind::DifferentCase);
    assert_eq!(found.matched.email, "Lena@Example.COM");
    let asked: Vec<_> = host.batches()[0].iter().filter_map(|seen| seen.value("email").map(str::to_owned)).collect();
    assert_eq!(asked, ["Lena@Example.COM", "lena@example.com"]);
    assert_eq!(host.batches().len(), 2);
}

#[test]
fn a_plus_address_is_another_customer() {
    let host = Shop::of_size(1).host();
    let none = widget_data(&host, &context("lena+box@example.com", "en")).unwrap();
    assert_eq!((none.presence, none.matched.kind), (Presence::Absent, MatchKind::None));
    assert_eq!(host.batches().len(), 1);
}

#[test]
fn nobody_is_not_claimed_when_a_search_failed() {
    let shop = Shop::of_size(1);
    let host = MemoryHost::new(move |seen| match seen.value("email") {
        Some("lena@example.com") => answer(502, "<html>"),
        _ => shop.answer(seen),
    });
    let unknown = widget_data(&host, &context("Lena@example.com", "en")).unwrap();
    assert_eq!((unknown.presence, unknown.matched.kind), (Presence::Full, MatchKind::Unknown));
    assert_eq!(codes(&unknown.notices), ["match-incomplete"]);
    assert!(!unknown.complete);
}

#[test]
fn a_malformed_address_is_an_invalid_request_in_the_readers_language() {
    let host = Shop::default().host();
    let Err(PluginError::InvalidRequest(problem)) = widget_data(&host, &context("not an address", "de")) else {
        panic!()
    };
    assert!(problem.message.contains("fehlerhaft"), "{}", problem.message);
    assert!(!problem.detail.contains("not an address"));
    assert!(host.batches().is_empty());
}

#[test]
fn without_a_usable_time_nothing_is_asked() {
    let host = Shop::default().host();
    let mut ctx = context("lena@example.com", "en");
    ctx.now = "yesterday".to_owned();
    assert!(matches!(widget_data(&host, &ctx), Err(PluginError::InvalidRequest(_))));
    assert!(host.batches().is_empty());
}

#[test]
fn customers_that_cannot_be_read_are_an_error_of_their_own_kind() {
    let failing = |response: fn() -> Result<Response, HttpError>| {
        let shop = Shop::of_size(1);
        let host = MemoryHost::new(move |seen| if seen.path == "/customers" { response() } else { shop.answer(seen) });
        widget_data(&host, &context("lena@example.com", "en")).unwrap_err()
    };
    assert!(matches!(failing(|| answer(401, r#"{"error":"bad authentication"}"#)), PluginError::Unauthorized(_)));
    let PluginError::MissingScopes(scopes) = failing(|| answer(403, "{}")) else { panic!() };
    assert_eq!(scopes.missing, ["read_customers"]);
    let PluginError::RateLimited(wait) = failing(|| Err(HttpError::RateLimited(Some(3)))) else { panic!() };
    assert_eq!(wait.seconds, Some(3));
    assert!(wait.problem.message.contains("3 seconds"), "{}", wait.problem.message);
    for unavailable in [
        || answer(500, ""),
        || Err(HttpError::Timeout(5000)),
        || Err(HttpError::Unreachable("refused".to_owned())),
        || Err(HttpError::Interrupted("eof".to_owned())),
    ] as [fn() -> Result<Response, HttpError>; 4]
    {
        assert!(matches!(failing(unavailable), PluginError::Unavailable(_)));
    }
    for unreadable in [
        || answer(200, "<html>"),
        || answer(200, r#"{"customers":[{"#),
        || answer(302, ""),
        || Err(HttpError::TooLarge(9)),
    ] as [fn() -> Result<Response, HttpError>; 4]
    {
        assert!(matches!(failing(unreadable), PluginError::Unreadable(_)));
    }
    for internal in [|| answer(422, "{}"), || Err(HttpError::Denied("no".to_owned())), || Err(HttpError::OverQuota(20))]
        as [fn() -> Result<Response, HttpError>; 3]
    {
        assert!(matches!(failing(internal), PluginError::Internal(_)));
    }
}

#[test]
fn without_a_token_the_shop_is_not_connected() {
    let asked = |error| {
        let host = Shop::default().host().without_secret(error);
        widget_data(&host, &context("lena@example.com", "en")).unwrap_err()
    };
    assert!(matches!(asked(SecretError::Missing("recharge-token".to_owned())), PluginError::NotConnected(_)));
    assert!(matches!(asked(SecretError::Unavailable("locked".to_owned())), PluginError::Unavailable(_)));
    assert!(matches!(asked(SecretError::Undeclared("x".to_owned())), PluginError::Internal(_)));
}

#[test]
fn each_part_that_fails_leaves_the_others() {
    for (path, missing) in [
        ("/subscriptions", "subscriptions"),
        ("/charges", "charges"),
        ("/addresses", "addresses"),
        ("/orders", "orders"),
    ] {
        let shop = Shop::of_size(2);
        let host = MemoryHost::new(move |seen| if seen.path == path { answer(500, "") } else { shop.answer(seen) });
        let widget = widget(&host);
        assert_eq!(widget.customers[0].missing, [missing]);
        assert_eq!(codes(&widget.notices), [format!("{missing}-missing")]);
        assert!(!widget.complete);
        assert_eq!(widget.presence, Presence::Full);
        let lines = &widget.customers[0].subscriptions;
        assert_eq!(lines.len(), if missing == "subscriptions" { 0 } else { 2 });
        assert!(lines.iter().all(|line| line.next_charge.is_some()));
        // What rests on the missing part isn't offered.
        let skip = lines.iter().all(|line| action(line, "skip").possible);
        assert_eq!(skip, missing != "charges");
        let address = lines.iter().all(|line| action(line, "update-address").possible);
        assert_eq!(address, !matches!(missing, "charges" | "addresses"));
    }
}

#[test]
fn one_end_of_a_long_list_that_fails_is_made_up_by_the_other() {
    let shop = Shop::of_size(300);
    let host = MemoryHost::new(move |seen| {
        let far = seen.path == "/charges" && seen.value("sort_by") == Some("id-asc");
        if far { answer(500, "") } else { shop.answer(seen) }
    });
    let widget = widget(&host);
    assert_eq!(widget.customers[0].charges.len(), 300);
    assert!(widget.complete);
}

#[test]
fn scopes_that_cannot_be_read_are_not_claimed_to_be_missing() {
    let shop = Shop::of_size(1);
    let host = MemoryHost::new(
        move |seen| {
            if seen.path == "/token_information" { answer(500, "") } else { shop.answer(seen) }
        },
    );
    let widget = widget(&host);
    assert!(action(&widget.customers[0].subscriptions[0], "skip").possible);
    assert_eq!(codes(&widget.notices), ["scopes-unknown"]);
    assert!(!widget.complete);
}

#[test]
fn a_store_in_another_zone_counts_a_date_as_begun_where_it_begins_first() {
    let lines = |zone: &str| {
        let mut shop = Shop::of_size(1);
        shop.store["timezone"]["iana_name"] = json!(zone);
        shop.subscriptions = vec![subscription_row(1_000, 91, 50_000, "2026-11-23")];
        shop.charges = vec![charge_row(900_000, 91, 50_000, "queued", "2026-11-23", &[1_000])];
        widget(&shop.host()).customers.remove(0).subscriptions
    };
    assert!(action(&lines("Europe/Berlin")[0], "skip").possible);
    assert!(!action(&lines("Pacific/Auckland")[0], "skip").possible);
}

#[test]
fn the_time_the_data_is_from_is_that_of_the_oldest_answer() {
    let shop = Shop::of_size(1);
    let host = MemoryHost::new(move |seen| {
        let age = match seen.path.as_str() {
            "/charges" => 47,
            "/customers" => 12,
            "/store" => 500,
            _ => 0,
        };
        shop.answer(seen).map(|answer| Response { age, ..answer })
    });
    // The store's age doesn't count: nothing of it is shown.
    assert_eq!(widget(&host).as_of.iso, "2026-11-22T21:59:00+01:00");
}

#[test]
fn an_address_nobody_vouches_for_is_pointed_out() {
    for (identity, expected) in [
        (Identity::Authenticated, vec![]),
        (Identity::Alias, vec![]),
        (Identity::Forwarded, vec!["identity-forwarded"]),
        (Identity::Unverified, vec!["identity-unverified"]),
    ] {
        let mut ctx = context("lena@example.com", "en");
        ctx.contact.identity = identity;
        assert_eq!(codes(&widget_data(&Shop::of_size(1).host(), &ctx).unwrap().notices), expected);
    }
}

#[test]
fn an_open_failed_charge_needs_room_even_without_a_live_subscription() {
    let mut shop = Shop::of_size(1);
    shop.subscriptions[0]["status"] = json!("cancelled");
    assert_eq!(widget(&shop.clone().host()).presence, Presence::Compact);
    shop.charges[0]["status"] = json!("error");
    assert_eq!(widget(&shop.host()).presence, Presence::Full);
}

#[test]
fn the_portal_setting_wins_over_what_the_store_says() {
    let mut ctx = context("lena@example.com", "en");
    ctx.settings =
        vec![Setting { name: "portal-base".to_owned(), value: "https://portal.example/merchant".to_owned() }];
    let widget = widget_data(&Shop::of_size(1).host(), &ctx).unwrap();
    let link = widget.customers[0].link.as_ref().unwrap();
    assert_eq!(link.url, "https://portal.example/merchant/customers/91");
}

#[test]
fn numbers_as_text_and_text_as_numbers_are_read() {
    let mut shop = Shop::of_size(1);
    let row = &mut shop.subscriptions[0];
    row["quantity"] = json!("3");
    row["order_interval_frequency"] = json!("2");
    row["order_interval_unit"] = json!("Weeks");
    row["status"] = json!("ACTIVE");
    row["is_prepaid"] = json!(0);
    row["next_charge_scheduled_at"] = json!("2026-12-01T00:00:00");
    shop.charges[0]["line_items"][0]["purchase_item_id"] = json!("1000");
    let body = json!({"subscriptions": shop.subscriptions}).to_string().replace("\"24.90\"", "24.90");
    let host =
        MemoryHost::new(
            move |seen| {
                if seen.path == "/subscriptions" { answer(200, body.clone()) } else { shop.answer(seen) }
            },
        );
    let widget = widget(&host);
    let line = &widget.customers[0].subscriptions[0];
    assert_eq!((line.quantity, line.status.code.as_str()), (3, "active"));
    assert_eq!(line.interval.as_ref().unwrap().text, "every 2 weeks");
    assert_eq!(line.price.as_ref().unwrap().amount, "24.90");
    assert_eq!(line.charge, Some(900_000));
}

#[test]
fn a_row_without_an_id_is_left_out_and_said_to_be() {
    let mut shop = Shop::of_size(2);
    let good = shop.answer(&armincx_recharge::testing::Seen {
        path: "/subscriptions".to_owned(),
        query: vec![],
        headers: vec![],
        max_age: 0,
    });
    let body = String::from_utf8(good.unwrap().body).unwrap().replace("\"id\":1001", "\"id\":null");
    shop.customers[0]["subscriptions_total_count"] = json!(2);
    let host =
        MemoryHost::new(
            move |seen| {
                if seen.path == "/subscriptions" { answer(200, body.clone()) } else { shop.answer(seen) }
            },
        );
    let widget = widget(&host);
    assert_eq!(widget.customers[0].subscriptions.len(), 1);
    assert_eq!(codes(&widget.notices), ["data-incomplete"]);
    assert!(!widget.complete);
}

#[test]
fn three_customers_with_long_lists_each_get_their_first_pages() {
    let mut shop = Shop::of_size(300);
    for id in [92, 93] {
        shop.customers.push(json!({"id": id, "email": "lena@example.com", "subscriptions_total_count": 300}));
        for number in 0..300 {
            shop.subscriptions.push(subscription_row(id * 10_000 + number, id, 7, "2026-12-09"));
        }
    }
    let host = shop.host();
    let widget = widget(&host);
    assert!(host.batches().concat().len() <= 18);
    for customer in &widget.customers {
        assert!(customer.subscriptions.len() >= 250, "{}", customer.id);
        assert!(customer.missing.is_empty());
    }
    assert!(!widget.complete);
    assert!(codes(&widget.notices).contains(&"data-incomplete"));
}

#[test]
fn a_date_that_a_failed_or_skipped_charge_has_used_up_is_not_the_next_one() {
    for status in ["error", "skipped", "success"] {
        let mut shop = Shop::of_size(1);
        shop.subscriptions = vec![subscription_row(1_000, 91, 50_000, "2026-11-20")];
        shop.charges = vec![charge_row(900_000, 91, 50_000, status, "2026-11-20", &[1_000])];
        let widget = widget(&shop.host());
        let line = &widget.customers[0].subscriptions[0];
        assert_eq!((&line.next_charge, &line.next_delivery), (&None, &None), "{status}");
        assert!(!codes(&line.notices).contains(&"charge-running"), "{status}");
        assert!(action(line, "cancel").possible, "{status}");
    }
}

#[test]
fn each_obstacle_is_said_in_its_own_words() {
    let why = |id: &str, change: fn(&mut Shop)| {
        let mut shop = Shop::of_size(1);
        change(&mut shop);
        action(&widget(&shop.host()).customers[0].subscriptions[0], id).why_not.clone().unwrap_or_default()
    };
    let past_skip: fn(&mut Shop) =
        |shop| shop.charges.push(charge_row(1, 91, 50_000, "skipped", "2026-11-02", &[1_000]));
    assert_eq!(why("unskip", past_skip), "The skipped date 2 Nov 2026 can't be restored any more.");
    assert_eq!(
        why("skip", |shop| shop.subscriptions[0]["is_skippable"] = json!(false)),
        "Recharge does not allow this one to be skipped."
    );
    assert_eq!(why("skip", |shop| shop.charges.clear()), "Recharge has not made the charge of 1 Dec 2026 yet.");
    let nothing: fn(&mut Shop) = |shop| {
        shop.charges.clear();
        shop.subscriptions[0]["next_charge_scheduled_at"] = json!(null);
    };
    for id in ["skip", "move-date"] {
        assert_eq!(why(id, nothing), "No charge is coming up.", "{id}");
    }
    assert_eq!(
        why("update-address", |shop| shop.subscriptions[0]["address_id"] = json!(null)),
        "Recharge names no address for this subscription."
    );
    assert_eq!(
        why("cancel", |shop| { shop.scopes.retain(|scope| scope != "read_orders" && scope != "write_subscriptions") }),
        "The Recharge token lacks read_orders, write_subscriptions."
    );
}

#[test]
fn a_delivery_that_is_paid_already_comes_first_in_the_headline_when_it_comes_first() {
    let headline = |change: fn(&mut Shop)| {
        let mut shop = Shop::of_size(2);
        for (id, date) in [(1_000, "2027-02-06"), (1_001, "2026-12-10")] {
            let at = if id == 1_000 { 0 } else { 1 };
            shop.subscriptions[at] = subscription_row(id, 91, 50_000, date);
            shop.charges[at] = charge_row(900_000 + id, 91, 50_000, "queued", date, &[id]);
        }
        shop.subscriptions[0]["is_prepaid"] = json!(true);
        shop.orders = ["2027-01-06", "2026-12-07"]
            .map(|date| {
                json!({"id": 1, "customer": {"id": 91}, "status": "queued", "scheduled_at": date, "is_prepaid": true,
                    "line_items": [{"purchase_item_id": 1_000}]})
            })
            .to_vec();
        change(&mut shop);
        widget(&shop.host()).customers.remove(0).headline
    };
    let charge = "Next charge 10 Dec 2026: €28.80";
    let delivery = "Next delivery 7 Dec 2026, paid already.";
    assert_eq!(headline(|_| {}), format!("{delivery} {charge}"));
    assert_eq!(headline(|shop| shop.orders[1]["scheduled_at"] = json!("2026-12-10")), charge);
    assert_eq!(headline(|shop| shop.orders.clear()), charge);
    let uncharged: fn(&mut Shop) = |shop| {
        shop.charges.clear();
        shop.subscriptions.remove(1);
        shop.subscriptions[0]["next_charge_scheduled_at"] = json!(null);
    };
    assert_eq!(headline(uncharged), format!("{delivery} No next charge is planned"));
    assert!(headline(|shop| shop.charges[0]["status"] = json!("error")).starts_with("Payment failed"));
}

#[test]
fn a_headline_counts_the_charges_of_the_next_day_and_names_each_amount_or_none() {
    let headline = |locale: &str, charges: u64, change: fn(&mut Shop)| {
        let mut shop = Shop::of_size(charges + 1);
        for at in 0..usize::try_from(charges).unwrap() {
            shop.charges[at]["scheduled_at"] = json!("2026-12-01");
            shop.subscriptions[at]["next_charge_scheduled_at"] = json!("2026-12-01");
        }
        change(&mut shop);
        widget_data(&shop.host(), &context("lena@example.com", locale)).unwrap().customers.remove(0).headline
    };
    assert_eq!(headline("en", 1, |_| {}), "Next charge 1 Dec 2026: €28.80");
    assert_eq!(headline("en", 2, |_| {}), "Next 2 charges 1 Dec 2026: €28.80 + €28.80");
    assert_eq!(headline("de", 2, |_| {}), "Nächste 2 Abbuchungen 01.12.2026: 28,80 € + 28,80 €");
    assert_eq!(headline("de", 1, |_| {}), "Nächste Abbuchung 01.12.2026: 28,80 €");
    // Nothing is added up, so currencies may differ.
    let foreign: fn(&mut Shop) = |shop| shop.charges[1]["currency"] = json!("USD");
    assert!(["€28.80 + $28.80", "$28.80 + €28.80"].iter().any(|all| headline("en", 2, foreign).ends_with(all)));
    let unsettled: fn(&mut Shop) = |shop| shop.charges[1]["has_uncommitted_changes"] = json!(true);
    assert_eq!(headline("en", 2, unsettled), "Next 2 charges 1 Dec 2026: about €28.80 + €28.80");
    assert_eq!(headline("en", 2, |shop| shop.charges[1]["total_price"] = json!(null)), "Next 2 charges 1 Dec 2026");
    assert_eq!(headline("en", 4, |_| {}), "Next 4 charges 1 Dec 2026");
    // One that is skipped or is shared by two subscriptions is none more.
    assert_eq!(
        headline("en", 2, |shop| shop.charges[1]["status"] = json!("skipped")),
        "Next charge 1 Dec 2026: €28.80"
    );
    let shared: fn(&mut Shop) = |shop| {
        let item = shop.charges[1]["line_items"][0].clone();
        shop.charges[0]["line_items"].as_array_mut().unwrap().push(item);
        shop.charges.remove(1);
    };
    assert_eq!(headline("en", 2, shared), "Next charge 1 Dec 2026: €28.80");
    assert_eq!(headline("en", 1, |shop| shop.charges.clear()), "Next charge 1 Dec 2026");
    let today: fn(&mut Shop) = |shop| {
        for at in 0..2 {
            shop.charges[at]["scheduled_at"] = json!("2026-11-22");
            shop.subscriptions[at]["next_charge_scheduled_at"] = json!("2026-11-22");
        }
    };
    assert_eq!(headline("en", 2, today), "2 charges of 22 Nov 2026 are being processed");
    assert_eq!(headline("de", 2, today), "2 Abbuchungen vom 22.11.2026 werden gerade ausgeführt");
}

#[test]
fn subscriptions_that_would_look_the_same_say_where_they_ship_to_and_others_do_not() {
    let notes = |change: fn(&mut Shop)| -> Vec<Option<String>> {
        let mut shop = Shop::of_size(2);
        shop.addresses[1]["address1"] = json!("Domstrasse 2");
        shop.addresses[1]["zip"] = json!("50667");
        shop.addresses[1]["city"] = json!("Köln");
        shop.addresses[1]["province"] = json!(null);
        change(&mut shop);
        let lines = widget(&shop.host()).customers.remove(0).subscriptions;
        let note = |line: Subscription| line.notices.into_iter().find(|notice| notice.code == "ships-to");
        lines.into_iter().map(|line| note(line).map(|notice| notice.text)).collect()
    };
    let (berlin, cologne) =
        ("Lena Brandt, Musterstrasse 11, 10115 Berlin, DE", "Lena Brandt, Domstrasse 2, 50667 Köln, DE");
    assert_eq!(notes(|_| {}), [Some(berlin.to_owned()), Some(cologne.to_owned())]);
    for other in [
        (|shop| shop.subscriptions[1]["product_title"] = json!("Vitamin D")) as fn(&mut Shop),
        |shop| shop.subscriptions[1]["variant_title"] = json!("60 servings"),
        |shop| shop.subscriptions[1]["quantity"] = json!(2),
        |shop| shop.subscriptions[1]["status"] = json!("cancelled"),
        |shop| shop.subscriptions[1]["address_id"] = json!(50_000),
        |shop| shop.addresses.clear(),
    ] {
        assert!(notes(other).iter().all(Option::is_none));
    }
}

#[test]
fn a_charge_whose_day_has_begun_is_not_upcoming_any_more() {
    for (date, word, tone) in [
        ("2026-11-20", "Being processed", Tone::Warning),
        ("2026-11-22", "Being processed", Tone::Warning),
        ("2026-11-23", "Upcoming", Tone::Good),
    ] {
        let mut shop = Shop::of_size(1);
        shop.subscriptions = vec![subscription_row(1_000, 91, 50_000, date)];
        shop.charges = vec![charge_row(900_000, 91, 50_000, "queued", date, &[1_000])];
        let widget = widget(&shop.host());
        let customer = &widget.customers[0];
        let status = &customer.charges[0].status;
        assert_eq!((status.text.as_str(), status.tone, status.code.as_str()), (word, tone, "queued"), "{date}");
        assert_eq!(customer.headline.ends_with("is being processed"), word != "Upcoming", "{date}");
    }
}

#[test]
fn an_active_subscription_without_a_next_charge_is_pointed_out() {
    let mut shop = Shop::of_size(1);
    shop.charges.clear();
    shop.subscriptions[0]["next_charge_scheduled_at"] = json!(null);
    let widget = widget(&shop.host());
    assert_eq!(codes(&widget.customers[0].subscriptions[0].notices), ["no-next-charge"]);
    assert_eq!(widget.customers[0].headline, "No next charge is planned");
}

#[test]
fn a_token_that_may_not_read_the_store_gives_a_complete_widget_with_a_notice() {
    for (status, complete) in [(403, true), (500, false)] {
        let shop = Shop::of_size(1);
        let host = MemoryHost::new(move |seen| match seen.path.as_str() {
            "/store" => answer(status, ""),
            _ => shop.answer(seen),
        });
        let widget = widget(&host);
        assert_eq!(widget.complete, complete, "{status}");
        assert!(codes(&widget.notices).contains(&"store-missing"), "{status}");
    }
}

#[test]
fn a_customer_with_many_subscriptions_is_told_that_unknown_charges_are_left_out() {
    for (size, told) in [(19, false), (20, true)] {
        let widget = widget(&Shop::of_size(size).host());
        assert_eq!(codes(&widget.customers[0].notices).contains(&"known-charges-only"), told, "{size}");
    }
}

#[test]
fn scopes_that_nobody_named_are_not_taken_for_none() {
    let shop = Shop::of_size(1);
    let host = MemoryHost::new(move |seen| match seen.path.as_str() {
        "/token_information" => answer(200, r#"{"token_information":{"name":"Helpdesk","scopes":null}}"#),
        _ => shop.answer(seen),
    });
    let widget = widget(&host);
    assert_eq!(codes(&widget.notices), ["scopes-unknown"]);
    assert!(action(&widget.customers[0].subscriptions[0], "skip").possible);
}

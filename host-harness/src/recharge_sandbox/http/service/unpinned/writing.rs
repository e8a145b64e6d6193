//! Each write in the names of 2021-01, with what it does to the store.

use super::*;

#[test]
fn an_item_is_skipped_and_taken_back_by_its_subscription_id() {
    let service = shop();
    let ([a, b], cup) = items(&service);
    let queued = charge(&service, a, Queued, D);
    let skip = format!("/charges/{}/skip", queued.id);
    let answer = done(&service, "POST", &skip, json!({"subscription_id": a.to_string()}));
    assert_eq!(
        (
            &answer["charge"]["status"],
            &answer["charge"]["scheduled_at"],
            &answer["charge"]["line_items"][0]["subscription_id"]
        ),
        (&json!("SKIPPED"), &json!("2026-12-01T00:00:00"), &json!(a))
    );
    assert_eq!((on(&charge(&service, a, Skipped, D)), on(&charge(&service, b, Queued, D))), (vec![a], vec![b, cup]));
    charge(&service, a, Queued, NEXT);
    let unskip = format!("/charges/{}/unskip", charge(&service, a, Skipped, D).id);
    let answer = done(&service, "POST", &unskip, json!({"subscription_ids": [a]}));
    assert_eq!(answer["charge"]["status"], "QUEUED");
    assert_eq!(on(&charge(&service, a, Queued, D)), [a, b, cup]);

    let whole = charge(&service, a, Queued, D).id;
    let answer =
        done(&service, "POST", &format!("/charges/{whole}/skip"), json!({"subscription_ids": [a, b.to_string()]}));
    assert_eq!((&answer["charge"]["id"], &answer["charge"]["status"]), (&json!(whole), &json!("SKIPPED")));
    assert_eq!(on(&charge(&service, cup, Queued, NEXT)), [a, b, cup]);
}

#[test]
fn a_skip_in_the_names_of_2021_11_names_nothing() {
    let service = shop();
    let ([a, _], cup) = items(&service);
    let path = format!("/charges/{}/skip", charge(&service, a, Queued, D).id);
    let before = service.state();
    let (status, refused) = send(&service, "POST", &path, json!({"purchase_item_ids": [a]}));
    assert_eq!((status, refused), (422, json!({"errors": {"subscription_ids": ["Missing data for required field."]}})));
    let (status, refused) = send(&service, "POST", &path, json!({"subscription_ids": "all"}));
    assert_eq!((status, refused), (422, json!({"errors": {"subscription_ids": ["Not a valid list."]}})));
    let (status, refused) = send(&service, "POST", &path, json!({"subscription_id": cup}));
    assert_eq!((status, refused["errors"]["subscription_ids"].is_array()), (422, true), "{refused}");
    assert_eq!(send(&service, "POST", &path, json!([a])).0, 415);
    assert_eq!(service.state(), before);
    service.edit(|state| state.unknowns.skip_without_ids = SkipWithoutIds::All);
    assert_eq!(done(&service, "POST", &path, json!({}))["charge"]["line_items"].as_array().unwrap().len(), 2);
}

#[test]
fn a_date_is_skipped_below_an_address_and_below_a_subscription() {
    let service = shop();
    let ([a, b], _) = items(&service);
    let address = service.state().subscriptions[&a].address_id;
    let date = format!("{NEXT}T00:00:00");
    let body = json!({"date": date, "subscription_ids": [a.to_string()]});
    done(&service, "POST", &format!("/addresses/{address}/charges/skip"), body);
    done(&service, "POST", &format!("/subscriptions/{b}/charges/skip"), json!({"date": NEXT, "subscription_id": b}));
    assert_eq!(on(&charge(&service, a, Skipped, NEXT)), [a, b]);
    let body = json!({"date": "2026-12-30", "subscription_ids": [a]});
    let (status, refused) = send(&service, "POST", &format!("/addresses/{address}/charges/skip"), body);
    assert!(status == 422 && refused.to_string().contains("must be within the charge interval schedule"));
}

#[test]
fn a_subscription_is_moved_with_a_date_that_has_a_time() {
    let service = shop();
    let ([a, b], _) = items(&service);
    let path = format!("/subscriptions/{a}/set_next_charge_date");
    let answer = done(&service, "POST", &path, json!({"date": "2026-12-05T00:00:00"}));
    assert_eq!(answer["subscription"]["next_charge_scheduled_at"], "2026-12-05T00:00:00");
    assert_eq!(on(&charge(&service, a, Queued, "2026-12-05")), [a]);
    done(&service, "POST", &path, json!({"date": D}));
    assert!(charge(&service, a, Queued, D).contains(b));
    for wrong in [
        "2026-12-05T00:00:00Z",
        "2026-12-05T00:00:00+01:00",
        "2026-12-05T25:00:00",
        "05.12.2026",
        "2026-12-05 00:00:00",
    ] {
        let refused = send(&service, "POST", &path, json!({"date": wrong}));
        assert_eq!(refused, (422, json!({"errors": {"date": ["Not a valid date."]}})), "{wrong}");
    }
    let (status, refused) = send(&service, "POST", &path, json!({"date": "2026-11-22T00:00:00"}));
    assert_eq!(status, 422);
    assert_eq!(refused, json!({"errors": {"date": ["Date must be at least one day in the future"]}}));
}

#[test]
fn a_whole_charge_is_moved_by_post_and_by_put_whatever_2021_11_has() {
    let service = shop();
    service.edit(|state| state.unknowns.move_charge = MoveCharge::Missing);
    let ([a, b], cup) = items(&service);
    for (method, date) in [("PUT", "2026-12-05"), ("POST", "2026-12-08")] {
        let queued = service.state().charges.values().find(|it| it.is_queued() && it.contains(a)).unwrap().id;
        let path = format!("/charges/{queued}/change_next_charge_date");
        let answer = done(&service, method, &path, json!({"next_charge_date": format!("{date}T09:45:44")}));
        assert_eq!(answer["charge"]["scheduled_at"], format!("{date}T00:00:00"));
        assert_eq!(on(&charge(&service, a, Queued, date)), [a, b, cup]);
    }
}

#[test]
fn commit_update_waits_for_regeneration_and_is_no_field() {
    let service = with_lag(CommitLag::ByHand);
    let ([a, b], _) = items(&service);
    let queued = charge(&service, a, Queued, D).id;
    let path = format!("/subscriptions/{a}");
    done(&service, "PUT", &path, json!({"quantity": "3", "commit_update": true}));
    let quantity = |id: Id| {
        charge(&service, id, Queued, D).line_items.iter().find(|it| it.purchase_item_id == id).unwrap().quantity
    };
    assert_eq!(quantity(a), 3);
    assert_eq!(get(&service, &format!("/charges/{queued}"))["charge"]["has_uncommited_changes"], false);
    done(&service, "PUT", &format!("/subscriptions/{b}"), json!({"quantity": 2, "commit_update": false}));
    assert_eq!(quantity(b), 1);
    assert_eq!(get(&service, &format!("/charges/{queued}"))["charge"]["has_uncommited_changes"], true);
    let second = send(&service, "PUT", &path, json!({"quantity": 4}));
    assert_eq!(second, (409, json!({"error": "A call to this route is already in progress."})));
}

#[test]
fn a_subscription_is_made_changed_cancelled_and_activated_in_old_names() {
    let service = shop();
    let ([a, _], _) = items(&service);
    let state = service.state();
    let (address, variant) =
        (state.subscriptions[&a].address_id, state.subscriptions[&a].product.external_variant_id.clone().unwrap());
    let body = json!({"address_id": address, "next_charge_scheduled_at": format!("{D}T00:00:00"), "quantity": "2", "price": "7.50",
        "order_interval_unit": "week", "order_interval_frequency": "4", "charge_interval_frequency": "4",
        "shopify_variant_id": variant.parse::<u64>().unwrap(), "shopify_product_id": "1", "status": "ACTIVE"});
    let (status, answer) = send(&service, "POST", "/subscriptions", body);
    let made = &answer["subscription"];
    assert_eq!(
        (
            status,
            &made["price"],
            &made["order_interval_frequency"],
            &made["shopify_variant_id"],
            &made["has_queued_charges"]
        ),
        (201, &json!(7.5), &json!("4"), &json!(variant.parse::<u64>().unwrap()), &json!(1)),
        "{made}"
    );
    let id = made["id"].as_u64().unwrap();
    assert!(charge(&service, a, Queued, D).contains(id));
    let path = format!("/subscriptions/{id}");
    let body = json!({"order_interval_unit": "month", "order_interval_frequency": "1", "charge_interval_frequency": "1", "price": 8});
    let changed = done(&service, "PUT", &path, body);
    assert_eq!(
        (
            &changed["subscription"]["order_interval_unit"],
            &changed["subscription"]["charge_interval_frequency"],
            &changed["subscription"]["price"]
        ),
        (&json!("month"), &json!("1"), &json!(8))
    );
    let swapped =
        done(&service, "PUT", &path, json!({"shopify_variant_id": variant, "use_shopify_variant_defaults": true}));
    assert_eq!(swapped["subscription"]["price"], 14.9);
    let (status, refused) = send(&service, "PUT", &path, json!({"shopify_variant_id": "5"}));
    assert_eq!((status, refused), (422, json!({"errors": {"shopify_variant_id": ["Not found"]}})));
    let (status, refused) = send(&service, "PUT", &path, json!({"order_interval_unit": "week"}));
    assert!(status == 422 && refused["errors"]["charge_interval_unit_type"].is_string());

    let (status, refused) = send(&service, "POST", &format!("{path}/cancel"), json!({}));
    assert!(status == 422 && refused["errors"]["cancellation_reason"].is_array());
    let cancelled =
        done(&service, "POST", &format!("{path}/cancel"), json!({"cancellation_reason": "R", "send_email": false}));
    assert_eq!(
        (
            &cancelled["subscription"]["status"],
            &cancelled["subscription"]["next_charge_scheduled_at"],
            &cancelled["subscription"]["has_queued_charges"]
        ),
        (&json!("CANCELLED"), &Value::Null, &json!(0))
    );
    let active = done(&service, "POST", &format!("{path}/activate"), Value::Null);
    assert_eq!(active["subscription"]["status"], "ACTIVE");
    let (status, refused) = send(&service, "POST", &format!("{path}/activate"), Value::Null);
    assert_eq!((status, refused), (422, json!({"errors": {"subscription": ["item already set to active"]}})));
    let to = *service.state().addresses.keys().find(|id| **id != address).unwrap();
    let moved = done(
        &service,
        "POST",
        &format!("{path}/change_address"),
        json!({"address_id": to.to_string(), "next_charge_scheduled_at": "2026-12-20T00:00:00"}),
    );
    assert_eq!(moved["subscription"]["address_id"], to);
    charge(&service, id, Queued, "2026-12-20");
    assert_eq!(send(&service, "DELETE", &path, json!({"send_email": false})).0, 204);
}

#[test]
fn an_address_is_made_and_changed_with_the_countrys_name_and_the_carts_note() {
    let service = shop();
    let owner = *service.state().customers.keys().next().unwrap();
    let path = format!("/customers/{owner}/addresses");
    let mut body = json!({"address1": "Rue 1", "city": "Paris", "zip": "75001", "province": "Paris", "country": "France",
        "first_name": "A", "last_name": "B", "phone": "", "cart_note": "Bell"});
    let (status, answer) = send(&service, "POST", &path, body.clone());
    assert_eq!(
        (status, &answer["address"]["country"], &answer["address"]["cart_note"], &answer["address"]["customer_id"]),
        (201, &json!("France"), &json!("Bell"), &json!(owner))
    );
    let id = answer["address"]["id"].as_u64().unwrap();
    assert_eq!(service.state().addresses[&id].postal.country_code.as_deref(), Some("FR"));
    let changed = done(
        &service,
        "PUT",
        &format!("/addresses/{id}"),
        json!({"country": "united kingdom", "zip": "N1", "country_code": "DE", "cart_note": null}),
    );
    assert_eq!(
        (&changed["address"]["country"], &changed["address"]["cart_note"]),
        (&json!("United Kingdom"), &Value::Null)
    );
    for (wrong, errors) in [
        (json!({"country": "Atlantis"}), json!({"country": ["Not a valid country."]})),
        (json!({"country": "DE"}), json!({"country": ["Not a valid country."]})),
        (json!({"country": null}), json!({"country": ["Field may not be null."]})),
        (json!({"country": "France"}), json!({"zip": ["Is required when country changes."]})),
        (json!({"address1": null}), json!({"address1": ["Field may not be null."]})),
    ] {
        let refused = send(&service, "PUT", &format!("/addresses/{id}"), wrong.clone());
        assert_eq!(refused, (422, json!({"errors": errors})), "{wrong}");
    }
    body.as_object_mut().unwrap().remove("country");
    let (status, refused) = send(&service, "POST", &path, body);
    assert_eq!((status, &refused["errors"]["_schema"][0]), (422, &json!("country are required fields.")));
    assert_eq!(send(&service, "DELETE", &format!("/addresses/{id}"), Value::Null).0, 204);
    let first = *service.state().addresses.keys().next().unwrap();
    let (status, refused) = send(&service, "DELETE", &format!("/addresses/{first}"), Value::Null);
    assert_eq!((status, refused), (422, json!({"errors": {"subscriptions": ["Address has active subscriptions"]}})));
}

#[test]
fn a_customer_is_made_and_changed_with_the_shops_id() {
    let service = shop();
    let body = json!({"email": "new@example.com", "first_name": "N", "last_name": "E", "shopify_customer_id": "7001",
        "billing_address1": "Weg 1", "billing_country": "Germany"});
    let (status, answer) = send(&service, "POST", "/customers", body);
    let made = &answer["customer"];
    assert_eq!((status, &made["shopify_customer_id"], &made["status"]), (201, &json!("7001"), &json!("INACTIVE")));
    let path = format!("/customers/{}", made["id"]);
    let changed = done(&service, "PUT", &path, json!({"first_name": "M", "shopify_customer_id": 7002}));
    assert_eq!(
        (&changed["customer"]["first_name"], &changed["customer"]["shopify_customer_id"]),
        (&json!("M"), &json!("7002"))
    );
    assert_eq!(send(&service, "PUT", &path, json!({"billing_city": "Bonn"})).0, 501, "better said than forgotten");
    let (status, refused) = send(&service, "PUT", &path, json!({"email": "a@example.com"}));
    assert_eq!((status, refused), (422, json!({"errors": {"email": "email already exists on store"}})));
}

#[test]
fn a_onetime_is_made_by_each_of_its_paths() {
    let service = shop();
    let ([a, _], cup) = items(&service);
    let state = service.state();
    let (address, variant) =
        (state.subscriptions[&a].address_id, state.onetimes[&cup].product.external_variant_id.clone().unwrap());
    let body = json!({"address_id": address, "next_charge_scheduled_at": format!("{D}T00:00:00"), "shopify_variant_id": variant.parse::<u64>().unwrap(), "quantity": 1, "price": 5});
    for path in
        ["/onetimes".to_owned(), format!("/onetimes/address/{address}"), format!("/addresses/{address}/onetimes")]
    {
        let (status, answer) = send(&service, "POST", &path, body.clone());
        assert_eq!(
            (status, &answer["onetime"]["price"], &answer["onetime"]["status"]),
            (201, &json!(5), &json!("ONETIME")),
            "{path}"
        );
        let id = answer["onetime"]["id"].as_u64().unwrap();
        assert!(charge(&service, a, Queued, D).contains(id));
        let changed = done(&service, "PUT", &format!("/onetimes/{id}"), json!({"quantity": 2}));
        assert_eq!(changed["onetime"]["quantity"], 2);
        assert_eq!(send(&service, "DELETE", &format!("/onetimes/{id}"), Value::Null).0, 204);
    }
}

#[test]
fn an_order_is_moved_delayed_and_copied() {
    let service = shop();
    let state = service.state();
    let queued = state.orders.values().find(|it| it.status == OrderStatus::Queued).unwrap().id;
    let path = format!("/orders/{queued}/change_date");
    for body in [json!({"scheduled_at": "2026-12-15T00:00:00"}), json!({"shipping_date": "2026-12-15"})] {
        let moved = done(&service, "POST", &path, body);
        assert_eq!(
            (&moved["order"]["scheduled_at"], &moved["order"]["shipping_date"]),
            (&json!("2026-12-15T00:00:00"), &json!("2026-12-15T00:00:00"))
        );
    }
    let (status, refused) = send(&service, "POST", &path, json!({}));
    assert_eq!((status, refused), (422, json!({"errors": {"scheduled_at": ["Missing data for required field."]}})));
    let (status, _) = send(&service, "POST", &path, json!({"scheduled_at": "2020-01-01"}));
    assert_eq!(status, 422);
    let delayed = done(&service, "POST", &format!("/orders/{queued}/delay"), Value::Null);
    assert_eq!(delayed["order"]["scheduled_at"], "2027-01-15T00:00:00");
    let body = json!({"shipping_address": {"address1": "Rue 2", "country": "France"}});
    let changed = done(&service, "PUT", &format!("/orders/{queued}"), body);
    assert_eq!(changed["order"]["shipping_address"]["country"], "France");
    let (status, refused) =
        send(&service, "PUT", &format!("/orders/{queued}"), json!({"shipping_address": {"country": "Atlantis"}}));
    assert_eq!(
        (status, refused),
        (422, json!({"errors": {"shipping_address": {"country": ["Not a valid country."]}}}))
    );

    let sent = state.orders.values().find(|it| it.status == OrderStatus::Success).unwrap().clone();
    let clone = format!("/orders/clone_order_on_success_charge/{}/charge/{}", sent.id, sent.charge_id);
    let copy = done(&service, "POST", &clone, json!({"scheduled_at": "2026-12-15T00:00:00"}));
    assert_eq!((&copy["order"]["status"], &copy["order"]["charge_id"]), (&json!("QUEUED"), &json!(sent.charge_id)));
    let wrong = format!("/orders/clone_order_on_success_charge/{}/charge/5", sent.id);
    assert_eq!(send(&service, "POST", &wrong, json!({"scheduled_at": "2026-12-15"})).0, 404);
    assert_eq!(send(&service, "PUT", &format!("/orders/{queued}/update_shopify_variant/5"), json!({})).0, 501);
}

#[test]
fn subscriptions_are_written_in_bulk_whole_or_not_at_all() {
    let service = shop();
    let ([a, b], _) = items(&service);
    let state = service.state();
    let (address, variant) =
        (state.subscriptions[&a].address_id, state.subscriptions[&a].product.external_variant_id.clone().unwrap());
    let path = format!("/addresses/{address}/subscriptions-bulk");
    let new = json!({"shopify_variant_id": variant, "quantity": 1, "next_charge_scheduled_at": D, "order_interval_unit": "week",
        "order_interval_frequency": "4", "charge_interval_frequency": "4"});
    let made = done(&service, "POST", &path, json!({"subscriptions": [new, new], "commit_update": true}));
    let made: Vec<Id> = made["subscriptions"].as_array().unwrap().iter().map(|it| it["id"].as_u64().unwrap()).collect();
    assert_eq!(made.len(), 2);
    assert!(made.iter().all(|id| charge(&service, a, Queued, D).contains(*id)));
    let body = json!({"subscriptions": [{"id": a, "quantity": 2}, {"id": b, "quantity": 3, "force_update": true}]});
    let changed = done(&service, "PUT", &path, body);
    assert_eq!(
        (&changed["subscriptions"][0]["quantity"], &changed["subscriptions"][1]["status"]),
        (&json!(2), &json!("ACTIVE"))
    );
    let before = service.state();
    for wrong in [
        json!({}),
        json!({"subscriptions": []}),
        json!({"subscriptions": vec![json!({"id": a, "quantity": 5}); 21]}),
        json!({"subscriptions": [{"id": a, "quantity": 5}, {"id": 5}]}),
        json!({"subscriptions": [{"id": a, "quantity": 5}, {"id": b, "quantity": 0}]}),
        json!({"subscriptions": [a]}),
    ] {
        assert_eq!(send(&service, "PUT", &path, wrong.clone()).0, 422, "{wrong}");
    }
    assert_eq!(service.state(), before);
    assert_eq!(send(&service, "PUT", "/addresses/5/subscriptions-bulk", json!({"subscriptions": [{"id": a}]})).0, 404);
    let delete =
        json!({"subscriptions": made.iter().map(|id| json!({"id": id})).collect::<Vec<Value>>(), "send_email": false});
    assert_eq!(send(&service, "DELETE", &path, delete).0, 204);
    assert!(made.iter().all(|id| !service.state().subscriptions.contains_key(id)));
}

#[test]
fn what_2021_11_writes_2021_01_shows_and_the_other_way_round() {
    let service = shop();
    let ([a, b], _) = items(&service);
    let id = charge(&service, a, Queued, D).id;
    done(&service, "POST", &format!("/charges/{id}/skip"), json!({"subscription_id": a}));
    let path = format!("/charges/{}/unskip", charge(&service, a, Skipped, D).id);
    let body = json!({"purchase_item_ids": [a]}).to_string();
    let pinned = Request {
        method: "POST",
        path: &path,
        query: "",
        token: Some(TOKEN),
        version: Some("2021-11"),
        body: body.as_bytes(),
    };
    let reply = service.reply(&pinned, Instant::now());
    assert_eq!((reply.answer.status, reply.version), (200, Version::V2021_11));
    let shown = get(&service, &format!("/charges?subscription_id={a}&date={D}"));
    let items: Vec<&Value> =
        shown["charges"][0]["line_items"].as_array().unwrap().iter().map(|it| &it["subscription_id"]).collect();
    assert!(items.contains(&&json!(a)) && items.contains(&&json!(b)));
}

#[test]
fn what_only_2021_11_writes_is_not_done() {
    let service = shop();
    let before = service.state();
    for (method, path) in [
        ("POST", "/addresses"),
        ("POST", "/addresses/merge"),
        ("POST", "/orders/1/clone"),
        ("PUT", "/payment_methods/1"),
    ] {
        let (status, body) = send(&service, method, path, json!({}));
        assert_eq!((status, body["error"].is_string()), (501, true), "{method} {path}");
    }
    assert_eq!(service.state(), before);
}

#[test]
fn unknowns_and_scopes_hold_in_2021_01_as_well() {
    let service = shop();
    let ([a, _], _) = items(&service);
    service.edit(|state| {
        state.unknowns =
            Unknowns { error_shape: crate::recharge_sandbox::unknowns::ErrorShape::List, ..Unknowns::default() };
        state.tokens[0].scopes = vec!["read_orders".to_owned()];
    });
    let (status, body) =
        send(&service, "POST", &format!("/subscriptions/{a}/cancel"), json!({"cancellation_reason": "R"}));
    assert!(status == 403 && body["errors"].is_array(), "{body}");
    assert_eq!(send(&service, "GET", "/subscriptions/count", Value::Null).0, 403);
    assert_eq!(send(&service, "GET", "/orders/count", Value::Null).0, 200);
    let (status, body) = send(&service, "GET", "/store", Value::Null);
    assert!(status == 501 && body["errors"].is_array(), "{body}");
}

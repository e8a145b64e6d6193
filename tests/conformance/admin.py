"""Drives the local Recharge with PyPI's recharge-api: its pydantic models validate every body. What webhooks deliver is
received and judged here, with nothing but Python's own hashlib and hmac."""

import hashlib
import hmac
import json
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from pypi_client import TODAY, api, control, day, refused, run, settle

shop = api.v2


def me():
    found = shop.Customer.list_({"email": "python@example.com"})
    assert len(found) == 1, found
    return found[0]


CUSTOMER = me().id


def subscriptions() -> dict:
    found = shop.Subscription.list_({"customer_id": str(CUSTOMER), "limit": "250"})
    return {(s.product_title, s.order_interval_frequency): s for s in found}


def upcoming(subscription: int) -> dict[str, object]:
    """The coming and the skipped charges of a subscription, by status and date."""
    query = {"purchase_item_ids": str(subscription), "status": "queued,skipped", "limit": "250"}
    return {f"{charge.status.lower()} {str(charge.scheduled_at)[:10]}": charge for charge in shop.Charge.list_(query)}


def items(charge) -> set[int]:
    return {item.purchase_item_id for item in charge.line_items}


coffee, tea, filters = (subscriptions()[(name, 4)].id for name in ("Coffee", "Tea", "Filters"))
alone, box = subscriptions()[("Tea", 2)].id, subscriptions()[("Box", 1)].id
cup = shop.Onetime.list_({"customer_id": str(CUSTOMER)})[0].id
D = day(9)


def reads() -> None:
    store = shop.Store.get()
    assert store.identifier == "conformance.myshopify.com"
    assert shop.Token.get().name == "[Private App] Conformance"
    for resource in (shop.Customer, shop.Address, shop.Charge, shop.Order, shop.Onetime, shop.PaymentMethod):
        found = resource.list_all({"limit": "2"})
        assert len({record.id for record in found}) == len(found) > 2, resource
        assert resource.get(str(found[0].id)).id == found[0].id
    paged = shop.Subscription.list_all({"limit": "50"})
    assert len({s.id for s in paged}) == len(paged) == 140, len(paged)
    office = shop.Customer.list_({"email": "office@example.com"})[0]
    theirs = shop.Subscription.list_all({"customer_id": str(office.id), "limit": "50"})
    assert len(theirs) == 120 and all(s.customer_id == office.id for s in theirs)
    full = shop.Customer.get(str(CUSTOMER), ["addresses", "subscriptions", "payment_methods"])
    assert full.id == CUSTOMER
    schedule = shop.Customer.get_delivery_schedule(str(CUSTOMER))
    assert str(schedule.deliveries[0].date)[:10] == D, schedule.deliveries[0]
    assert shop.Customer.list_({"email": "nobody@example.com"}) == []
    assert [strategy.reason for strategy in shop.RetentionStrategy.list_()] == ["Too much", "Too expensive"]
    assert shop.Customer.get_credit_summary(str(CUSTOMER)).total_available_balance == "0.00"


def skip_one_of_several() -> None:
    charge = upcoming(coffee)[f"queued {D}"]
    assert items(charge) == {coffee, tea, filters, cup}
    shop.Charge.skip(str(charge.id), {"purchase_item_ids": [str(coffee)]})
    settle()
    after = upcoming(coffee)
    assert set(after) == {f"skipped {D}", f"queued {day(9 + 28)}"}, after
    assert items(after[f"skipped {D}"]) == {coffee}
    assert items(upcoming(tea)[f"queued {D}"]) == {tea, filters, cup}
    assert str(shop.Subscription.get(str(coffee)).next_charge_scheduled_at)[:10] == day(9 + 28)


def unskip_it() -> None:
    skipped = upcoming(coffee)[f"skipped {D}"]
    shop.Charge.unskip(str(skipped.id), {"purchase_item_ids": [str(coffee)]})
    settle()
    assert set(upcoming(coffee)) == {f"queued {D}"}
    assert items(upcoming(coffee)[f"queued {D}"]) == {coffee, tea, filters, cup}


def skip_all() -> None:
    charge = upcoming(coffee)[f"queued {D}"]
    answer = shop.Charge.skip(str(charge.id), {"purchase_item_ids": [str(id) for id in (coffee, tea, filters)]})
    settle()
    assert answer.status.lower() == "skipped", answer.status
    for subscription in (coffee, tea, filters):
        assert set(upcoming(subscription)) == {f"skipped {D}", f"queued {day(9 + 28)}"}
    assert items(upcoming(coffee)[f"skipped {D}"]) == {coffee, tea, filters}
    assert cup in items(upcoming(coffee)[f"queued {day(9 + 28)}"]), "a onetime slides to the next charge"


def unskip_all() -> None:
    charge = upcoming(coffee)[f"skipped {D}"]
    shop.Charge.unskip(str(charge.id), {"purchase_item_ids": [str(id) for id in (coffee, tea, filters)]})
    settle()
    assert {coffee, tea, filters} <= items(upcoming(coffee)[f"queued {D}"])


def move_and_merge() -> None:
    refused(422, "Date must be at least one day in the future", shop.Subscription.change_date, str(coffee), {"date": day(0)})
    refused(422, "date", shop.Subscription.change_date, str(coffee), {"date": "tomorrow"})
    moved = shop.Subscription.change_date(str(coffee), {"date": day(12)})
    assert str(moved.next_charge_scheduled_at)[:10] == day(12)
    settle()
    assert items(upcoming(coffee)[f"queued {day(12)}"]) == {coffee}
    assert coffee not in items(upcoming(tea)[f"queued {D}"])
    shop.Subscription.change_date(str(coffee), {"date": D})
    settle()
    assert {coffee, tea, filters} <= items(upcoming(coffee)[f"queued {D}"]), "on one date they share one charge again"
    assert len([c for c in upcoming(coffee)]) == 1


def change_address() -> None:
    first, second = (shop.Subscription.get(str(id)).address_id for id in (coffee, alone))
    shop.Address.update(str(second), {"address1": "Neue Strasse 3", "zip": "14469"})
    settle()
    assert upcoming(alone)[f"queued {day(20)}"].shipping_address.address1 == "Neue Strasse 3"
    refused(422, "Field may not be null.", shop.Address.update, str(second), {"address1": None})
    shop.Subscription.change_address(str(alone), {"address_id": first})
    settle()
    assert upcoming(alone)[f"queued {day(20)}"].address_id == first
    shop.Subscription.change_date(str(alone), {"date": D})
    settle()
    assert alone in items(upcoming(coffee)[f"queued {D}"]), "it joins the charge of its new address"
    shop.Subscription.change_address(str(alone), {"address_id": second, "next_charge_scheduled_at": day(20)})
    settle()
    assert upcoming(alone)[f"queued {day(20)}"].address_id == second


def merge_addresses() -> None:
    first = shop.Subscription.get(str(coffee)).address_id
    created = shop.Address.create({
        "customer_id": CUSTOMER, "address1": "Weg 4", "city": "Berlin", "zip": "10117", "province": "Berlin",
        "country_code": "DE", "first_name": "Ada", "last_name": "Python", "phone": "",
    })
    settle()
    shop.Subscription.change_address(str(filters), {"address_id": created.id})
    settle()
    assert items(upcoming(filters)[f"queued {D}"]) == {filters}, "another address has a charge of its own"
    refused(422, "Address has active subscriptions", shop.Address.delete, str(created.id))
    merged = shop.Address.merge({"target_address": {"id": first}, "source_addresses": [{"id": created.id}], "delete_source_addresses": True})
    assert merged.id == first
    settle()
    assert {coffee, tea, filters} <= items(upcoming(filters)[f"queued {D}"])
    refused(404, "Not Found", shop.Address.get, str(created.id))


def cancel_and_activate() -> None:
    refused(422, "cancellation_reason", shop.Subscription.cancel, str(tea), {})
    answer = shop.Subscription.cancel(str(tea), {"cancellation_reason": "Too much", "cancellation_reason_comments": "Ünïcode", "send_email": False})
    settle()
    assert (answer.status.lower(), answer.next_charge_scheduled_at) == ("cancelled", None)
    assert upcoming(tea) == {} and tea not in items(upcoming(coffee)[f"queued {D}"])
    again = shop.Subscription.activate(str(tea))
    settle()
    assert (again.status.lower(), again.cancellation_reason) == ("active", None)
    refused(422, "item already set to active", shop.Subscription.activate, str(tea))


def onetimes() -> None:
    address = shop.Subscription.get(str(coffee)).address_id
    variant = shop.Onetime.get(str(cup)).external_variant_id.ecommerce
    created = shop.Onetime.create({
        "address_id": address, "next_charge_scheduled_at": D, "external_variant_id": {"ecommerce": variant}, "quantity": 2, "price": "5.00",
    })
    settle()
    assert created.id in items(upcoming(coffee)[f"queued {D}"])
    assert shop.Onetime.update(str(created.id), {"quantity": 3}).quantity == 3
    settle()
    shop.Onetime.delete(str(created.id))
    settle()
    assert created.id not in items(upcoming(coffee)[f"queued {D}"])


def far_skip_and_prepaid() -> None:
    address = shop.Subscription.get(str(coffee)).address_id
    refused(422, "must be within the charge interval schedule", shop.Address.skip, str(address), {"date": day(10), "subscription_ids": [str(coffee)]})
    prepaid = upcoming(box)[f"queued {day(40)}"]
    refused(422, "", shop.Charge.skip, str(prepaid.id), {"purchase_item_ids": [str(box)]})
    queued = [order for order in shop.Order.list_({"customer_id": str(CUSTOMER), "status": "queued"})]
    assert len(queued) == 1 and queued[0].is_prepaid
    delayed = shop.Order.delay(str(queued[0].id))
    assert str(delayed.scheduled_at)[:10] > str(queued[0].scheduled_at)[:10]


def more_writes() -> None:
    shop.Customer.update(str(CUSTOMER), {"first_name": "Adele", "phone": "+4930123456"})
    assert me().first_name == "Adele"
    refused(422, "Shorter than minimum length 1.", shop.Customer.update, str(CUSTOMER), {"first_name": "", "last_name": ""})
    refused(422, "email already exists on store", shop.Customer.update, str(CUSTOMER), {"email": "office@example.com"})
    refused(404, "Not Found", shop.Subscription.get, "5")
    changed = shop.Subscription.update(str(coffee), {"quantity": 2})
    assert changed.quantity == 2
    settle()
    refused(422, "when passing order_interval_unit", shop.Subscription.update, str(coffee), {"order_interval_unit": "week"})
    charge = upcoming(alone)[f"queued {day(20)}"]
    processed = shop.Charge.process(str(charge.id))
    settle()
    assert processed.status.lower() == "success", processed.status
    refunded = shop.Charge.refund(str(processed.id), {"amount": "9.50", "full_refund": True})
    assert refunded.status.lower() == "refunded", refunded.status


def discounts() -> None:
    found = {discount.code: discount for discount in shop.Discount.list_all()}
    assert {code: (one.value, one.value_type) for code, one in found.items()} == {
        "STAY10": ("10.00", "percentage"), "FIVE": ("5.00", "fixed_amount"),
    }, found
    assert shop.Discount.get(str(found["FIVE"].id)).code == "FIVE"
    assert [one.code for one in shop.Discount.list_({"discount_code": "STAY10"})] == ["STAY10"]
    charge = upcoming(coffee)[f"queued {D}"]
    applied = shop.Charge.apply_discount(str(charge.id), {"discount_code": "FIVE"})
    assert [(one.code, one.value, one.value_type) for one in applied.discounts] == [("FIVE", 5, "fixed_amount")]
    assert (applied.subtotal_price, applied.total_discounts) == (charge.subtotal_price, "5.00"), applied
    assert round(float(charge.total_price) - float(applied.total_price), 2) == 5, applied.total_price
    assert [one.id for one in shop.Charge.list_({"discount_code": "FIVE", "customer_id": str(CUSTOMER)})] == [charge.id]
    refused(422, "already", shop.Charge.apply_discount, str(charge.id), {"discount_id": str(found["STAY10"].id)})
    refused(422, "Not found", shop.Charge.apply_discount, str(charge.id), {"discount_code": "NONE"})
    removed = shop.Charge.remove_discount(str(charge.id))
    assert (removed.discounts, removed.total_price) == ([], charge.total_price), removed
    address = str(charge.address_id)
    held = shop.Address.update(address, {"discounts": [{"id": found["STAY10"].id}]})
    assert [one.code for one in held.discounts] == ["STAY10"]
    settle()
    assert upcoming(coffee)[f"queued {D}"].discounts[0].id == found["STAY10"].id
    assert [one.id for one in shop.Address.list_({"discount_id": str(found["STAY10"].id)})] == [charge.address_id]
    assert shop.Address.update(address, {"discounts": []}).discounts == []
    settle()
    assert upcoming(coffee)[f"queued {D}"].discounts == []


def what_is_sold() -> None:
    products = {product.title: product for product in shop.Product.list_all()}
    assert set(products) == {"Coffee", "Tea", "Filters", "Cup", "Box"}, products
    sold = products["Coffee"]
    assert (sold.variants[0].sku, sold.variants[0].prices.unit_price) == ("COF", "14.90")
    assert shop.Product.get(sold.external_product_id).title == "Coffee"
    plans = shop.Plan.list_({"external_product_id": sold.external_product_id})
    assert [plan.title for plan in plans] == ["Coffee"] and len(shop.Plan.list_all()) == 5
    assert plans[0].external_variant_ids == [sold.variants[0].external_variant_id]
    for nothing in (shop.Collection, shop.BundleSelection, shop.Account, shop.AsyncBatch):
        assert nothing.list_() == nothing.list_all() == [], nothing
    assert shop.Metafield.list_({"owner_resource": "customer", "owner_id": str(CUSTOMER)}) == []
    refused(501, "the sandbox does not do async batches", shop.AsyncBatch.create, {"batch_type": "discount_create"})


class Received(BaseHTTPRequestHandler):
    """Notes each delivery, and answers with the statuses it is told to, then with 200."""

    deliveries: list[tuple[dict, bytes]] = []
    statuses: list[int] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Received.deliveries.append((dict(self.headers), body))
        self.send_response(Received.statuses.pop(0) if Received.statuses else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_) -> None:
        pass


def judged(headers: dict, body: bytes) -> tuple[str, dict]:
    """Checks both signatures of a delivery over its raw body; its topic and what it says."""
    headers = {name.lower(): value for name, value in headers.items()}
    secret = b"conformance client secret"
    assert headers["x-recharge-hmac-sha256"] == hashlib.sha256(secret + body).hexdigest()
    time, signature = headers["x-recharge-webhook-signature"].split(",")
    time = time.removeprefix("t=")
    expected = hmac.new(secret, time.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(signature, f"v1={expected}"), signature
    assert headers["x-recharge-webhook-timestamp"] == time
    assert datetime.fromtimestamp(int(time), timezone.utc).date() == TODAY, time
    assert headers["x-recharge-external-platform-domain"] == "conformance.myshopify.com"
    assert headers["content-type"] == "application/json"
    return headers["x-recharge-topic"], json.loads(body)


def deliver() -> list[tuple[str, dict]]:
    """What has been delivered since the last time, judged."""
    control("POST", "webhooks/deliver")
    deliveries, Received.deliveries = Received.deliveries, []
    return [judged(headers, body) for headers, body in deliveries]


def webhooks() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Received)
    Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{server.server_port}/recharge"
    hook = shop.Webhook.create({"address": here, "topic": "subscription/updated", "included_objects": ["customer"]})
    assert (hook.address, hook.topic, hook.included_objects) == (here, "subscription/updated", ["customer"])
    assert shop.Webhook.get(str(hook.id)) == hook
    refused(422, str(hook.id), shop.Webhook.create, {"address": here, "topic": "subscription/updated"})
    elsewhere = shop.Webhook.create({"address": "https://example.com/recharge", "topic": "charge/updated"})
    for topic in ("charge/updated", "charge/created", "charge/deleted", "subscription/skipped", "subscription/paused", "order/created"):
        shop.Webhook.create({"address": here, "topic": topic})
    listed = shop.Webhook.list_all()
    assert len({one.id for one in listed}) == len(listed) == 8 and hook in listed and elsewhere in listed
    assert shop.Webhook.list_() == listed
    refused(422, "address", shop.Webhook.update, str(hook.id), {"address": "nowhere"})

    # A test, and what really happens: the quantity changes, and the charge follows.
    shop.Webhook.test(str(hook.id))
    assert [topic for topic, _ in deliver()] == ["subscription/updated"]
    shop.Subscription.update(str(coffee), {"quantity": 4})
    settle()
    told = deliver()
    assert [topic for topic, _ in told] == ["subscription/updated", "charge/updated"], told
    subscription = told[0][1]["subscription"]
    assert subscription.pop("include")["customer"]["id"] == CUSTOMER
    # The client's own models judge what is delivered as they judge what is read.
    fresh = shop.Subscription.get(str(coffee))
    assert type(fresh).model_validate(subscription).quantity == fresh.quantity == 4
    charge = upcoming(coffee)[f"queued {D}"]
    assert type(charge).model_validate(told[1][1]["charge"]).id == charge.id

    # A skip is no update; a mere move is not either.
    shop.Charge.skip(str(charge.id), {"purchase_item_ids": [str(coffee)]})
    settle()
    topics = [topic for topic, _ in deliver()]
    assert topics.count("subscription/skipped") == 1 and "subscription/updated" not in topics, topics
    skipped = upcoming(coffee)[f"skipped {D}"]
    shop.Charge.unskip(str(skipped.id), {"purchase_item_ids": [str(coffee)]})
    settle()
    deliver()
    shop.Subscription.change_date(str(alone), {"date": day(33)})
    settle()
    assert "subscription/updated" not in [topic for topic, _ in deliver()]
    shop.Subscription.change_date(str(alone), {"date": day(34)})
    settle()
    gone = [body for topic, body in deliver() if topic == "charge/deleted"]
    assert len(gone) == 1 and set(gone[0]["charge"]) == {"id"}, gone

    # A receiver that fails gets the same again, until it takes it.
    Received.statuses = [500, 503]
    shop.Subscription.update(str(tea), {"quantity": 2})
    assert len(deliver()) >= 1
    again = deliver() + deliver()
    assert again and again[0][1]["subscription"]["quantity"] == 2
    settle()
    deliver()

    refused_address = [one for one in control("GET", "webhooks")["deliveries"] if one["webhook_id"] == elsewhere.id]
    assert refused_address and {one["status"] for one in refused_address} == {"not_sent"}
    moved = shop.Webhook.update(str(hook.id), {"topic": "subscription/cancelled", "included_objects": []})
    assert (moved.topic, moved.included_objects) == ("subscription/cancelled", [])
    for one in listed:
        shop.Webhook.delete(str(one.id))
    assert shop.Webhook.list_() == []
    refused(404, "Not Found", shop.Webhook.get, str(hook.id))
    server.shutdown()


def events() -> None:
    found = shop.Event.list_all({"customer_id": CUSTOMER, "limit": "50"})
    assert len({event.id for event in found}) == len(found) > 50, len(found)
    assert [event.id for event in found] == sorted((event.id for event in found), reverse=True)
    assert all(event.customer_id == CUSTOMER for event in found)
    verbs = {event.verb for event in found}
    assert {"created", "updated", "deleted", "skipped", "unskipped", "cancelled", "activated", "paid", "refunded"} <= verbs, verbs
    cancelled = shop.Event.list_({"object_type": "subscription", "object_id": tea, "verbs": "cancelled"})
    assert len(cancelled) == 1 and cancelled[0].source.api_token_name == "Conformance", cancelled
    reason = [one for one in cancelled[0].updated_attributes if one["attribute"] == "cancellation_reason"]
    assert reason == [{"attribute": "cancellation_reason", "previous_value": None, "value": "Too much"}], reason
    assert shop.Event.list_({"customer_id": CUSTOMER, "verbs": "cancelled,activated", "origin": "api"})
    assert shop.Event.list_({"created_at_max": day(-1)}) == []
    refused(422, "created_at_min must be less than 7 days ago", shop.Event.list_, {"created_at_min": day(-8)})
    refused(422, "object_type", shop.Event.list_, {"object_type": "pizza"})


run((
    reads, skip_one_of_several, unskip_it, skip_all, unskip_all, move_and_merge, change_address, merge_addresses,
    cancel_and_activate, onetimes, discounts, what_is_sold, far_skip_and_prepaid, more_writes, webhooks, events,
), "2021-11")

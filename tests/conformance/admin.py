"""Drives the local Recharge with PyPI's recharge-api: its pydantic models validate every body."""

import json
import logging
import sys
from datetime import date, timedelta
from urllib.request import Request, urlopen

import recharge.api
from recharge import RechargeAPI
from recharge.client import RechargeClient
from recharge.exceptions import RechargeHTTPError
from recharge.retry import RetryStrategy
from recharge.transport import RequestsTransport

URL = sys.argv[1]
TODAY = date(2026, 11, 22)
CALLS: list[str] = []


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


class Recording(RequestsTransport):
    """Writes down each call with its status."""

    def send(self, method, url, headers, params, json):
        response = super().send(method, url, headers, params, json)
        version = headers.get("X-Recharge-Version", "none")
        path = response.url.removeprefix(URL).split("?")[0]
        CALLS.append(f"{version}  {method:6} {path} -> {response.status_code}")
        return response


class Once(RetryStrategy):
    """An error is an answer here, not something to try again."""

    def should_retry(self, attempt, status_code):
        return False

    def delay_for(self, attempt):
        return 0


def control(method: str, path: str) -> dict:
    """The sandbox's own endpoint: what no client of Recharge's has."""
    request = Request(f"{URL}/_sandbox/{path}", method=method, data=b"" if method == "POST" else None)
    request.add_header("X-Sandbox-Control", "1")
    with urlopen(request) as answer:
        return json.loads(answer.read() or b"{}")


def settle() -> None:
    """Regeneration follows a write by some seconds; nobody waits for it here. No invariant may be broken after it."""
    control("POST", "settle")
    broken = control("GET", "invariants")
    assert broken["violations"] == [], broken


def refused(status: int, text: str, call, *arguments) -> None:
    try:
        call(*arguments)
    except RechargeHTTPError as error:
        assert error.status_code == status, (error.status_code, error.body)
        assert text in json.dumps(error.body), (text, error.body)
    else:
        raise AssertionError(f"{call.__name__}{arguments} was not refused")


recharge.api.RechargeResource.base_url = URL
RechargeClient.base_url = URL
logging.getLogger("recharge").setLevel(logging.CRITICAL)
client = RechargeClient("sk_test_1x1_conformance", transport=Recording(), retry_strategy=Once(), logging_level=logging.CRITICAL)
api = RechargeAPI("sk_test_1x1_conformance", client=client)
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


for step in (
    reads, skip_one_of_several, unskip_it, skip_all, unskip_all, move_and_merge, change_address, merge_addresses,
    cancel_and_activate, onetimes, far_skip_and_prepaid, more_writes,
):
    step()
    print(f"recharge-api 2.0.8: {step.__name__.replace('_', ' ')}: as expected")

print(f"recharge-api 2.0.8 made {len(CALLS)} calls:")
for call in CALLS:
    print(f"  {call}")

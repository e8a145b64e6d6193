"""Drives the local Recharge in version 2021-01 with PyPI's recharge-api: its v1 resources and their pydantic models."""

from typing import Any, Optional

from recharge.model.v1 import charge as charges, onetime as onetimes, order as orders, subscription as subscriptions_model

from pypi_client import api, control, day, refused, run, settle

# Where the v1 models are narrower than what other sources have met, the other sources are followed and the field is
# widened here, each by name: prices with cents (int there), integers that are text there, tags as one text, totals as
# numbers. Everything else is judged by the models as they are.
WIDENED = {
    charges.ChargeAnalyticsData: {"utm_params": Optional[list[charges.ChargeAnalyticsDataUtmParams]]},
    charges.Charge: {
        "customer_id": Optional[int], "tags": Optional[str], "tax_lines": Optional[float], "total_weight": Optional[int],
        "analytics_data": Optional[charges.ChargeAnalyticsData],
    },
    orders.Order: {"total_price": Optional[float]},
    subscriptions_model.Subscription: {"price": Optional[float]},
    onetimes.Onetime: {"price": Optional[float]},
}
for model, widened in WIDENED.items():
    for name, annotation in widened.items():
        model.model_fields[name].annotation = annotation
        model.__annotations__[name] = annotation
        if model.model_fields[name].default == []:
            model.model_fields[name].default = None
    model.model_rebuild(force=True)

shop = api.v1


def me() -> Any:
    found = shop.Customer.list_({"email": "python-2021-01@example.com"})
    assert len(found) == 1, found
    return found[0]


CUSTOMER = me().id


def subscriptions() -> dict:
    found = shop.Subscription.list_({"customer_id": str(CUSTOMER), "limit": "250"})
    return {(s.product_title, s.order_interval_frequency): s for s in found}


def upcoming(subscription: int) -> dict[str, Any]:
    """The coming and the skipped charges of a subscription, by status and date."""
    query = {"subscription_id": str(subscription), "date_min": day(1), "limit": 250}
    found = shop.Charge.list_(query)
    return {f"{c.status} {c.scheduled_at.removesuffix('T00:00:00')}": c for c in found}


def items(charge) -> set[int]:
    return {item.subscription_id for item in charge.line_items}


def move(subscription: int, when: str) -> Any:
    """The client's own `change_date` posts to a path that its scope table, the documents and every other client don't
    have; this is the path of all those."""
    resource = shop.Subscription
    data = resource._http_post(f"{resource._url}/{subscription}/set_next_charge_date", {"date": when})
    return subscriptions_model.Subscription.model_validate(data)


coffee, tea, filters = (subscriptions()[(name, "4")].id for name in ("Coffee", "Tea", "Filters"))
alone, box = subscriptions()[("Tea", "2")].id, subscriptions()[("Box", "1")].id
cup = shop.Onetime.list_({"customer_id": str(CUSTOMER)})[0].id
D, NEXT = day(9), day(9 + 28)


def reads() -> None:
    control("PUT", "unknowns", {"shop_key": "store"})
    assert shop.Shop.get().my_shopify_domain == "conformance.myshopify.com"
    assert shop.Token.get().name == "[Private App] Conformance"
    for resource in (shop.Customer, shop.Charge, shop.Order, shop.Onetime, shop.Subscription):
        found = resource.list_all({"limit": "2"})
        assert len({record.id for record in found}) == len(found) > 2, resource
        assert resource.get(str(found[0].id)).id == found[0].id
        if resource is not shop.Onetime:
            assert resource.count() == len(found), resource
    addresses = shop.Address.list_all(str(CUSTOMER), {"limit": "1"})
    assert len({address.id for address in addresses}) == 2 and {a.country for a in addresses} == {"Germany"}
    assert shop.Address.get(str(addresses[0].id)).customer_id == CUSTOMER
    assert shop.Address.count() == len(shop.Customer.list_all()) + 4, "four customers have two"
    office = shop.Customer.list_({"email": "office@example.com"})[0]
    assert (office.status, office.number_active_subscriptions) == ("ACTIVE", 120)
    theirs = shop.Subscription.list_all({"customer_id": str(office.id), "limit": "50"})
    assert len({s.id for s in theirs}) == 120 and all(s.customer_id == office.id for s in theirs)
    assert shop.Subscription.count({"customer_id": str(office.id), "status": "ACTIVE"}) == 120
    assert shop.Charge.count({"customer_id": str(CUSTOMER), "status": "QUEUED"}) == len(
        shop.Charge.list_({"customer_id": str(CUSTOMER), "status": "QUEUED"})
    )
    assert shop.Customer.list_({"email": "nobody@example.com"}) == []
    refused(422, "shopify_customer_id not found", shop.Customer.list_, {"shopify_customer_id": "5"})
    refused(404, "Not Found", shop.Subscription.get, "5")
    refused(422, "Must be one of: ACTIVE", shop.Subscription.list_, {"status": "active"})


def skip_one_of_several() -> None:
    charge = upcoming(coffee)[f"QUEUED {D}"]
    assert items(charge) == {coffee, tea, filters, cup}
    shop.Charge.skip(str(charge.id), {"subscription_id": str(coffee)})
    settle()
    after = upcoming(coffee)
    assert set(after) == {f"SKIPPED {D}", f"QUEUED {NEXT}"}, after
    assert items(after[f"SKIPPED {D}"]) == {coffee}
    assert items(upcoming(tea)[f"QUEUED {D}"]) == {tea, filters, cup}
    assert shop.Subscription.get(str(coffee)).next_charge_scheduled_at == f"{NEXT}T00:00:00"


def unskip_it() -> None:
    shop.Charge.unskip(str(upcoming(coffee)[f"SKIPPED {D}"].id), {"subscription_ids": [str(coffee)]})
    settle()
    assert set(upcoming(coffee)) == {f"QUEUED {D}"}
    assert items(upcoming(coffee)[f"QUEUED {D}"]) == {coffee, tea, filters, cup}


def skip_all() -> None:
    charge = upcoming(coffee)[f"QUEUED {D}"]
    answer = shop.Charge.skip(str(charge.id), {"subscription_ids": [str(id) for id in (coffee, tea, filters)]})
    settle()
    assert answer.status == "SKIPPED"
    for subscription in (coffee, tea, filters):
        assert set(upcoming(subscription)) == {f"SKIPPED {D}", f"QUEUED {NEXT}"}
    assert cup in items(upcoming(coffee)[f"QUEUED {NEXT}"]), "a onetime slides to the next charge"


def unskip_all() -> None:
    charge = upcoming(coffee)[f"SKIPPED {D}"]
    shop.Charge.unskip(str(charge.id), {"subscription_ids": [str(id) for id in (coffee, tea, filters)]})
    settle()
    assert {coffee, tea, filters} <= items(upcoming(coffee)[f"QUEUED {D}"])


def move_and_merge() -> None:
    refused(422, "Date must be at least one day in the future", move, coffee, day(0))
    refused(422, "date", move, coffee, "tomorrow")
    assert move(coffee, day(12)).next_charge_scheduled_at == f"{day(12)}T00:00:00"
    settle()
    assert items(upcoming(coffee)[f"QUEUED {day(12)}"]) == {coffee}
    move(coffee, f"{D}T00:00:00")
    settle()
    assert {coffee, tea, filters} <= items(upcoming(coffee)[f"QUEUED {D}"]), "on one date they share one charge again"
    whole = upcoming(coffee)[f"QUEUED {D}"]
    moved = shop.Charge.change_next_charge_date(str(whole.id), {"next_charge_date": f"{day(15)}T00:00:00"})
    settle()
    assert moved.scheduled_at == f"{day(15)}T00:00:00" and items(upcoming(tea)[f"QUEUED {day(15)}"]) == items(whole)
    shop.Charge.change_next_charge_date(str(upcoming(tea)[f"QUEUED {day(15)}"].id), {"next_charge_date": D})
    settle()
    assert {coffee, tea, filters} <= items(upcoming(coffee)[f"QUEUED {D}"])


def change_address() -> None:
    first, second = (shop.Subscription.get(str(id)).address_id for id in (coffee, alone))
    changed = shop.Address.update(str(second), {"address1": "Neue Strasse 3", "zip": "1010", "country": "Austria", "cart_note": "Bell"})
    assert (changed.country, changed.cart_note) == ("Austria", "Bell")
    settle()
    shipped_to = upcoming(alone)[f"QUEUED {day(20)}"].shipping_address
    assert (shipped_to.address1, shipped_to.country) == ("Neue Strasse 3", "Austria")
    refused(422, "Not a valid country.", shop.Address.update, str(second), {"country": "Atlantis", "zip": "1"})
    shop.Subscription.change_address(str(alone), {"address_id": str(first)})
    settle()
    assert upcoming(alone)[f"QUEUED {day(20)}"].address_id == first
    shop.Subscription.change_address(str(alone), {"address_id": str(second), "next_charge_scheduled_at": f"{day(20)}T00:00:00"})
    settle()
    assert upcoming(alone)[f"QUEUED {day(20)}"].address_id == second
    created = shop.Address.create(str(CUSTOMER), {
        "address1": "Weg 4", "city": "Berlin", "zip": "10117", "province": "Berlin", "country": "Germany",
        "first_name": "Ada", "last_name": "Python", "phone": "",
    })
    assert created.customer_id == CUSTOMER
    settle()
    refused(422, "Address has active subscriptions", shop.Address.delete, str(first))
    assert shop.Address.delete(str(created.id)) == {}


def discounts() -> None:
    address = str(shop.Subscription.get(str(coffee)).address_id)
    applied = shop.Address.apply_discount(address, {"discount_code": "FIVE"})
    assert applied.discount_id is not None
    settle()
    charge = upcoming(coffee)[f"QUEUED {D}"]
    assert [(one.code, one.value, one.type) for one in charge.discount_codes] == [("FIVE", 5, "fixed_amount")]
    assert charge.discount_codes[0].recharge_discount_id == applied.discount_id and charge.total_discounts == "5.00"
    assert [str(one.id) for one in shop.Address.list_(str(CUSTOMER), {"discount_code": "FIVE"})] == [address]
    assert shop.Address.remove_discount(address).discount_id is None
    settle()
    assert upcoming(coffee)[f"QUEUED {D}"].discount_codes == []
    held = shop.Charge.apply_discount(str(upcoming(coffee)[f"QUEUED {D}"].id), {"discount_code": "STAY10"})
    assert held.discount_codes[0].code == "STAY10"
    assert shop.Charge.remove_discount(str(held.id)).discount_codes == []


def cancel_and_activate() -> None:
    refused(422, "cancellation_reason", shop.Subscription.cancel, str(tea), {})
    answer = shop.Subscription.cancel(str(tea), {"cancellation_reason": "Too much", "cancellation_reason_comments": "Ünïcode", "send_email": False})
    settle()
    assert (answer.status, answer.next_charge_scheduled_at, answer.cancellation_reason) == ("CANCELLED", None, "Too much")
    assert upcoming(tea) == {} and tea not in items(upcoming(coffee)[f"QUEUED {D}"])
    assert [s.id for s in shop.Subscription.list_({"customer_id": str(CUSTOMER), "status": "CANCELLED"})] == [tea]
    again = shop.Subscription.activate(str(tea))
    settle()
    assert (again.status, again.cancellation_reason) == ("ACTIVE", None)
    refused(422, "item already set to active", shop.Subscription.activate, str(tea))


def more_writes() -> None:
    before = shop.Subscription.get(str(coffee))
    made = shop.Subscription.create({
        "address_id": before.address_id, "next_charge_scheduled_at": f"{D}T00:00:00", "order_interval_unit": "week",
        "order_interval_frequency": "4", "charge_interval_frequency": 4, "quantity": "1",
        "shopify_variant_id": str(before.shopify_variant_id), "shopify_product_id": str(before.shopify_product_id),
    })
    settle()
    assert made.id in items(upcoming(coffee)[f"QUEUED {D}"])
    changed = shop.Subscription.update(str(made.id), {"quantity": "2", "commit_update": True})
    assert changed.quantity == 2
    assert {i.subscription_id: i.quantity for i in upcoming(made.id)[f"QUEUED {D}"].line_items}[made.id] == 2, "it waited"
    refused(422, "when passing order_interval_unit", shop.Subscription.update, str(made.id), {"order_interval_unit": "week"})
    settle()
    assert shop.Subscription.delete(str(made.id), {"send_email": False}) == {}
    settle()

    variant = shop.Onetime.get(str(cup)).shopify_variant_id
    onetime = shop.Onetime.create({
        "address_id": before.address_id, "next_charge_scheduled_at": D, "shopify_variant_id": variant, "quantity": 2, "price": 5,
    })
    settle()
    assert onetime.id in items(upcoming(coffee)[f"QUEUED {D}"])
    assert shop.Onetime.update(str(onetime.id), {"quantity": 3}).quantity == 3
    settle()
    shop.Onetime.delete(str(onetime.id))
    settle()
    assert onetime.id not in items(upcoming(coffee)[f"QUEUED {D}"])

    renamed = shop.Customer.update(str(CUSTOMER), {"first_name": "Adele", "phone": "+4930123456"})
    assert (renamed.first_name, renamed.phone) == ("Adele", "+4930123456")
    refused(422, "email already exists on store", shop.Customer.update, str(CUSTOMER), {"email": "office@example.com"})
    refused(422, "", shop.Charge.skip, str(upcoming(box)[f"QUEUED {day(40)}"].id), {"subscription_id": str(box)})

    queued = shop.Order.list_all({"customer_id": str(CUSTOMER), "status": "QUEUED"})
    assert len(queued) == 1 and queued[0].is_prepaid
    assert shop.Order.change_date(str(queued[0].id), {"scheduled_at": f"{day(14)}T00:00:00"}).shipping_date == f"{day(14)}T00:00:00"
    assert shop.Order.delay(str(queued[0].id)).scheduled_at > f"{day(14)}T00:00:00"
    sent = shop.Order.list_all({"customer_id": str(CUSTOMER), "status": "SUCCESS"})[0]
    cloned = shop.Order.clone(str(sent.id), str(sent.charge_id), {"scheduled_at": f"{day(14)}T00:00:00"})
    assert (cloned.status, cloned.charge_id) == ("QUEUED", sent.charge_id)
    assert shop.Order.delete(str(cloned.id)) == {}

    processed = shop.Charge.process(str(upcoming(alone)[f"QUEUED {day(20)}"].id))
    settle()
    assert processed.status == "SUCCESS", processed.status
    refunded = shop.Charge.refund(str(processed.id), {"amount": "9.50", "full_refund": True})
    assert refunded.status == "REFUNDED", refunded.status


run((
    reads, skip_one_of_several, unskip_it, skip_all, unskip_all, move_and_merge, change_address, discounts, cancel_and_activate,
    more_writes,
), "2021-01")

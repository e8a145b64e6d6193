// Drives the local Recharge with Recharge's own client: what it sends is what Recharge takes.

import assert from 'node:assert/strict';
import * as recharge from '@rechargeapps/storefront-client';

const url = process.argv[2];
const today = new Date('2026-11-22T00:00:00Z');
const day = days => new Date(today.getTime() + days * 86_400_000).toISOString().slice(0, 10);
const calls = [];

const plain = globalThis.fetch;
globalThis.fetch = async (target, options = {}) => {
  const answer = await plain(target, options);
  calls.push(`${(options.method ?? 'GET').padEnd(6)} ${new URL(target).pathname} -> ${answer.status}`);
  return answer;
};

// The sandbox's own endpoint: what no client of Recharge's has.
async function control(method, path) {
  const answer = await plain(`${url}/_sandbox/${path}`, { method, headers: { 'X-Sandbox-Control': '1' } });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return JSON.parse((await answer.text()) || '{}');
}

// Regeneration follows a write by some seconds; nobody waits for it here. No invariant may be broken after it.
async function settle() {
  await control('POST', 'settle');
  assert.deepEqual((await control('GET', 'invariants')).violations, []);
}

async function refused(status, promise) {
  await assert.rejects(promise, error => {
    assert.equal(error.status, status, error.message);
    return true;
  });
}

const found = await plain(`${url}/customers?email=javascript%40example.com`, {
  headers: { 'X-Recharge-Access-Token': 'sk_test_1x1_conformance', 'X-Recharge-Version': '2021-11' },
});
const customerId = (await found.json()).customers[0].id;

recharge.initRecharge({ environment: 'prestage', environmentUri: url, storeIdentifier: 'conformance.myshopify.com' });
const session = { apiToken: 'sk_test_1x1_conformance', customerId };

const all = (await recharge.listSubscriptions(session, { limit: 250 })).subscriptions;
assert.ok(all.length > 0);
const mine = all.filter(subscription => subscription.customer_id === customerId);
const named = (title, weeks) =>
  mine.find(s => s.product_title === title && s.order_interval_frequency === weeks).id;
const [coffee, tea, filters, alone] = [named('Coffee', 4), named('Tea', 4), named('Filters', 4), named('Tea', 2)];
const D = day(9);

// The coming and the skipped charges of a subscription, by status and date.
async function upcoming(subscription) {
  const { charges } = await recharge.listCharges(session, {
    purchase_item_ids: [subscription], status: ['queued', 'skipped'], limit: 250,
  });
  return Object.fromEntries(charges.map(charge => [`${charge.status} ${charge.scheduled_at}`, charge]));
}
const items = charge => charge.line_items.map(item => item.purchase_item_id);
const has = (charge, ...ids) => ids.every(id => items(charge).includes(id));

const steps = {
  async 'list and page'() {
    const seen = [];
    let page = await recharge.listSubscriptions(session, { limit: 50 });
    seen.push(...page.subscriptions);
    while (page.next_cursor) {
      page = await recharge.listSubscriptions(session, { limit: 50, cursor: page.next_cursor });
      seen.push(...page.subscriptions);
    }
    assert.equal(new Set(seen.map(s => s.id)).size, seen.length);
    assert.ok(seen.length >= 5);
    const customer = await recharge.getCustomer(session, { include: ['addresses'] });
    assert.equal(customer.id, customerId);
    const deliveries = await recharge.getDeliverySchedule(session);
    assert.equal(deliveries[0].date, D);
    assert.ok((await recharge.listAddresses(session)).addresses.length >= 2);
    assert.ok((await recharge.listOrders(session, { limit: 5 })).orders.length > 0);
    assert.ok((await recharge.listOnetimes(session)).onetimes.length > 0);
    assert.ok((await recharge.listPaymentMethods(session)).payment_methods.length > 0);
    const { payment_methods } = await recharge.listPaymentMethods(session, { include: ['addresses'] });
    assert.ok(payment_methods[0].include.addresses.length > 0);
  },
  async 'skip one of several'() {
    const charge = (await upcoming(coffee))[`queued ${D}`];
    assert.equal(items(charge).length, 4);
    await recharge.skipCharge(session, charge.id, [coffee]);
    await settle();
    const after = await upcoming(coffee);
    assert.deepEqual(Object.keys(after).sort(), [`queued ${day(37)}`, `skipped ${D}`]);
    assert.deepEqual(items(after[`skipped ${D}`]), [coffee]);
    assert.ok(has((await upcoming(tea))[`queued ${D}`], tea, filters));
  },
  async unskip() {
    const skipped = (await upcoming(coffee))[`skipped ${D}`];
    await recharge.unskipCharge(session, skipped.id, [coffee]);
    await settle();
    assert.deepEqual(Object.keys(await upcoming(coffee)), [`queued ${D}`]);
  },
  async 'skip all'() {
    const charge = (await upcoming(coffee))[`queued ${D}`];
    const answer = await recharge.skipCharge(session, charge.id, [coffee, tea, filters]);
    assert.equal(answer.status, 'skipped');
    await settle();
    for (const subscription of [coffee, tea, filters]) {
      assert.deepEqual(Object.keys(await upcoming(subscription)).sort(), [`queued ${day(37)}`, `skipped ${D}`]);
    }
    await recharge.unskipCharge(session, answer.id, [coffee, tea, filters]);
    await settle();
    assert.ok(has((await upcoming(coffee))[`queued ${D}`], coffee, tea, filters));
  },
  async 'skip a later one'() {
    await recharge.skipSubscriptionCharge(session, coffee, day(37));
    await settle();
    assert.deepEqual(Object.keys(await upcoming(coffee)).sort(), [`queued ${D}`, `skipped ${day(37)}`]);
    const skipped = (await upcoming(coffee))[`skipped ${day(37)}`];
    await recharge.unskipCharge(session, skipped.id, [coffee]);
    await settle();
    assert.equal((await upcoming(coffee))[`skipped ${day(37)}`], undefined);
    await recharge.updateSubscriptionChargeDate(session, coffee, D, { commit: true });
  },
  async move() {
    await refused(422, recharge.updateSubscriptionChargeDate(session, coffee, day(0)));
    const moved = await recharge.updateSubscriptionChargeDate(session, coffee, day(12), { commit: true });
    assert.equal(moved.next_charge_scheduled_at, day(12));
    assert.deepEqual(items((await upcoming(coffee))[`queued ${day(12)}`]), [coffee]);
  },
  async merge() {
    await recharge.updateSubscriptionChargeDate(session, coffee, D, { commit: true });
    assert.ok(has((await upcoming(coffee))[`queued ${D}`], coffee, tea, filters));
  },
  async 'move a whole charge'() {
    const charge = (await upcoming(coffee))[`queued ${D}`];
    const wanted = items(charge);
    await recharge.rescheduleCharge(session, charge.id, day(15));
    await settle();
    assert.deepEqual(items((await upcoming(coffee))[`queued ${day(15)}`]).sort(), wanted.sort());
    await recharge.rescheduleCharge(session, (await upcoming(coffee))[`queued ${day(15)}`].id, D);
    await settle();
    assert.ok(has((await upcoming(coffee))[`queued ${D}`], coffee, tea, filters));
  },
  async cancel() {
    const answer = await recharge.cancelSubscription(session, tea, { cancellation_reason: 'Too much', send_email: false });
    assert.equal(answer.status, 'cancelled');
    assert.equal(answer.next_charge_scheduled_at, null);
    await settle();
    assert.deepEqual(await upcoming(tea), {});
  },
  async activate() {
    const answer = await recharge.activateSubscription(session, tea);
    assert.equal(answer.status, 'active');
    await settle();
    await refused(422, recharge.activateSubscription(session, tea));
  },
  async 'change address'() {
    const [first, second] = [coffee, alone].map(id => mine.find(s => s.id === id).address_id);
    await recharge.updateAddress(session, second, { address1: 'Neue Strasse 3' }, { commit: true });
    assert.equal((await upcoming(alone))[`queued ${day(20)}`].shipping_address.address1, 'Neue Strasse 3');
    await recharge.updateSubscriptionAddress(session, alone, first);
    await settle();
    assert.equal((await upcoming(alone))[`queued ${day(20)}`].address_id, first);
    await recharge.updateSubscriptionAddress(session, alone, second);
    await settle();
    assert.equal((await upcoming(alone))[`queued ${day(20)}`].address_id, second);
  },
  async 'merge addresses'() {
    const target = mine.find(s => s.id === coffee).address_id;
    const created = await recharge.createAddress(session, {
      address1: 'Weg 4', city: 'Berlin', zip: '10117', province: 'Berlin', country_code: 'DE', first_name: 'Ada',
      last_name: 'Javascript', phone: '',
    });
    await settle();
    await recharge.updateSubscriptionAddress(session, filters, created.id);
    await settle();
    assert.deepEqual(items((await upcoming(filters))[`queued ${D}`]), [filters]);
    await recharge.mergeAddresses(session, {
      target_address: { id: target }, source_addresses: [{ id: created.id }], delete_source_addresses: true,
    });
    await settle();
    assert.ok(has((await upcoming(filters))[`queued ${D}`], coffee, filters));
    await refused(404, recharge.getAddress(session, created.id));
  },
  // For these the client pins 2021-01 itself.
  async 'several at once, in 2021-01'() {
    const { address_id } = mine.find(s => s.id === coffee);
    const { external_variant_id } = mine.find(s => s.id === tea);
    const wanted = {
      address_id, external_variant_id, quantity: 1, next_charge_scheduled_at: D, order_interval_unit: 'week',
      order_interval_frequency: 4, charge_interval_frequency: 4,
    };
    const made = await recharge.createSubscriptions(session, [wanted, { ...wanted, quantity: 2 }], { commit: true });
    assert.deepEqual(made.map(s => [s.status, s.quantity, s.order_interval_frequency]), [['active', 1, 4], ['active', 2, 4]]);
    assert.ok(has((await upcoming(coffee))[`queued ${D}`], ...made.map(s => s.id)));
    const changes = made.map(({ id }) => ({ id, quantity: 5 }));
    const changed = await recharge.updateSubscriptions(session, address_id, changes, { commit: true });
    assert.deepEqual(changed.map(s => s.quantity), [5, 5]);
    await refused(422, recharge.updateSubscriptions(session, address_id, [{ id: 5, quantity: 1 }]));
    await recharge.deleteSubscriptions(session, address_id, made.map(({ id }) => ({ id })), { commit: true });
    const left = items((await upcoming(coffee))[`queued ${D}`]);
    assert.ok(made.every(s => !left.includes(s.id)));
    const { shipping_countries } = await recharge.getShippingCountries(session);
    assert.ok(shipping_countries.some(country => country.name === 'Germany'));
  },
  async discounts() {
    const charge = (await upcoming(coffee))[`queued ${D}`];
    const applied = await recharge.applyDiscountToCharge(session, charge.id, 'STAY10');
    assert.deepEqual(applied.discounts.map(one => [one.code, one.value, one.value_type]), [['STAY10', 10, 'percentage']]);
    const cents = text => Math.round(Number(text) * 100);
    assert.equal(cents(applied.total_discounts), Math.round(cents(charge.subtotal_price) / 10));
    assert.equal(cents(applied.total_price), cents(charge.total_price) - cents(applied.total_discounts));
    await refused(422, recharge.applyDiscountToCharge(session, charge.id, 'FIVE'));
    const removed = await recharge.removeDiscountsFromCharge(session, charge.id);
    assert.deepEqual([removed.discounts, removed.total_price], [[], charge.total_price]);
    // One of the charge's own is gone once the charge is made anew.
    await recharge.applyDiscountToCharge(session, charge.id, 'FIVE');
    await recharge.updateAddress(session, charge.address_id, { address2: 'Hinterhaus' }, { commit: true });
    assert.deepEqual((await upcoming(coffee))[`queued ${D}`].discounts, []);
  },
  async 'process a charge'() {
    const charge = (await upcoming(alone))[`queued ${day(20)}`];
    const answer = await recharge.processCharge(session, charge.id);
    assert.equal(answer.status, 'success');
    await settle();
    assert.ok((await upcoming(alone))[`queued ${day(34)}`], 'the next cycle is queued');
  },
};

for (const [name, step] of Object.entries(steps)) {
  await step();
  console.log(`@rechargeapps/storefront-client 2.3.0: ${name}: as expected`);
}
console.log(`@rechargeapps/storefront-client 2.3.0 made ${calls.length} calls:`);
for (const call of calls) console.log(`  ${call}`);

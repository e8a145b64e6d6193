// Drives the local Recharge with a client that pins no version, and so gets 2021-01.

import assert from 'node:assert/strict';
import Recharge from 'recharge-api-node';

const url = process.argv[2];
const today = new Date('2026-11-22T00:00:00Z');
const day = days => new Date(today.getTime() + days * 86_400_000).toISOString().slice(0, 10);
const at = date => `${date}T00:00:00`;
const calls = [];

const { hostname, port } = new URL(url);
const client = new Recharge({ apiKey: 'sk_test_1x1_conformance', secrete: 'none' });
client.baseUrl = { protocol: 'http:', hostname, port, headers: {} };
client.on('callLimits', limits => assert.ok(limits.max > 0));
const request = client.request;
client.request = async function (target, method, key, params) {
  assert.equal(target.headers['X-Recharge-Version'], undefined);
  const note = status => calls.push(`no version  ${method.padEnd(6)} ${target.path.split('?')[0]} -> ${status}`);
  try {
    const body = await request.call(this, target, method, key, params);
    note('done');
    return body;
  } catch (error) {
    note(error.response?.statusCode);
    throw error;
  }
};

// The sandbox's own endpoint: what no client of Recharge's has.
async function control(method, path) {
  const answer = await fetch(`${url}/_sandbox/${path}`, { method, headers: { 'X-Sandbox-Control': '1' } });
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
    assert.equal(error.response?.statusCode, status, error.message);
    return true;
  });
}

const [customer] = await client.customer.list({ email: 'unpinned@example.com' });
const mine = await client.subscription.list({ customer_id: customer.id, limit: 250 });
const named = (title, weeks) => mine.find(s => s.product_title === title && s.order_interval_frequency === weeks).id;
const [coffee, tea, filters, alone] = [named('Coffee', '4'), named('Tea', '4'), named('Filters', '4'), named('Tea', '2')];
const [cup] = await client.oneTime.list({ customer_id: customer.id });
const D = day(9);
const NEXT = day(37);

// The coming and the skipped charges of a subscription, by status and date.
async function upcoming(subscription) {
  const charges = await client.charge.list({ subscription_id: subscription, date_min: day(1), limit: 250 });
  return Object.fromEntries(charges.map(charge => [`${charge.status} ${charge.scheduled_at.slice(0, 10)}`, charge]));
}
const items = charge => charge.line_items.map(item => item.subscription_id);
const has = (charge, ...ids) => ids.every(id => items(charge).includes(id));

const steps = {
  async 'list, page and count'() {
    assert.equal(customer.status, 'ACTIVE');
    assert.equal(customer.number_active_subscriptions, 5);
    assert.equal(mine[0].status, 'ACTIVE');
    const total = await client.subscription.count();
    const seen = [];
    for (let page = 1; seen.length < total; page++) {
      const some = await client.subscription.list({ limit: 50, page });
      assert.ok(some.length > 0);
      seen.push(...some);
    }
    assert.equal(new Set(seen.map(s => s.id)).size, total);
    assert.equal((await client.charge.get((await client.charge.list({ limit: 1 }))[0].id)).line_items.length > 0, true);
    assert.equal((await client.charge.list({ status: 'QUEUED', limit: 250 })).every(c => c.status === 'QUEUED'), true);
    assert.equal((await client.customerAddress.list(customer.id)).length, 2);
    assert.ok((await client.address.list()).length > 2 && (await client.address.count()) > 2);
    assert.ok((await client.order.list({ customer_id: customer.id })).length > 0 && (await client.order.count()) > 0);
    assert.equal((await client.customer.getPaymentSources(customer.id))[0].customer_id, customer.id);
    assert.ok((await client.shop.get()).store ?? (await client.shop.get()).my_shopify_domain);
    assert.equal((await client.shop.getShippingCountries()).some(country => country.code === 'DE'), true);
    await refused(404, client.customer.get(5));
    await refused(422, client.charge.list({ status: 'queued' }));
  },
  async 'skip one of several'() {
    const charge = (await upcoming(coffee))[`QUEUED ${D}`];
    assert.deepEqual(items(charge).sort(), [coffee, tea, filters, cup.id].sort());
    await client.charge.skip(charge.id, { subscription_id: coffee });
    await settle();
    const after = await upcoming(coffee);
    assert.deepEqual(Object.keys(after).sort(), [`QUEUED ${NEXT}`, `SKIPPED ${D}`]);
    assert.deepEqual(items(after[`SKIPPED ${D}`]), [coffee]);
  },
  async unskip() {
    await client.charge.unskip((await upcoming(coffee))[`SKIPPED ${D}`].id, { subscription_id: coffee });
    await settle();
    assert.deepEqual(Object.keys(await upcoming(coffee)), [`QUEUED ${D}`]);
  },
  async 'skip all'() {
    const charge = (await upcoming(coffee))[`QUEUED ${D}`];
    const answer = await client.charge.skip(charge.id, { subscription_ids: [coffee, tea, filters] });
    assert.equal(answer.status, 'SKIPPED');
    await settle();
    for (const subscription of [coffee, tea, filters]) {
      assert.deepEqual(Object.keys(await upcoming(subscription)).sort(), [`QUEUED ${NEXT}`, `SKIPPED ${D}`]);
    }
    await client.charge.unskip(answer.id, { subscription_ids: [coffee, tea, filters] });
    await settle();
    assert.ok(has((await upcoming(coffee))[`QUEUED ${D}`], coffee, tea, filters));
  },
  async 'move and merge'() {
    await refused(422, client.subscription.changeNextChargeDate(coffee, { date: day(0) }));
    const moved = await client.subscription.changeNextChargeDate(coffee, { date: at(day(12)) });
    assert.equal(moved.next_charge_scheduled_at, at(day(12)));
    await settle();
    assert.deepEqual(items((await upcoming(coffee))[`QUEUED ${day(12)}`]), [coffee]);
    await client.subscription.changeNextChargeDate(coffee, { date: D });
    await settle();
    assert.ok(has((await upcoming(coffee))[`QUEUED ${D}`], coffee, tea, filters));
  },
  async 'move a whole charge'() {
    const charge = (await upcoming(coffee))[`QUEUED ${D}`];
    await client.charge.changeNextChargeDate(charge.id, { next_charge_date: at(day(15)) });
    await settle();
    const moved = (await upcoming(coffee))[`QUEUED ${day(15)}`];
    assert.deepEqual(items(moved).sort(), items(charge).sort());
    await client.charge.changeNextChargeDate(moved.id, { next_charge_date: `${D}T09:45:44` });
    await settle();
  },
  async 'cancel and activate'() {
    const answer = await client.subscription.cancel(tea, { cancellation_reason: 'Too much' });
    assert.deepEqual([answer.status, answer.next_charge_scheduled_at], ['CANCELLED', null]);
    await settle();
    assert.deepEqual(await upcoming(tea), {});
    assert.equal((await client.subscription.activate(tea)).status, 'ACTIVE');
    await settle();
    await refused(422, client.subscription.activate(tea));
  },
  async 'change address'() {
    const [first, second] = [coffee, alone].map(id => mine.find(s => s.id === id).address_id);
    await client.address.update(second, { address1: 'Neue Strasse 3' });
    await settle();
    assert.equal((await upcoming(alone))[`QUEUED ${day(20)}`].shipping_address.address1, 'Neue Strasse 3');
    await client.subscription.changeAddress(alone, { address_id: first });
    await settle();
    assert.equal((await upcoming(alone))[`QUEUED ${day(20)}`].address_id, first);
    const made = await client.customerAddress.create(customer.id, {
      address1: 'Weg 4', city: 'Berlin', zip: '10117', province: 'Berlin', country: 'Germany', first_name: 'Ada',
      last_name: 'Unpinned', phone: '',
    });
    assert.equal(made.country, 'Germany');
    await settle();
    await client.address.delete(made.id);
  },
  async 'a onetime and an order'() {
    const address = mine.find(s => s.id === coffee).address_id;
    const wanted = { next_charge_scheduled_at: at(D), shopify_variant_id: cup.shopify_variant_id, quantity: 1, price: 5 };
    const made = await client.oneTime.create(address, wanted);
    await settle();
    assert.ok(has((await upcoming(coffee))[`QUEUED ${D}`], made.id));
    await client.oneTime.delete(made.id);
    await settle();
    const [order] = await client.order.list({ customer_id: customer.id, status: 'QUEUED' });
    const moved = await client.order.changeShippingDate(order.id, { scheduled_at: at(day(14)) });
    assert.equal(moved.shipping_date, at(day(14)));
    const [sent] = await client.order.list({ customer_id: customer.id, status: 'SUCCESS' });
    assert.equal((await client.order.clone(sent.id, sent.charge_id, { scheduled_at: at(day(14)) })).status, 'QUEUED');
  },
};

for (const [name, step] of Object.entries(steps)) {
  await step();
  console.log(`recharge-api-node 1.1.4, unpinned: ${name}: as expected`);
}
console.log(`recharge-api-node 1.1.4 made ${calls.length} calls without a version:`);
for (const call of calls) console.log(`  ${call}`);

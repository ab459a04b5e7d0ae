import { afterAll, expect, test } from 'vitest';
import { startStripeStandIn } from './main.ts';
import { createCustomer, createFlatPrice, createMeter, createTieredPrice } from './testing/catalog.ts';
import { createStripe } from './testing/stripe-world.ts';

let now = new Date('2026-01-15T00:00:00Z');
const complaints: string[] = [];
const standIn = await startStripeStandIn({
  port: 0,
  now: () => now,
  meterLagSeconds: 0,
  log: (line) => complaints.push(line),
});
afterAll(standIn.close);

async function advanceTo(iso: string): Promise<void> {
  const target = new Date(iso);
  for (let due = standIn.nextDueAt(); due && due <= target; due = standIn.nextDueAt()) {
    if (due > now) now = due;
    await standIn.runDue();
  }
  now = target;
}

test('a renewal that cannot be made is told of, waits without stopping others, and is made once it can be', async () => {
  const stripe = createStripe(standIn.url);
  const [ada, grace] = [await createCustomer(stripe), await createCustomer(stripe)];
  const meter = await createMeter(stripe);
  const metered = await createTieredPrice(stripe, { meter: meter.id, tiers: [['inf', '100']] });
  const flat = await createFlatPrice(stripe, { amount: 900 });
  await stripe.subscriptions.create({ customer: ada.id, items: [{ price: metered.id }] });
  await stripe.subscriptions.create({ customer: grace.id, items: [{ price: flat.id }] });
  await advanceTo('2026-02-14T23:00:00Z');
  await stripe.billing.meterEvents.create({
    event_name: 'impressions',
    identifier: 'absurd',
    payload: { stripe_customer_id: ada.id, value: '99999999999' },
  });
  const invoicesOf = async (customer: string) => (await stripe.invoices.list({ customer })).data.length;

  await expect(advanceTo('2026-02-15T00:00:00Z')).rejects.toThrow('What was due could not all be done.');
  expect([await invoicesOf(ada.id), await invoicesOf(grace.id)]).toEqual([0, 2]);
  await advanceTo('2026-02-15T02:59:59Z');
  expect(complaints.map((line) => /^Stripe stand-in: subscription of sub_\w+ FAILED/.test(line))).toEqual([
    true,
    true,
  ]);

  await stripe.billing.meterEventAdjustments.create({
    event_name: 'impressions',
    type: 'cancel',
    cancel: { identifier: 'absurd' },
  });
  await advanceTo('2026-02-15T04:00:00Z');
  expect(await invoicesOf(ada.id)).toBe(1);
  expect(complaints).toHaveLength(2);
});

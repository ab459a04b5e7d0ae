import { afterAll, beforeEach, expect, test } from 'vitest';
import { startStrictStandIn } from './conformance/strict-stand-in.ts';
import { subscribeByTheDay } from './testing/by-the-day.ts';
import { createStripe } from './testing/stripe-world.ts';

const START = new Date('2026-01-15T00:00:00Z');
let now = START;
const standIn = await startStrictStandIn({ now: () => now });
const stripe = createStripe(standIn.url);
beforeEach(async () => {
  now = START;
  await standIn.reset();
});
afterAll(() => standIn.close());

/** A day after the period's end, while nobody has run what is due. */
const OVERDUE = new Date('2026-02-16T00:00:00Z');

test.each(['flexible', 'classic'] as const)(
  'a change while a renewal is overdue has no time left to credit or to charge (%s)',
  async (type) => {
    const { customer, made, item } = await subscribeByTheDay({ stripe }, { billing_mode: { type } });
    now = OVERDUE;
    const changed = await stripe.subscriptions.update(made.id, {
      items: [{ id: item, quantity: 2 }],
      proration_behavior: 'always_invoice',
    });
    expect(changed.latest_invoice).toBe(made.latest_invoice);
    expect((await stripe.invoiceItems.list({ customer })).data).toEqual([]);
    await standIn.runDue();
    const [renewal] = (await stripe.invoices.list({ customer })).data;
    expect(renewal?.lines.data.map(({ amount }) => amount)).toEqual([6_200]);
    standIn.expectNoViolations();
  },
);

test.each(['flexible', 'classic'] as const)('nor has its cancellation (%s)', async (type) => {
  const { cancel } = await subscribeByTheDay({ stripe }, { billing_mode: { type } });
  now = OVERDUE;
  expect(await cancel()).toEqual([]);
});

import { beforeAll, expect, test } from 'vitest';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { advanceClock, ownerSql, staffActor, testContext } from '../../../dev/testing/workers.ts';
import { currentUsageSchema } from '../../http/api/schemas.ts';
import { usageToJson } from '../../http/api/usage-to-json.ts';
import { getSellablePlan } from '../catalog/get-sellable-plan.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { getCurrentUsage } from '../usage/get-current-usage.ts';
import { checkPreviews } from './check-previews.ts';
import { listRatingChecks } from './list-rating-checks.ts';

/** Half of the period from 15 April to 15 May. */
const CHANGED = new Date('2026-04-30T00:00:00.000Z');
const CHECKED = new Date('2026-04-30T12:00:00.000Z');
let customerId: string;
let stripeCustomerId: string;

const staff = () => ({ ...testContext({ now: CHECKED }), actor: staffActor('readonly') });
const nextInvoice = async () => (await getCurrentUsage(staff(), { customerId })).nextInvoice;

/** Starter, whose items are put on the prices of Growth in Stripe in the middle of the period. */
beforeAll(async () => {
  await provisionCatalog(testContext());
  ({ customerId, stripeCustomerId } = await createCustomer(testContext(), {
    email: 'changed@publisher.test',
    name: 'Changed',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  }));
  await settleWebhooks(testContext());
  await advanceClock(CHANGED);
  const ctx = testContext({ now: CHANGED });
  const [subscription] = (await ctx.stripe.subscriptions.list({ customer: stripeCustomerId })).data;
  if (subscription === undefined) throw new Error('there is no subscription');
  const growth = await getSellablePlan(ctx, { planId: 'growth', currency: 'usd', customerId });
  await ctx.stripe.subscriptions.update(subscription.id, {
    items: [
      ...subscription.items.data.map(({ id }) => ({ id, deleted: true })),
      ...growth.stripePriceIds.map((price) => ({ price })),
    ],
    proration_behavior: 'create_prorations',
  });
  await settleWebhooks(ctx);
});

test('the prorations of a change of plan are no difference of rating, and the record says what they came to: −49.50 + 249.50', async () => {
  expect(await checkPreviews(testContext({ now: CHECKED }))).toMatchObject({
    matched: 1,
    skipped: 0,
    mismatches: [],
  });
  const [check] = await listRatingChecks(staff());
  expect(check).toMatchObject({ status: 'matched', oursMinor: 49_900n, stripeMinor: 49_900n });
  expect(check?.lines).toContainEqual({ component: 'other_items', oursMinor: [], stripeMinor: ['20000'] });
});

test('they are a part of the next invoice: 200.00 + 499.00 = $699.00, which is what Stripe previews', async () => {
  const next = await nextInvoice();
  expect(next.otherItems?.amountMinor).toBe(20_000n);
  expect(next.total.amountMinor).toBe(69_900n);
  expect(next.preview?.subtotalMinor).toBe(69_900n);
  expect(next.expected?.due.amountMinor).toBe(69_900n);
  const usage = await getCurrentUsage(staff(), { customerId });
  const json = currentUsageSchema.parse(JSON.parse(JSON.stringify(usageToJson(usage))));
  expect(json.next_invoice).toMatchObject({ other_items: 200, subtotal: 699 });
});

test('an item by hand is one of them, a late item of ours is not: it is told as late usage', async () => {
  const { stripe } = testContext();
  const item = { customer: stripeCustomerId, currency: 'usd' } as const;
  await stripe.invoiceItems.create({ ...item, amount: 1_000, description: 'By hand' });
  await stripe.invoiceItems.create({ ...item, amount: 700, metadata: { adjustment_id: 'ours' } });
  await ownerSql(`UPDATE rating_checks SET checked_at = '2026-04-01Z'`);
  expect(await checkPreviews(testContext({ now: CHECKED }))).toMatchObject({ matched: 1, mismatches: [] });
  const { preview, otherItems } = await nextInvoice();
  expect(otherItems?.amountMinor).toBe(21_000n);
  expect(preview?.subtotalMinor).toBe(71_600n);
});

test('of the period that follows nothing is known before Stripe is asked about it', async () => {
  const now = new Date('2026-05-15T00:20:00.000Z');
  const { nextInvoice: next } = await getCurrentUsage({ ...staff(), now }, { customerId });
  expect([next.otherItems, next.total.amountMinor]).toEqual([null, 49_900n]);
});

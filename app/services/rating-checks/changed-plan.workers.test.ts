import type Stripe from 'stripe';
import { beforeAll, expect, test } from 'vitest';
import { changePlanInStripe } from '../../../dev/testing/change-plan.ts';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { ratingChecks } from '../../../dev/testing/rating-checks.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import {
  advanceClock,
  letMetersCount,
  ownerSql,
  staffActor,
  testContext,
} from '../../../dev/testing/workers.ts';
import { currentUsageSchema } from '../../http/api/schemas.ts';
import { usageToJson } from '../../http/api/usage-to-json.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { type CreatedCustomer, createCustomer } from '../customers/create-customer.ts';
import { getCurrentUsage } from '../usage/current/get-current-usage.ts';
import { reportUsage } from '../usage/report/report-usage.ts';
import { checkPreviews } from './check-previews.ts';

/** Half of the period from 15 April to 15 May. */
const CHANGED = new Date('2026-04-30T00:00:00.000Z');
const CHECKED = new Date('2026-04-30T12:00:00.000Z');
let changed: CreatedCustomer;
let customerId: string;
let stripeCustomerId: string;
/** Who used 1,500,000 impressions before the change and 9,500,000 after it. */
let used: CreatedCustomer;

const staff = () => ({ ...testContext({ now: CHECKED }), actor: staffActor('readonly') });
const nextInvoice = async (id = customerId) =>
  (await getCurrentUsage(staff(), { customerId: id })).nextInvoice;

const join = (name: string) =>
  createCustomer(testContext(), {
    email: `${name}@publisher.test`,
    name,
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });

async function use(hour: string, quantity: number, now: Date): Promise<void> {
  const updatedAt = new Date(now.getTime() - 60_000).toISOString();
  await setReplicaRows([{ customerId: used.customerId, metric: 'impressions', hour, quantity, updatedAt }]);
  await runTestSync(testContext({ now }));
  await reportUsage(testContext({ now }));
  await letMetersCount();
}

/** Starter, whose items are put on the prices of Growth in Stripe in the middle of the period. */
beforeAll(async () => {
  await provisionCatalog(testContext());
  changed = await join('changed');
  ({ customerId, stripeCustomerId } = changed);
  used = await join('used');
  await settleWebhooks(testContext());
  const before = new Date('2026-04-20T12:00:00.000Z');
  await advanceClock(before);
  await use('2026-04-20T05:00:00.000Z', 1_500_000, before);
  await advanceClock(CHANGED);
  for (const one of [changed, used]) await changePlanInStripe(testContext({ now: CHANGED }), one, 'growth');
  const after = new Date('2026-04-30T06:00:00.000Z');
  await advanceClock(after);
  await use('2026-04-30T03:00:00.000Z', 9_500_000, after);
  await advanceClock(CHECKED);
});

test('the prorations of a change of plan are no difference of rating, and the record says what they came to: −49.50 + 249.50', async () => {
  expect(await checkPreviews(testContext({ now: CHECKED }))).toMatchObject({
    matched: 1,
    skipped: 1,
    mismatches: [],
  });
  const [check] = await ratingChecks('matched');
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

test('while Stripe may still count, nothing is kept of what a changed period comes to, and the next run asks again', async () => {
  await ownerSql(`UPDATE rating_checks SET checked_at = '2026-04-01Z'`);
  await ownerSql('DELETE FROM invoice_previews');
  const justSent = new Date('2026-04-30T06:10:00.000Z');
  await checkPreviews(testContext({ now: justSent }));
  expect((await nextInvoice(used.customerId)).preview).toBeNull();
  expect((await nextInvoice()).preview).not.toBeNull();
  const nextRun = new Date('2026-04-30T07:00:00.000Z');
  expect(await checkPreviews(testContext({ now: nextRun }))).toMatchObject({ matched: 0, skipped: 1 });
});

test('usage billed at two prices is not compared, and the next invoice is Stripe’s: 200.00 + 60.00 + 0.00 + 499.00 = $759.00', async () => {
  const [check] = await ratingChecks('skipped');
  expect(check).toMatchObject({
    customerId: used.customerId,
    reason: 'The plan changed within the period: its usage is billed at two prices.',
  });
  expect(check?.lines).toContainEqual({ component: 'other_items', oursMinor: [], stripeMinor: ['26000'] });
  const next = await nextInvoice(used.customerId);
  expect([next.total.amountMinor, next.preview?.subtotalMinor]).toEqual([75_900n, 75_900n]);
  expect(next.hasUsageBefore).toBe(true);
});

/** As Stripe answers of a long invoice, the first line alone of those that are shown. */
function showingOneLine(isShown = (_line: Stripe.InvoiceLineItem) => true) {
  const ctx = testContext({ now: CHECKED });
  const createPreview = async (params: Stripe.InvoiceCreatePreviewParams) => {
    const { lines, ...invoice } = await ctx.stripe.invoices.createPreview(params);
    return { ...invoice, lines: { ...lines, data: lines.data.filter(isShown).slice(0, 1), has_more: true } };
  };
  const invoices = Object.assign(Object.create(ctx.stripe.invoices), { createPreview });
  return { ...ctx, stripe: Object.assign(Object.create(ctx.stripe), { invoices }) };
}

test('the same where Stripe shows the first line of a preview only: the items are read, and the plan is compared as a sum', async () => {
  await ownerSql(`UPDATE rating_checks SET checked_at = '2026-04-01Z'`);
  await ownerSql('DELETE FROM invoice_previews');
  expect(await checkPreviews(showingOneLine())).toMatchObject({ matched: 1, skipped: 1, mismatches: [] });
  const [check] = await ratingChecks('matched');
  expect(check?.lines).toContainEqual({ component: 'plan', oursMinor: ['49900'], stripeMinor: ['49900'] });
  for (const [id, minor, hasUsageBefore] of [
    [customerId, 20_000n, false],
    [used.customerId, 18_000n, true],
  ] as const) {
    const next = await nextInvoice(id);
    expect(next).toMatchObject({ otherItems: { amountMinor: minor }, hasUsageBefore });
    expect(next.total.amountMinor).toBe(next.preview?.subtotalMinor);
  }
});

test.each([
  ['all lines', () => testContext({ now: CHECKED })],
  ['only that of the fee', () => showingOneLine(({ amount }) => amount === 49_900)],
])('but a flat fee that differs in such a period is told where Stripe shows %s', async (_, ctx) => {
  await ownerSql(`UPDATE rating_checks SET checked_at = '2026-04-01Z'`);
  await ownerSql(
    `UPDATE plan_prices SET unit_amount_minor = unit_amount_minor + 1 WHERE lookup_key = 'growth_v1_base_usd'`,
  );
  const { mismatches } = await checkPreviews(ctx());
  await ownerSql(
    `UPDATE plan_prices SET unit_amount_minor = unit_amount_minor - 1 WHERE lookup_key = 'growth_v1_base_usd'`,
  );
  expect(mismatches.map((one) => one.split(':')[0]).sort()).toEqual(['changed', 'used']);
  await ownerSql('DELETE FROM notifications');
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

test('items of another subscription wait for another invoice', async () => {
  const { stripe } = testContext();
  const { data: prices } = await stripe.prices.list({ lookup_keys: ['growth_v1_base_usd'] });
  const other = await stripe.subscriptions.create({
    customer: stripeCustomerId,
    items: prices.map(({ id }) => ({ price: id })),
  });
  const item = { customer: stripeCustomerId, currency: 'usd', amount: 5_000 };
  await stripe.invoiceItems.create({ ...item, subscription: other.id });
  await ownerSql(`UPDATE rating_checks SET checked_at = '2026-04-01Z'`);
  expect(await checkPreviews(showingOneLine())).toMatchObject({ matched: 1, mismatches: [] });
  // The item by hand went with the first invoice of the other one.
  expect((await nextInvoice()).otherItems?.amountMinor).toBe(20_000n);
});

test('of the period that follows nothing is known before Stripe is asked about it', async () => {
  const now = new Date('2026-05-15T00:20:00.000Z');
  const { nextInvoice: next } = await getCurrentUsage({ ...staff(), now }, { customerId });
  expect([next.otherItems, next.hasUsageBefore, next.total.amountMinor]).toEqual([null, false, 49_900n]);
});

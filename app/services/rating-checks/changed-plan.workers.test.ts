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
import { evaluateBudgets } from '../budgets/evaluate-budgets.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { type CreatedCustomer, createCustomer } from '../customers/create-customer.ts';
import { getCurrentUsage } from '../usage/current/get-current-usage.ts';
import { explainCharge } from '../usage/explain/explain-charge.ts';
import { getUsageOverview } from '../usage/get-usage-overview.ts';
import { getUsageHistory } from '../usage/history/get-usage-history.ts';
import { reportUsage } from '../usage/report/report-usage.ts';
import { updateAlerts } from '../usage/sync/update-alerts.ts';
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

const checkOf = async (id: string) => (await ratingChecks()).find((check) => check.customerId === id);

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
    matched: 2,
    skipped: 0,
    mismatches: [],
  });
  const check = await checkOf(customerId);
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

test('usage is rated in its parts, each from zero, as Stripe bills it: 60.00 + 0.00, 200.00 and 499.00 = $759.00', async () => {
  expect(await checkOf(used.customerId)).toMatchObject({
    status: 'matched',
    oursMinor: 49_900n,
    stripeMinor: 49_900n,
  });
  const next = await nextInvoice(used.customerId);
  expect(next).toMatchObject({
    usage: { amountMinor: 6_000n },
    otherItems: { amountMinor: 20_000n },
    total: { amountMinor: 75_900n },
    hasUsageBefore: true,
  });
  expect(next.preview?.subtotalMinor).toBe(75_900n);
});

test('everything that tells of the running period tells that: 60.00 of overage of 11,000,000 included, not $1,200.00', async () => {
  const ctx = staff();
  const { usage, changedPlans, runningTotal, change, forecast } = await getUsageOverview(ctx, {
    customerId: used.customerId,
  });
  expect(changedPlans).toEqual(['Starter', 'Growth']);
  expect(usage.metrics.impressions).toMatchObject({
    quantity: 11_000_000n,
    includedUnits: 11_000_000n,
    overageUnits: 500_000n,
    overageCost: { amountMinor: 6_000n },
    lines: [{ planName: 'Starter', units: 500_000n, amount: { amountMinor: 6_000n } }],
  });
  expect([runningTotal.amountMinor, change]).toEqual([49_900n + 6_000n, null]);
  expect(forecast?.usageCostSoFar.amountMinor).toBe(6_000n);
  const explained = await explainCharge(ctx, { customerId: used.customerId, metric: 'impressions' });
  expect(explained).toMatchObject({
    changed: { planNames: ['Starter', 'Growth'], includedUnits: 11_000_000n },
    total: { amountMinor: 6_000n },
    invoice: null,
  });
  expect(explained.lines.map(({ planName, units }) => [planName, units])).toEqual([
    ['Starter', 1_000_000n],
    ['Starter', 500_000n],
    ['Growth', 9_500_000n],
  ]);
  const [running] = await getUsageHistory(ctx, { customerId: used.customerId });
  expect(running?.usageCharge?.amountMinor).toBe(6_000n);
});

test('a budget is spent by what each part costs: $559.00 of $570.00, not the $579.00 of the prices of now', async () => {
  await ownerSql(
    `INSERT INTO budgets (id, customer_id, name, currency, amount_minor, steps, basis, created_at, updated_at)
     VALUES (gen_random_uuid(), $1, 'All', 'usd', 57000, '{50,100}', 'actual', $2, $2)`,
    [used.customerId, CHECKED.toISOString()],
  );
  await evaluateBudgets(testContext({ now: CHECKED }));
  const crossed = await ownerSql(
    `SELECT threshold_percent AS step, spent_minor::int AS spent FROM usage_alerts
     WHERE customer_id = $1 AND budget_id IS NOT NULL`,
    [used.customerId],
  );
  expect(crossed).toEqual([{ step: 50, spent: 55_900 }]);
});

test('an alert is about what is included from the 1.5 M on that were left behind: 11 M of 11.5 M are over 90 %', async () => {
  const crossed = async () => {
    const rows = await ownerSql<{ percent: number }>(
      `SELECT threshold_percent AS percent FROM usage_alerts
       WHERE customer_id = $1 AND metric = 'impressions' AND recovered_at IS NULL ORDER BY 1`,
      [used.customerId],
    );
    return rows.map(({ percent }) => percent);
  };
  expect(await crossed()).toEqual([80, 90, 100, 110]);
  await testContext().db.batch({ kind: 'system' }, (db) => [db.execute(updateAlerts(CHECKED))]);
  expect(await crossed()).toEqual([80, 90]);
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
  expect(await checkPreviews(showingOneLine())).toMatchObject({ matched: 2, skipped: 0, mismatches: [] });
  expect((await checkOf(customerId))?.lines).toContainEqual({
    component: 'plan',
    oursMinor: ['49900'],
    stripeMinor: ['49900'],
  });
  for (const [id, minor, hasUsageBefore] of [
    [customerId, 20_000n, false],
    [used.customerId, 20_000n, true],
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
  expect(await checkPreviews(testContext({ now: CHECKED }))).toMatchObject({ matched: 2, mismatches: [] });
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
  expect(await checkPreviews(showingOneLine())).toMatchObject({ matched: 2, mismatches: [] });
  // The item by hand went with the first invoice of the other one.
  expect((await nextInvoice()).otherItems?.amountMinor).toBe(20_000n);
});

test('of the period that follows nothing is known before Stripe is asked about it', async () => {
  const now = new Date('2026-05-15T00:20:00.000Z');
  const { nextInvoice: next } = await getCurrentUsage({ ...staff(), now }, { customerId });
  expect([next.otherItems, next.hasUsageBefore, next.total.amountMinor]).toEqual([null, false, 49_900n]);
});

test('what is sold beside the plan is prorated too, and no part of its flat fee', async () => {
  const { stripe } = testContext();
  const product = await stripe.products.create({ name: 'Support' });
  const price = await stripe.prices.create({
    ...{ product: product.id, currency: 'usd', unit_amount: 3_000 },
    recurring: { interval: 'month' },
  });
  await stripe.subscriptions.update(changed.stripeSubscriptionId, { items: [{ price: price.id }] });
  await ownerSql(`UPDATE rating_checks SET checked_at = '2026-04-01Z'`);
  await checkPreviews(testContext({ now: CHECKED }));
  const [kept] = await ownerSql(
    `SELECT other_items_minor > 20000 AS "hasMore", fee_items_minor::int AS fee FROM invoice_previews
     WHERE customer_id = $1`,
    [customerId],
  );
  expect(kept).toEqual({ hasMore: true, fee: 20_000 });
});

test('what was left behind is kept also while Stripe may still count what came since', async () => {
  await ownerSql(`UPDATE rating_checks SET checked_at = '2026-04-01Z'`);
  await ownerSql('DELETE FROM invoice_previews');
  await testContext().stripe.billing.meterEvents.create({
    event_name: 'impressions',
    timestamp: CHECKED.getTime() / 1_000 - 3_600,
    payload: { stripe_customer_id: used.stripeCustomerId, value: '5000000' },
  });
  await letMetersCount();
  await checkPreviews(testContext({ now: new Date('2026-04-30T06:10:00.000Z') }));
  expect(await checkOf(used.customerId)).toMatchObject({ status: 'skipped' });
  expect(await nextInvoice(used.customerId)).toMatchObject({
    hasUsageBefore: true,
    usage: { amountMinor: 6_000n },
  });
});

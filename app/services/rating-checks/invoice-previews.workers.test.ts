import { beforeAll, expect, test } from 'vitest';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { countTrips, runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import {
  advanceClock,
  letMetersCount,
  ownerSql,
  staffActor,
  testContext,
} from '../../../dev/testing/workers.ts';
import { currentUsageSchema } from '../../http/api/schemas.ts';
import { usageToJson } from '../../http/api/usage-to-json.ts';
import { toUsageView } from '../../routes/billing.usage/usage-view.server.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { getCurrentUsage } from '../usage/current/get-current-usage.ts';
import { getUsageOverview } from '../usage/get-usage-overview.ts';
import { reportUsage } from '../usage/report/report-usage.ts';
import { checkPreviews } from './check-previews.ts';
import { toDueChecks } from './due-check.ts';
import { selectDueChecks } from './due-checks-sql.ts';

const SYNCED = new Date('2026-04-15T12:05:00.000Z');
const DAY_MS = 86_400_000;
const later = (days: number) => new Date(SYNCED.getTime() + days * DAY_MS);
let customerId: string;
let otherId: string;

const publisher = (email: string, country: string) =>
  createCustomer(testContext(), {
    email,
    name: email,
    planId: 'starter',
    currency: 'eur',
    locale: 'en-GB',
    country,
    paymentMethod: 'pm_card_visa',
  });

function as(id: string, now = later(1)) {
  const actor = {
    kind: 'publisher',
    id: `user_${id}`,
    email: 'a@b.test',
    name: 'A',
    role: 'publisher',
  } as const;
  return testContext({ actor: { ...actor, customerId: id, locale: 'en-GB' }, now });
}

async function addImpressions(quantity: number, hour: string, at: Date) {
  await setReplicaRows([{ customerId, metric: 'impressions', hour, quantity, updatedAt: at.toISOString() }]);
  await runTestSync(testContext({ now: at }));
}

/** A German publisher with VAT, a coupon of 10 % and €50.00 of credit, 6,000,001 impressions in, and a bystander. */
beforeAll(async () => {
  await provisionCatalog(testContext());
  const made = await publisher('preview@publisher.test', 'DE');
  ({ customerId } = made);
  ({ customerId: otherId } = await publisher('other@publisher.test', 'DE'));
  await settleWebhooks(testContext());
  const { stripe } = testContext();
  await stripe.customers.createBalanceTransaction(made.stripeCustomerId, { amount: -5_000, currency: 'eur' });
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'forever' });
  const rate = await stripe.taxRates.create({ display_name: 'MwSt.', percentage: 19, inclusive: false });
  const [subscription] = await ownerSql<{ stripe_subscription_id: string }>(
    'SELECT stripe_subscription_id FROM subscriptions WHERE customer_id = $1',
    [customerId],
  );
  await stripe.subscriptions.update(subscription?.stripe_subscription_id ?? '', {
    discounts: [{ coupon: coupon.id }],
    default_tax_rates: [rate.id],
  });
  await addImpressions(6_000_001, '2026-04-15T09:00:00Z', SYNCED);
  await reportUsage(testContext({ now: SYNCED }));
  await letMetersCount();
});

test('before the first look there is no preview', async () => {
  expect((await getCurrentUsage(as(customerId), { customerId })).nextInvoice.preview).toBeNull();
});

test('a look keeps the whole invoice, €638.20 − 10 % + 19 % VAT a line = €683.51, less €50.00 credit: two trips, a call each', async () => {
  const ctx = testContext({ now: later(1) });
  const { database, trips } = countTrips(ctx.db);
  const asked: unknown[] = [];
  const createPreview = ctx.stripe.invoices.createPreview.bind(ctx.stripe.invoices);
  ctx.stripe.invoices.createPreview = (...given: Parameters<typeof createPreview>) => {
    asked.push(given[0]);
    return createPreview(...given);
  };
  expect(await checkPreviews({ ...ctx, db: database })).toMatchObject({ matched: 2, mismatches: [] });
  expect(trips()).toBe(2);
  expect(asked).toHaveLength(2);
  const { preview } = (await getCurrentUsage(as(customerId), { customerId })).nextInvoice;
  expect(preview).toEqual({
    periodStart: new Date('2026-04-15T00:00:00.000Z'),
    currency: 'eur',
    subtotalMinor: 63_820n,
    otherItemsMinor: 0n,
    usageBefore: null,
    discountMinor: 6_382n,
    taxMinor: 10_913n,
    includedTaxMinor: 0n,
    totalMinor: 68_351n,
    balanceMinor: -5_000n,
    amountDueMinor: 63_351n,
    quantities: { impressions: 6_000_001n, api_calls: 0n, data_transfer_bytes: 0n },
    previewedAt: later(1),
  });
});

test('the page has it beside our own subtotal, which is the same to the cent', async () => {
  const { nextInvoice } = await getUsageOverview(as(customerId), { customerId });
  expect(nextInvoice?.preview?.subtotalMinor).toBe(nextInvoice?.total.amountMinor);
});

test('API and page tell one figure, with late usage that waits and what came since the preview: €10.00 more, €643.51 due', async () => {
  const id = crypto.randomUUID();
  await ownerSql(
    `INSERT INTO period_adjustments (id, customer_id, subscription_id, billed_subscription_id, kind, component, period_start,
       period_end, sequence, quantity_delta, uncapped_minor, amount_minor, currency, description, explanation, allocations,
       status, run_after, created_at)
     SELECT $1, customer_id, id, id, 'late_usage', 'impressions', '2026-03-15T00:00:00Z', '2026-04-15T00:00:00Z', 1, 1,
       1000, 1000, 'eur', 'Late impressions', '{}', '[]', 'planned', '2026-04-16', '2026-04-16'
     FROM subscriptions WHERE customer_id = $2`,
    [id, customerId],
  );
  const usage = await getCurrentUsage(as(customerId), { customerId });
  const overview = await getUsageOverview(as(customerId), { customerId });
  expect(usage.nextInvoice).toEqual(overview.nextInvoice);
  const json = currentUsageSchema.parse(JSON.parse(JSON.stringify(usageToJson(usage))));
  expect(json.next_invoice).toEqual({
    date: '2026-05-15T00:00:00.000Z',
    usage: 545.2,
    true_up: null,
    late_usage: 10,
    other_items: 0,
    has_usage_before_change: false,
    base_fee: 93,
    subtotal: 648.2,
    expected: { discounts: 63.82, tax: 109.13, customer_balance: -50, amount_due: 643.51 },
    currency: 'eur',
  });
  const page = toUsageView(overview, { locale: 'en-GB', now: later(1), mayPay: true });
  expect(page.charges.nextInvoice).toMatchObject({ subtotal: '€648.20', previewed: { due: '€643.51' } });
  await ownerSql('DELETE FROM period_adjustments WHERE id = $1', [id]);
});

test('a publisher reads its own preview alone, staff reads all, and nobody but the system writes', async () => {
  const read = async (ctx: ReturnType<typeof as>) => {
    const scope = { kind: 'tenant', customerId: ctx.actor.customerId } as const;
    const [rows] = await ctx.db.batch(scope, (db) => [
      db.execute('select customer_id from invoice_previews'),
    ]);
    return rows.rows;
  };
  expect(await read(as(customerId))).toEqual([{ customer_id: customerId }]);
  expect(await read(as(otherId))).toEqual([{ customer_id: otherId }]);
  const staff = { ...testContext({ now: later(1) }), actor: staffActor('readonly') };
  expect((await getCurrentUsage(staff, { customerId })).nextInvoice.preview?.balanceMinor).toBe(-5_000n);
  await expect(getCurrentUsage(as(otherId), { customerId })).rejects.toMatchObject({
    code: 'no_subscription',
  });
  for (const scope of [{ kind: 'tenant', customerId } as const, { kind: 'staff' } as const]) {
    const write = () =>
      testContext().db.batch(scope, (db) => [
        db.execute('update invoice_previews set amount_due_minor = 0 returning 1'),
      ]);
    expect((await write())[0].rows).toEqual([]);
  }
});

test('while usage is on its way Stripe is not asked, and what was previewed stays, with its time', async () => {
  await addImpressions(1_000_000, '2026-04-15T10:00:00Z', later(2));
  expect(await checkPreviews(testContext({ now: later(2) }))).toMatchObject({ skipped: 1, matched: 1 });
  const { preview } = (await getCurrentUsage(as(customerId, later(2)), { customerId })).nextInvoice;
  expect(preview).toMatchObject({ subtotalMinor: 63_820n, previewedAt: later(1) });
});

test('a preview that Stripe’s count still trails is kept, with the units that were sent', async () => {
  await reportUsage(testContext({ now: later(2.99) }));
  expect(await checkPreviews(testContext({ now: later(3) }))).toMatchObject({ skipped: 1, matched: 1 });
  const { preview } = (await getCurrentUsage(as(customerId, later(3)), { customerId })).nextInvoice;
  expect(preview).toMatchObject({ previewedAt: later(3), quantities: { impressions: 7_000_001n } });
});

test('a run that began earlier and ends later does not put an older preview over a newer one', async () => {
  await ownerSql(`UPDATE rating_checks SET checked_at = '2026-04-01Z'`);
  await checkPreviews(testContext({ now: later(2.5) }));
  const { preview } = (await getCurrentUsage(as(customerId, later(3)), { customerId })).nextInvoice;
  expect(preview?.previewedAt).toEqual(later(3));
});

test('a discount that was put on it since is previewed within the hour', async () => {
  const { stripe } = testContext();
  const due = async () => {
    const [found] = await testContext().db.batch({ kind: 'system' }, (db) => [
      db.execute(selectDueChecks({ now: later(3.1), limit: 100 })),
    ]);
    return toDueChecks(found.rows).map((one) => one.customer_id);
  };
  await ownerSql('UPDATE rating_checks SET checked_at = $1', [later(3).toISOString()]);
  expect(await due()).not.toContain(otherId);
  const [{ id } = { id: '' }] = await ownerSql<{ id: string }>(
    'SELECT stripe_subscription_id AS id FROM subscriptions WHERE customer_id = $1',
    [otherId],
  );
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'forever' });
  await stripe.subscriptions.update(id, { discounts: [{ coupon: coupon.id }] });
  await advanceClock(later(3.05));
  await settleWebhooks(testContext({ now: later(3.05) }));
  expect(await due()).toContain(otherId);
});

test('of the next period there is none until it is looked at; the one before says which period it was of', async () => {
  const afterwards = new Date('2026-05-15T00:20:00.000Z');
  const { nextInvoice, usage } = await getUsageOverview(as(customerId, afterwards), { customerId });
  expect(usage.period.start).toEqual(new Date('2026-05-15T00:00:00.000Z'));
  expect(nextInvoice?.preview?.periodStart).toEqual(new Date('2026-04-15T00:00:00.000Z'));
});

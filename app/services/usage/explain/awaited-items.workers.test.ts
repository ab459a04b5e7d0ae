import { beforeAll, expect, test } from 'vitest';
import { at, closeFirstPeriod, of, reader, setHours, sync } from '../../../../dev/testing/late-usage.ts';
import { ownerSql } from '../../../../dev/testing/workers.ts';
import { planAdjustments } from '../../adjustments/plan-adjustments.ts';
import { getUsageOverview } from '../get-usage-overview.ts';
import { getUsageHistory } from '../history/get-usage-history.ts';
import { explainBillChange } from './explain-bill-change.ts';

/** Both of the first period's invoices: 10 % off $159.00, and 20 % tax that is within it. */
async function discountAndTax() {
  const { stripe } = at();
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'forever' });
  const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: true });
  await stripe.subscriptions.update(of('discounted').stripeSubscriptionId, {
    discounts: [{ coupon: coupon.id }],
  });
  await stripe.subscriptions.update(of('taxed').stripeSubscriptionId, { default_tax_rates: [rate.id] });
}

beforeAll(() => closeFirstPeriod(['late', 'discounted', 'taxed'], { beforeClose: discountAndTax }));

test.each([
  ['discounted', 14_310, 0],
  ['taxed', 15_900, 2_650],
])(
  'the same usage again is no change for one who is %s: what comes off the lines is in neither',
  async (name, total, tax) => {
    const { customerId } = of(name);
    const [invoice] = await ownerSql(
      `SELECT amount_minor::int AS total, tax_minor::int AS tax FROM invoices
     WHERE customer_id = $1 AND billing_reason = 'subscription_cycle'`,
      [customerId],
    );
    expect(invoice).toEqual({ total, tax });
    const [, closed] = await getUsageHistory(reader(), { customerId });
    expect(closed?.invoice).toMatchObject({
      subtotalMinor: 15_900n,
      addedTaxMinor: 0n,
      taxMinor: BigInt(tax),
    });
    await setHours(name, [['2026-05-15T01:00:00Z', 1_500_000]]);
    await sync();
    const change = await explainBillChange(reader(), { customerId });
    expect(change).toMatchObject({
      isRunning: true,
      before: { amountMinor: 15_900n },
      after: { amountMinor: 15_900n },
      difference: { amountMinor: 0n },
      parts: [],
    });
  },
);

test('$120.00 of late usage that waits are a one-off of the running bill: $159.00 − $60.00 + $120.00 = $219.00', async () => {
  await setHours('late', [['2026-04-20T08:00:00Z', 1_000_000]]);
  await sync();
  expect(await planAdjustments(at())).toMatchObject({ planned: 1, problems: [] });
  const { customerId } = of('late');
  const change = await explainBillChange(reader(), { customerId });
  const usd = (amountMinor: bigint) => ({ amountMinor, currency: 'usd' });
  expect(change).toMatchObject({
    isRunning: true,
    before: usd(15_900n),
    after: usd(21_900n),
    oneOffs: { awaited: usd(12_000n), trueUp: null, otherItems: null },
    parts: [
      { cause: 'volume', amount: usd(-6_000n) },
      { cause: 'one_off', amount: usd(12_000n) },
    ],
  });
  const page = await getUsageOverview(reader(), { customerId });
  expect(page.change).toEqual(change);
  expect(page.nextInvoice?.late).toEqual(change.oneOffs?.awaited);
  const closed = await getUsageOverview(reader(), { customerId, at: new Date('2026-05-01T00:00:00Z') });
  expect(closed.nextInvoice).toBeNull();
});

test('so are prorations and other items that Stripe previewed of this period, and of no earlier one: + $50.00', async () => {
  const { customerId } = of('late');
  await ownerSql(
    `INSERT INTO invoice_previews (subscription_id, customer_id, period_start, currency, subtotal_minor,
       other_items_minor, discount_minor, tax_minor, included_tax_minor, total_minor, balance_minor, amount_due_minor,
       quantities, previewed_at)
     SELECT id, customer_id, '2026-05-15Z', 'usd', 0, 5000, 0, 0, 0, 0, 0, 0,
       '{"impressions":"0","api_calls":"0","data_transfer_bytes":"0"}', $2
     FROM subscriptions WHERE customer_id = $1`,
    [customerId, at().now.toISOString()],
  );
  const change = await explainBillChange(reader(), { customerId });
  expect(change).toMatchObject({
    oneOffs: { otherItems: { amountMinor: 5_000n } },
    after: { amountMinor: 26_900n },
    parts: [{ cause: 'volume' }, { cause: 'one_off', amount: { amountMinor: 17_000n } }],
  });
  const page = await getUsageOverview(reader(), { customerId });
  expect(page.change).toEqual(change);
  expect(page.nextInvoice?.total).toEqual(change.after);
  await ownerSql(`UPDATE invoice_previews SET period_start = '2026-04-15Z' WHERE customer_id = $1`, [
    customerId,
  ]);
  expect(await explainBillChange(reader(), { customerId })).toMatchObject({
    oneOffs: { otherItems: null },
    after: { amountMinor: 21_900n },
  });
});

test('so is the true-up to the minimum so far: $500.00 − $99.00 = $401.00 beside $120.00 and $99.00', async () => {
  const { customerId } = of('late');
  await ownerSql(
    `INSERT INTO plan_commitments (plan_version_id, currency, amount_minor)
     SELECT plan_version_id, 'usd', 50000 FROM subscriptions WHERE customer_id = $1`,
    [customerId],
  );
  const change = await explainBillChange(reader(), { customerId });
  expect(change).toMatchObject({
    oneOffs: { trueUp: { amountMinor: 40_100n } },
    after: { amountMinor: 62_000n },
  });
  const page = await getUsageOverview(reader(), { customerId });
  expect(page.change).toEqual(change);
  expect(page.nextInvoice?.total).toEqual(change.after);
});

test('the last bill of a plan that ends has no fee of a next period, and the minimum counts that of this one: $620.00 − $99.00', async () => {
  const { customerId } = of('late');
  await ownerSql('UPDATE subscriptions SET cancel_at_period_end = true WHERE customer_id = $1', [customerId]);
  const { change, nextInvoice } = await getUsageOverview(reader(), { customerId });
  expect(change?.after).toMatchObject({ amountMinor: 52_100n });
  expect(nextInvoice?.total).toEqual(change?.after);
  expect(change?.parts).toContainEqual({
    cause: 'plan',
    metric: null,
    amount: { amountMinor: -9_900n, currency: 'usd' },
  });
});

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CatalogPrice, priceLookupKey } from '../../../app/domain/catalog.ts';
import { METRICS, type Metric } from '../../../app/domain/metric.ts';
import { CURRENCIES, type Currency, money } from '../../../app/domain/money.ts';
import { type PlanPrices, ratePlan } from '../../../app/domain/pricing/rate-plan.ts';
import { productOf } from '../../../app/services/catalog/product.ts';
import type { StripeClient } from '../../../app/stripe/client.ts';
import { ensureMeters } from '../../../app/stripe/ensure-meters.ts';
import { ensurePrices } from '../../../app/stripe/ensure-prices.ts';
import { ensureProduct } from '../../../app/stripe/ensure-product.ts';
import { type StripeStandIn, startStripeStandIn } from '../../stripe/main.ts';
import { createStripe } from '../../stripe/testing/stripe-world.ts';
import { quantityDraws, quantityOf, RATING_SEED, randomPrices, toMeteredPrice } from './random-prices.ts';

const SUBSCRIPTIONS = 500;
const LANES = 8;
const MID_PERIOD = new Date('2026-02-05T00:00:00Z');
/** Stripe holds no more than twelve digits. */
const MOST_OF_AN_INVOICE = 999_999_999_999n;
/** Of a meter event: the usage of a period comes in this many. */
const PARTS = 3n;

const START = new Date('2026-01-15T00:00:00Z');
let now = START;
let standIn: StripeStandIn;
let stripe: StripeClient;

beforeAll(async () => {
  standIn = await startStripeStandIn({ port: 0, now: () => now, meterLagSeconds: 0 });
  stripe = createStripe(standIn.url);
});
afterAll(() => standIn.close());

interface Sold {
  plan: PlanPrices;
  quantities: Record<Metric, bigint>;
}

/** Widths and rates that keep a line within what an invoice can hold. */
const LIMITS = { maxWidth: 10n ** 9n, maxRate: 10n ** 12n, flatFeeInFirstTier: false };

const meteredUsage = fc
  .record({ terms: randomPrices(LIMITS), draw: quantityDraws(10n ** 10n) })
  .map(({ terms, draw }) => ({ price: toMeteredPrice(terms), quantity: quantityOf(terms, draw) }));

const subscriptions: fc.Arbitrary<Sold> = fc
  .record({
    currency: fc.constantFrom(...CURRENCIES),
    base: fc.bigInt({ min: 0n, max: 999_999n }),
    impressions: meteredUsage,
    api_calls: meteredUsage,
    data_transfer_bytes: meteredUsage,
  })
  .map(({ currency, base, ...metered }) => ({
    plan: {
      currency,
      baseFee: money(base, currency),
      metered: {
        impressions: metered.impressions.price,
        api_calls: metered.api_calls.price,
        data_transfer_bytes: metered.data_transfer_bytes.price,
      },
      minimumCommitment: null,
    },
    quantities: {
      impressions: metered.impressions.quantity,
      api_calls: metered.api_calls.quantity,
      data_transfer_bytes: metered.data_transfer_bytes.quantity,
    },
  }))
  .filter(({ plan, quantities }) => ratePlan(plan, quantities).total.amountMinor <= MOST_OF_AN_INVOICE);

async function ensureAllProducts(): Promise<void> {
  for (const component of ['base', ...METRICS] as const) await ensureProduct(stripe, product(component));
}

function product(component: 'base' | Metric) {
  return productOf({ id: 'growth', name: 'Growth' }, component);
}

async function sell({ plan }: Sold, index: number, meterIds: ReadonlyMap<Metric, string>) {
  const { currency } = plan;
  const lookupKey = (component: 'base' | Metric) =>
    priceLookupKey({ id: 'growth', version: index + 1, customerId: null }, component, currency);
  const prices: CatalogPrice[] = [
    {
      component: 'base',
      currency,
      lookupKey: lookupKey('base'),
      unitAmountMinor: plan.baseFee.amountMinor,
    },
    ...METRICS.map((metric) => ({
      component: metric,
      currency,
      lookupKey: lookupKey(metric),
      price: plan.metered[metric],
    })),
  ];
  const ids = await ensurePrices(stripe, {
    meterIds,
    prices: prices.map((price) => ({ price, productId: product(price.component).id, metadata: {} })),
  });
  const customer = await stripe.customers.create({
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [...ids.values()].map((price) => ({ price })),
  });
  return { customer: customer.id, subscription: subscription.id };
}

async function report(customer: string, { quantities }: Sold): Promise<void> {
  for (const metric of METRICS) {
    const quantity = quantities[metric];
    for (let part = 0n; part < PARTS; part += 1n) {
      const value = part === 0n ? quantity - (quantity / PARTS) * (PARTS - 1n) : quantity / PARTS;
      if (value === 0n) continue;
      await stripe.billing.meterEvents.create({
        event_name: metric,
        identifier: `${customer}:${metric}:${part}`,
        timestamp: START.getTime() / 1_000 + Number(part) * 3_600,
        payload: { stripe_customer_id: customer, value: value.toString() },
      });
    }
  }
}

/** Amounts of the lines that charge something, in no order: Stripe also has lines of nothing. */
function charged(amounts: readonly bigint[]): string[] {
  return amounts
    .filter((amount) => amount !== 0n)
    .map(String)
    .sort();
}

test(`the next invoice of ${SUBSCRIPTIONS} random subscriptions is what Stripe previews, to the minor unit and line by line`, async () => {
  const sold = fc.sample(subscriptions, { numRuns: SUBSCRIPTIONS, seed: RATING_SEED });
  await ensureAllProducts();
  const meterIds = await ensureMeters(stripe, METRICS);
  const made = await inLanes(sold, (each, index) => sell(each, index, meterIds));
  now = MID_PERIOD;
  const previews = await inLanes(sold, async (each, index) => {
    const { customer = '', subscription = '' } = made[index] ?? {};
    await report(customer, each);
    return stripe.invoices.createPreview({ subscription });
  });
  const kinds = new Set<string>();
  const currencies = new Set<Currency>();
  for (const [index, { plan, quantities }] of sold.entries()) {
    const ours = ratePlan(plan, quantities);
    const lines = METRICS.flatMap((metric) => ours.charges[metric].map(({ amount }) => amount.amountMinor));
    const preview = previews[index];
    expect(BigInt(preview?.total ?? -1)).toBe(ours.total.amountMinor);
    const theirs = (preview?.lines.data ?? []).map(({ amount }) => BigInt(amount));
    if (preview?.lines.has_more === false) {
      expect(charged(theirs)).toEqual(charged([ours.baseFee.amountMinor, ...lines]));
    }
    currencies.add(plan.currency);
    for (const metric of METRICS) kinds.add(plan.metered[metric].kind);
  }
  expect([...kinds].sort()).toEqual(['graduated', 'package', 'volume']);
  expect(currencies.size).toBe(CURRENCIES.length);
});

async function inLanes<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await work(items[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}

import type { Metric } from '../../../domain/metric.ts';
import { computeSpans, type MeterSpans } from '../../../domain/reconciliation/spans.ts';
import { type MeterReading, readMeter } from '../../../stripe/reconciliation/read-meter.ts';
import type { ServiceContext } from '../../context.ts';
import type { ClaimedShard } from '../claim-shard.ts';
import { inLanes } from '../in-lanes.ts';
import type { Pace } from '../pace.ts';
import type { Step } from '../record-step.ts';
import { compareCustomer } from './compare-customer.ts';
import { loadBooks } from './load-books.ts';
import { loadPrices, type PriceList } from './load-prices.ts';
import { type CustomerTerms, loadTerms } from './load-terms.ts';

/** So few are in memory at once, and so few are compared again after a kill. */
const CUSTOMERS_PER_STEP = 25;

interface CustomerWithSpans {
  customer: CustomerTerms;
  spans: MeterSpans;
}

/** Compares the meters of the next customers: one question to Stripe for each customer and meter. */
export async function workUsage(
  ctx: ServiceContext,
  { shard, pace, now }: { shard: ClaimedShard; pace: Pace; now: Date },
): Promise<Step> {
  const customers = await loadTerms(ctx, shard, CUSTOMERS_PER_STEP);
  const last = customers.at(-1);
  const withSpans = customers.flatMap((customer): CustomerWithSpans[] => {
    const spans = computeSpans({ terms: customer.terms, range: shard.run.period, asOf: now });
    return spans === null ? [] : [{ customer, spans }];
  });
  const prices = await loadPrices(ctx);
  // Our books after Stripe's: what was sent in between is then told by neither as missing, but as under way.
  const meters = await readMeters(ctx, { withSpans, prices, pace });
  const books = await loadBooks(ctx, withSpans.map(toBookRange), now);
  const results = withSpans.map(({ customer, spans }) =>
    compareCustomer({
      run: shard.run,
      customer,
      spans,
      books,
      readings: meters.readings.get(customer.customerId) ?? new Map(),
      prices,
      now,
    }),
  );
  return {
    differences: results.flatMap(({ differences }) => differences),
    judged: results.flatMap(({ judged }) => judged),
    compared: results.reduce((sum, { compared }) => sum + compared, 0),
    withinTolerance: results.reduce((sum, { withinTolerance }) => sum + withinTolerance, 0),
    stripeCalls: meters.calls,
    foreign: 0,
    seen: [],
    cursor: customers.length < CUSTOMERS_PER_STEP ? null : (last?.customerId ?? null),
  };
}

async function readMeters(
  ctx: ServiceContext,
  { withSpans, prices, pace }: { withSpans: readonly CustomerWithSpans[]; prices: PriceList; pace: Pace },
) {
  const questions = withSpans.flatMap(({ customer, spans }) =>
    [...prices.meterIds].map(([metric, meterId]) => ({ customer, spans, metric, meterId })),
  );
  let calls = 0;
  const readings = new Map<string, Map<Metric, MeterReading>>();
  await inLanes(questions, async ({ customer, spans, metric, meterId }) => {
    await pace.take();
    const answer = await readMeter(ctx.stripe, {
      meterId,
      stripeCustomerId: customer.stripeCustomerId,
      ...spans.range,
      window: spans.window,
    });
    calls += answer.calls;
    // Deleted in Stripe: that is a difference of the customer's, not of each of its meters.
    if (answer.reading === null) return;
    const own = readings.get(customer.customerId) ?? new Map<Metric, MeterReading>();
    readings.set(customer.customerId, own.set(metric, answer.reading));
  });
  return { readings, calls };
}

function toBookRange({ customer, spans }: CustomerWithSpans) {
  const by = spans.window === null ? ('range' as const) : ('day' as const);
  return { customerId: customer.customerId, ...spans.range, by };
}

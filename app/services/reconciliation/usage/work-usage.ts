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
import { loadPeriodPrices } from './load-period-prices.ts';
import { loadPrices, type PriceList } from './load-prices.ts';
import { type CustomerTerms, loadTerms } from './load-terms.ts';

/** So few are in memory at once, and so few are compared again after a kill. */
const CUSTOMERS_PER_STEP = 25;

/** Of a customer, what one question to each meter covers. */
interface CustomerWithSpans {
  customer: CustomerTerms;
  spans: MeterSpans;
}

/**
 * Compares the meters of the next customers: one question to Stripe for each customer and meter, and one more for each
 * period that begins or ends within a day.
 */
export async function workUsage(
  ctx: ServiceContext,
  { shard, pace, now }: { shard: ClaimedShard; pace: Pace; now: Date },
): Promise<Step> {
  const customers = await loadTerms(ctx, shard, CUSTOMERS_PER_STEP);
  const last = customers.at(-1);
  const asked = customers.flatMap((customer) =>
    computeSpans({ terms: customer.terms, range: shard.run.period, asOf: now }).map(
      (spans): CustomerWithSpans => ({ customer, spans }),
    ),
  );
  const prices = await loadPrices(ctx);
  const periodPrices = await loadPeriodPrices(
    ctx,
    asked.flatMap(({ spans }) => spans.spans),
  );
  // Our books after Stripe's: what was sent in between is then told by neither as missing, but as under way.
  const meters = await readMeters(ctx, { asked, prices, pace });
  const books = {
    day: await loadBooks(ctx, asked.filter(isByDays).map(toBookRange), now),
    whole: await loadBooks(ctx, asked.filter((one) => !isByDays(one)).map(toBookRange), now),
  };
  const results = asked.map((one) =>
    compareCustomer({
      run: shard.run,
      ...one,
      books: isByDays(one) ? books.day : books.whole,
      readings: meters.readings.get(one.spans) ?? new Map(),
      prices,
      periodPrices,
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
  { asked, prices, pace }: { asked: readonly CustomerWithSpans[]; prices: PriceList; pace: Pace },
) {
  const questions = asked.flatMap(({ customer, spans }) =>
    [...prices.meterIds].map(([metric, meterId]) => ({ customer, spans, metric, meterId })),
  );
  let calls = 0;
  const readings = new Map<MeterSpans, Map<Metric, MeterReading>>();
  await inLanes(questions, async ({ customer, spans, metric, meterId }) => {
    const answer = await pace.ask(() =>
      readMeter(ctx.stripe, {
        meterId,
        stripeCustomerId: customer.stripeCustomerId,
        ...spans.range,
        window: spans.window,
      }),
    );
    calls += answer.calls;
    // Deleted in Stripe: that is a difference of the customer's, not of each of its meters.
    if (answer.reading === null) return;
    const own = readings.get(spans) ?? new Map<Metric, MeterReading>();
    readings.set(spans, own.set(metric, answer.reading));
  });
  return { readings, calls };
}

function isByDays({ spans }: CustomerWithSpans): boolean {
  return spans.window === 'day';
}

function toBookRange({ customer, spans }: CustomerWithSpans) {
  return { customerId: customer.customerId, ...spans.range, by: spans.window ?? ('range' as const) };
}

import { type Decimal, parseDecimal } from '../../../domain/decimal.ts';
import { METRICS, type Metric } from '../../../domain/metric.ts';
import { isAlarming } from '../../../domain/reconciliation/alert-thresholds.ts';
import {
  classifyUsage,
  expectedOf,
  type UsageBucket,
} from '../../../domain/reconciliation/classify-usage.ts';
import { lastSendAt, type MeterSpans, type Span } from '../../../domain/reconciliation/spans.ts';
import { judgeUsage } from '../../../domain/reconciliation/usage-difference.ts';
import type { MeterReading } from '../../../stripe/reconciliation/read-meter.ts';
import type { StoredDifference } from '../difference.ts';
import type { RunScope } from '../run.ts';
import type { Book } from './load-books.ts';
import type { PriceList } from './load-prices.ts';
import type { CustomerTerms } from './load-terms.ts';

export interface CustomerToCompare {
  run: Pick<RunScope, 'tolerancePercent' | 'meterTolerances'>;
  customer: CustomerTerms;
  spans: MeterSpans;
  books: readonly Book[];
  readings: ReadonlyMap<Metric, MeterReading>;
  prices: PriceList;
  now: Date;
}

export interface ComparedCustomer {
  differences: StoredDifference[];
  compared: number;
  withinTolerance: number;
}

/** Each meter and period of one customer, both sides at hand. Pure. */
export function compareCustomer(input: CustomerToCompare): ComparedCustomer {
  const result: ComparedCustomer = { differences: [], compared: 0, withinTolerance: 0 };
  for (const metric of METRICS) {
    const reading = input.readings.get(metric);
    if (reading === undefined) continue;
    const buckets = bucketsOf(input, metric, reading);
    for (const span of input.spans.spans) {
      const found = comparePeriod(input, { metric, span, buckets });
      result.compared += 1;
      if (found === 'within_tolerance') result.withinTolerance += 1;
      else if (found !== null) result.differences.push(found);
    }
  }
  return result;
}

function bucketsOf(input: CustomerToCompare, metric: Metric, reading: MeterReading): UsageBucket[] {
  const books = new Map(
    input.books
      .filter((book) => book.customerId === input.customer.customerId && book.metric === metric)
      .map((book) => [book.at, book]),
  );
  return [...new Set([...books.keys(), ...reading.keys()])].sort().map((at) => ({
    ...(books.get(at) ?? NOTHING),
    at,
    stripe: reading.get(at) ?? 0n,
  }));
}

const NOTHING = {
  billable: 0n,
  held: 0n,
  pending: 0n,
  failed: 0n,
  unqueued: 0n,
  accepted: 0n,
  acceptedLately: 0n,
};

interface PeriodToCompare {
  metric: Metric;
  span: Span;
  buckets: readonly UsageBucket[];
}

function comparePeriod(
  { run, customer, prices, now }: CustomerToCompare,
  { metric, span, buckets }: PeriodToCompare,
): StoredDifference | 'within_tolerance' | null {
  const term = customer.terms.find(({ subscriptionId }) => subscriptionId === span.subscriptionId);
  const price = term && prices.find({ ...term, metric });
  if (term === undefined || !price) return null;
  const isInside = ({ at }: UsageBucket) => at >= span.start.toISOString() && at < span.end.toISOString();
  const inside = buckets.filter(isInside);
  const internal = inside.reduce((sum, bucket) => sum + expectedOf(bucket), 0n);
  const stripe = inside.reduce((sum, bucket) => sum + bucket.stripe, 0n);
  const judged = judgeUsage({ internal, stripe, ...price, tolerancePercent: toleranceOf(run, metric) });
  if (judged === null) return null;
  if (judged.withinTolerance) return 'within_tolerance';
  const { cause, evidence } = classifyUsage({
    buckets: inside,
    neighbours: buckets.filter((bucket) => !isInside(bucket)),
    isClosed: now >= lastSendAt(span.periodEnd),
  });
  const { currency } = price;
  return {
    key: usageKey(span, metric),
    fingerprint: String(judged.difference),
    kind: 'usage',
    customerId: customer.customerId,
    subscriptionId: span.subscriptionId,
    objectId: null,
    stripeId: customer.stripeCustomerId,
    metric,
    periodStart: span.start.toISOString(),
    periodEnd: span.periodEnd.toISOString(),
    internalValue: String(internal),
    stripeValue: String(stripe),
    percentageDiff: judged.percentageDiff,
    currency,
    amountEffectMinor: String(judged.amountEffectMinor),
    fields: [],
    cause,
    evidence,
    alerted: isAlarming({ cause, metric, currency, ...judged }),
  };
}

export function usageKey(
  { subscriptionId, start }: Pick<Span, 'subscriptionId' | 'start'>,
  metric: string,
): string {
  return `usage:${subscriptionId}:${metric}:${start.toISOString()}`;
}

function toleranceOf(run: CustomerToCompare['run'], metric: Metric): Decimal {
  return parseDecimal(run.meterTolerances[metric] ?? run.tolerancePercent);
}

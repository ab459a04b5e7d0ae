import { type Decimal, parseDecimal } from '../../../domain/decimal.ts';
import { METRICS, type Metric } from '../../../domain/metric.ts';
import {
  classifyUsage,
  expectedOf,
  type UsageBucket,
} from '../../../domain/reconciliation/classify-usage.ts';
import { lastSendAt, type MeterSpans, type Span } from '../../../domain/reconciliation/spans.ts';
import { judgeUsage, usageFingerprint } from '../../../domain/reconciliation/usage-difference.ts';
import type { MeterReading } from '../../../stripe/reconciliation/read-meter.ts';
import type { JudgedKey, StoredDifference } from '../difference.ts';
import type { RunScope } from '../run.ts';
import type { Book } from './load-books.ts';
import type { PeriodPricesOf } from './load-period-prices.ts';
import type { PriceList } from './load-prices.ts';
import type { CustomerTerms } from './load-terms.ts';

export interface CustomerToCompare {
  run: Pick<RunScope, 'tolerancePercent' | 'meterTolerances'>;
  customer: CustomerTerms;
  spans: MeterSpans;
  books: readonly Book[];
  readings: ReadonlyMap<Metric, MeterReading>;
  prices: PriceList;
  periodPrices: PeriodPricesOf;
  now: Date;
}

export interface ComparedCustomer {
  differences: StoredDifference[];
  judged: JudgedKey[];
  compared: number;
  withinTolerance: number;
}

/** Each meter and period that one question covers, of one customer, both sides at hand. Pure. */
export function compareCustomer(input: CustomerToCompare): ComparedCustomer {
  const result: ComparedCustomer = { differences: [], judged: [], compared: 0, withinTolerance: 0 };
  for (const metric of METRICS) {
    const reading = input.readings.get(metric);
    if (reading === undefined) continue;
    const buckets = bucketsOf(input, metric, reading);
    for (const span of input.spans.spans) {
      const found = comparePeriod(input, { metric, span, buckets });
      result.compared += 1;
      if (found.isTolerated) result.withinTolerance += 1;
      if (found.judged !== null) result.judged.push(found.judged);
      if (found.difference !== null) result.differences.push(found.difference);
    }
  }
  return result;
}

function bucketsOf(
  { books: all, customer, spans }: CustomerToCompare,
  metric: Metric,
  reading: MeterReading,
): UsageBucket[] {
  const [start, end] = [spans.range.start.toISOString(), spans.range.end.toISOString()];
  const isAsked = ({ at, until }: Book) =>
    until === null ? at >= start && at < end : at === start && until === end;
  const books = new Map(
    all
      .filter((book) => book.customerId === customer.customerId && book.metric === metric && isAsked(book))
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
  forgotten: 0n,
  accepted: 0n,
  acceptedLately: 0n,
};

interface ComparedPeriod {
  difference: StoredDifference | null;
  isTolerated: boolean;
  /** Null where nothing could be compared, or where units are under way: Stripe may be about to count them. */
  judged: JudgedKey | null;
}

const NOT_COMPARED: ComparedPeriod = { difference: null, isTolerated: false, judged: null };

interface PeriodToCompare {
  metric: Metric;
  span: Span;
  buckets: readonly UsageBucket[];
}

function comparePeriod(
  { run, customer, prices, periodPrices, now }: CustomerToCompare,
  { metric, span, buckets }: PeriodToCompare,
): ComparedPeriod {
  const term = customer.terms.find(({ subscriptionId }) => subscriptionId === span.subscriptionId);
  const sold = periodPrices(span);
  const rating = term && sold && prices.rate({ ...sold, currency: term.currency, metric });
  if (!rating) return NOT_COMPARED;
  const isInside = ({ at }: UsageBucket) => at >= span.start.toISOString() && at < span.end.toISOString();
  const inside = buckets.filter(isInside);
  const internal = inside.reduce((sum, bucket) => sum + expectedOf(bucket), 0n);
  const stripe = inside.reduce((sum, bucket) => sum + bucket.stripe, 0n);
  const found = judgeUsage({ internal, stripe, ...rating, tolerancePercent: toleranceOf(run, metric) });
  const key = usageKey(span, metric);
  const fingerprint = found === null ? null : usageFingerprint(found);
  const judged = inside.some(isUnderWay) ? null : { key, fingerprint };
  if (found === null || fingerprint === null) return { difference: null, isTolerated: false, judged };
  if (found.withinTolerance) return { difference: null, isTolerated: true, judged };
  const { cause, evidence } = classifyUsage({
    buckets: inside,
    neighbours: buckets.filter((bucket) => !isInside(bucket)),
    isClosed: now >= lastSendAt(span.periodEnd),
  });
  const difference: StoredDifference = {
    key,
    fingerprint,
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
    percentageDiff: found.percentageDiff,
    currency: rating.currency,
    amountEffectMinor: String(found.amountEffectMinor),
    fields: [],
    cause,
    evidence: { ...evidence, ...(rating.isInParts && { isInParts: true }) },
  };
  return { difference, isTolerated: false, judged };
}

function isUnderWay({ pending, unqueued, acceptedLately }: UsageBucket): boolean {
  return pending !== 0n || unqueued !== 0n || acceptedLately !== 0n;
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

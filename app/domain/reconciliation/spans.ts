import { type Period, periodContaining, startOfUtcDay } from '../period.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** An anchor older than this is a mistake; without a bound a wide range would be walked for ever. */
const MAX_PERIODS = 60;

export interface SubscriptionTerm {
  subscriptionId: string;
  anchor: Date;
  startedAt: Date;
  endedAt: Date | null;
}

/** A billing period of a subscription, as far as it is to be compared. */
export interface Span {
  subscriptionId: string;
  start: Date;
  /** Of the period, or of the subscription. */
  periodEnd: Date;
  /** How far there can be usage: the period's end, or the end of the day of `asOf`. */
  end: Date;
}

export interface MeterSpans {
  /** Days are what both sides are told by; a period that begins or ends within a day is told as a whole. */
  window: 'day' | null;
  /** What one question to the meter covers: all the spans, in whole hours. */
  range: Period;
  spans: readonly Span[];
}

/**
 * The periods to compare for one customer: those that touch the range asked for, or the running one and the one before.
 * All that begin and end at 00:00 UTC, as ours do, by days in one question; each of the others in one of its own.
 */
export function computeSpans(input: {
  terms: readonly SubscriptionTerm[];
  range: Period | null;
  asOf: Date;
}): MeterSpans[] {
  const { terms, asOf } = input;
  const spans = terms.flatMap((term) => spansOf(term, input.range, asOf)).sort(byStart);
  const byDays = spans.filter(isByDays);
  const whole = spans
    .filter((span) => !isByDays(span))
    .map((span) => ({ ...span, end: earlier(span.periodEnd, nextStep(asOf, HOUR_MS)) }))
    .map((span): MeterSpans => ({ window: null, range: wholeHours(span), spans: [span] }));
  return [
    ...(byDays.length === 0 ? [] : [{ window: 'day' as const, range: rangeOf(byDays), spans: byDays }]),
    ...whole.filter(({ range }) => range.start < range.end),
  ];
}

/** The hours that begin in a period: usage belongs where its hour begins, and a meter is asked for whole ones. */
export function wholeHours({ start, end }: Period): Period {
  return { start: toWholeHour(start), end: toWholeHour(end) };
}

function spansOf(term: SubscriptionTerm, range: Period | null, asOf: Date): Span[] {
  const periods = range === null ? recent(term, asOf) : touching(term, range);
  return periods.flatMap((period) => {
    const start = later(period.start, term.startedAt);
    const periodEnd = term.endedAt === null ? period.end : earlier(period.end, term.endedAt);
    const end = earlier(periodEnd, nextStep(asOf, DAY_MS));
    return start < end && start <= asOf
      ? [{ subscriptionId: term.subscriptionId, start, periodEnd, end }]
      : [];
  });
}

function recent({ anchor }: SubscriptionTerm, asOf: Date): Period[] {
  const current = periodContaining(anchor, asOf);
  return [periodContaining(anchor, new Date(current.start.getTime() - 1)), current];
}

function touching({ anchor }: SubscriptionTerm, range: Period): Period[] {
  const periods: Period[] = [];
  let period = periodContaining(anchor, range.start);
  while (period.start < range.end && periods.length < MAX_PERIODS) {
    periods.push(period);
    period = periodContaining(anchor, period.end);
  }
  return periods;
}

function isByDays({ start, periodEnd }: Span): boolean {
  return isMidnight(start) && isMidnight(periodEnd);
}

function isMidnight(instant: Date): boolean {
  return startOfUtcDay(instant).getTime() === instant.getTime();
}

function rangeOf(spans: readonly Span[]): Period {
  const ends = spans.map(({ end }) => end.getTime());
  return { start: spans[0]?.start ?? new Date(0), end: nextStep(new Date(Math.max(...ends)), DAY_MS) };
}

function toWholeHour(instant: Date): Date {
  return new Date(Math.ceil(instant.getTime() / HOUR_MS) * HOUR_MS);
}

/** The next step after the instant. */
function nextStep(instant: Date, stepMs: number): Date {
  return new Date((Math.floor(instant.getTime() / stepMs) + 1) * stepMs);
}

function earlier(a: Date, b: Date): Date {
  return new Date(Math.min(a.getTime(), b.getTime()));
}

function later(a: Date, b: Date): Date {
  return new Date(Math.max(a.getTime(), b.getTime()));
}

function byStart(a: Span, b: Span): number {
  return a.start.getTime() - b.start.getTime();
}

/** The latest instant at which usage of a period may still go to the meter: see `meterWindowSql`. */
export function lastSendAt(periodEnd: Date): Date {
  return new Date(periodEnd.getTime() + 50 * 60_000);
}

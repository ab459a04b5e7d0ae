import { expect, test } from 'vitest';
import { type ReviewFacts, type ReviewLine, reviewInvoice } from './invoice-review.ts';

const MARCH = { start: new Date('2026-03-01T00:00:00Z'), end: new Date('2026-04-01T00:00:00Z') };
const APRIL = { start: MARCH.end, end: new Date('2026-05-01T00:00:00Z') };

function line(over: Partial<ReviewLine> = {}): ReviewLine {
  return {
    component: 'base',
    stripePriceId: 'price_base',
    amountMinor: 9_900n,
    currency: 'usd',
    proration: false,
    period: APRIL,
    ...over,
  };
}

const USAGE = line({
  component: 'impressions',
  stripePriceId: 'price_impressions',
  amountMinor: 500n,
  period: MARCH,
});

function facts({
  invoice = {},
  ...over
}: { invoice?: Partial<ReviewFacts['invoice']> } & Partial<Omit<ReviewFacts, 'invoice'>> = {}): ReviewFacts {
  return {
    invoice: {
      billingReason: 'subscription_cycle',
      currency: 'usd',
      subtotalMinor: 10_400n,
      totalMinor: 10_400n,
      trueUpMinor: 0n,
      taxCount: 0,
      lines: [line(), USAGE],
      usageEnd: MARCH.end,
      ...invoice,
    },
    previous: { currency: 'usd', totalMinor: 9_900n, taxCount: 0 },
    otherLines: [line({ period: MARCH })],
    components: ['base', 'impressions'],
    subscriptionCurrency: 'usd',
    syncedUntil: MARCH.end,
    unsentHours: 0,
    ...over,
  };
}

function codes(reviewed: ReviewFacts): string[] {
  return reviewInvoice(reviewed).map(({ code }) => code);
}

test('an ordinary cycle: nothing speaks against it', () => {
  expect(codes(facts())).toEqual([]);
});

test('three times the last bill passes, a cent more does not; nor is a first or free bill a measure', () => {
  expect(codes(facts({ invoice: { totalMinor: 29_700n } }))).toEqual([]);
  expect(codes(facts({ invoice: { totalMinor: 29_701n } }))).toEqual(['much_larger']);
  expect(codes(facts({ invoice: { totalMinor: 29_701n }, previous: null }))).toEqual([]);
  const free = { currency: 'usd', totalMinor: 0n, taxCount: 0 };
  expect(codes(facts({ invoice: { totalMinor: 29_701n }, previous: free }))).toEqual([]);
});

test('what fills the bill up to an agreed minimum does not make it larger: $297.01 with a true-up of a cent passes', () => {
  expect(codes(facts({ invoice: { totalMinor: 29_701n, trueUpMinor: 1n } }))).toEqual([]);
  expect(codes(facts({ invoice: { totalMinor: 29_702n, trueUpMinor: 1n } }))).toEqual(['much_larger']);
});

test('the same component billed for the last hour of another invoice’s period is an overlap; touching is not', () => {
  const hour = { start: new Date('2026-04-30T23:00:00Z'), end: new Date('2026-05-30T23:00:00Z') };
  expect(codes(facts({ otherLines: [line({ period: hour })] }))).toEqual(['overlapping_period']);
  expect(codes(facts({ otherLines: [line({ period: MARCH }), line({ component: null })] }))).toEqual([]);
  expect(codes(facts({ otherLines: [line({ proration: true })] }))).toEqual([]);
});

test('a trial that ended early sold its time for nothing: no overlap; for a cent it is one', () => {
  const trial = { start: new Date('2026-04-10T00:00:00Z'), end: new Date('2026-05-10T00:00:00Z') };
  expect(codes(facts({ otherLines: [line({ period: trial, amountMinor: 0n })] }))).toEqual([]);
  expect(codes(facts({ otherLines: [line({ period: trial, amountMinor: 1n })] }))).toEqual([
    'overlapping_period',
  ]);
  const nothing = { lines: [line({ amountMinor: 0n }), USAGE] };
  expect(codes(facts({ invoice: nothing, otherLines: [line({ period: trial })] }))).toEqual([]);
});

test('a late draft of a period in which another plan was closed bills nothing twice; the same price does', () => {
  const part = { start: MARCH.start, end: new Date('2026-03-20T00:00:00Z') };
  const closed = line({ component: 'impressions', period: part });
  expect(codes(facts({ otherLines: [{ ...closed, stripePriceId: 'price_old' }] }))).toEqual([]);
  expect(codes(facts({ otherLines: [{ ...closed, stripePriceId: USAGE.stripePriceId }] }))).toEqual([
    'overlapping_period',
  ]);
});

test('two plans’ flat fees overlap unless the unused time of the one before was given back', () => {
  const before = line({
    stripePriceId: 'price_old',
    period: { start: new Date('2026-03-15T00:00:00Z'), end: new Date('2026-04-15T00:00:00Z') },
  });
  expect(codes(facts({ otherLines: [before] }))).toEqual(['overlapping_period']);
  const unused = { start: APRIL.start, end: before.period.end };
  const credit = { ...before, proration: true, amountMinor: -4_950n, period: unused };
  expect(codes(facts({ otherLines: [before, credit] }))).toEqual([]);
  expect(codes(facts({ invoice: { lines: [line(), USAGE, credit] }, otherLines: [before] }))).toEqual([]);
});

test('a negative total, or a negative line that sells; a proration or an item of ours may be negative', () => {
  expect(codes(facts({ invoice: { totalMinor: -1n } }))).toEqual(['negative']);
  const lines = [line(), line({ ...USAGE, amountMinor: -1n })];
  expect(codes(facts({ invoice: { lines } }))).toEqual(['negative']);
  const credit = line({ component: null, amountMinor: -50n });
  const proration = line({ proration: true, amountMinor: -50n });
  expect(codes(facts({ invoice: { lines: [line(), USAGE, credit, proration] } }))).toEqual([]);
});

test('tax stated last time and not this time; a reverse charge states it, with an amount of nothing', () => {
  const previous = { currency: 'usd', totalMinor: 9_900n, taxCount: 1 };
  expect(codes(facts({ previous }))).toEqual(['missing_tax']);
  expect(codes(facts({ previous, invoice: { taxCount: 1 } }))).toEqual([]);
});

test('a part without a line, the flat fee twice, or 251 lines', () => {
  expect(codes(facts({ components: ['base', 'impressions', 'api_calls'] }))).toEqual(['line_count']);
  const may = { start: APRIL.end, end: new Date('2026-06-01T00:00:00Z') };
  expect(codes(facts({ invoice: { lines: [line(), line({ period: may }), USAGE] } }))).toEqual([
    'line_count',
  ]);
  const many = [line(), ...Array.from({ length: 250 }, () => USAGE)];
  expect(codes(facts({ invoice: { lines: many } }))).toEqual(['line_count']);
});

test('a line in another currency', () => {
  expect(codes(facts({ invoice: { lines: [line(), line({ ...USAGE, currency: 'eur' })] } }))).toEqual([
    'currency_mismatch',
  ]);
});

test('usage read up to the period’s end and all sent; a minute less, or an hour under way, is not', () => {
  const early = new Date(MARCH.end.getTime() - 60_000);
  expect(codes(facts({ syncedUntil: early }))).toEqual(['usage_not_synced']);
  expect(codes(facts({ syncedUntil: null }))).toEqual(['usage_not_synced']);
  expect(codes(facts({ unsentHours: 1 }))).toEqual(['usage_not_synced']);
});

test('an upgrade’s invoice is not held to usage, size or components', () => {
  const invoice = { billingReason: 'subscription_update', totalMinor: 99_999n, lines: [line()] };
  expect(codes(facts({ invoice, syncedUntil: null }))).toEqual([]);
});

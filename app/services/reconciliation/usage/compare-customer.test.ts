import { expect, it } from 'vitest';
import { parseDecimal } from '../../../domain/decimal.ts';
import { type CustomerToCompare, compareCustomer } from './compare-customer.ts';
import type { Book } from './load-books.ts';

const START = new Date('2026-04-15T00:00:00.000Z');
const END = new Date('2026-05-15T00:00:00.000Z');
const KEY = `usage:sub:impressions:${START.toISOString()}`;
const PRICE = { kind: 'package', size: 1_000n, amount: parseDecimal('12'), round: 'up' } as const;

/** 10,000 units of ours against Stripe's. */
function compare(
  stripe: bigint,
  given: { percent?: string; book?: Partial<Book>; others?: readonly Partial<Book>[]; whole?: boolean } = {},
) {
  const book: Book = {
    customerId: 'customer',
    metric: 'impressions',
    at: START.toISOString(),
    until: given.whole ? END.toISOString() : null,
    billable: 10_000n,
    held: 0n,
    pending: 0n,
    failed: 0n,
    unqueued: 0n,
    forgotten: 0n,
    accepted: 10_000n,
    acceptedLately: 0n,
    repairs: 0,
    losses: 0,
    failedRows: [],
    ...given.book,
  };
  const term = { subscriptionId: 'sub', anchor: START, startedAt: START, endedAt: null };
  const span = { subscriptionId: 'sub', start: START, periodEnd: END, end: END };
  const input: CustomerToCompare = {
    run: { tolerancePercent: given.percent ?? '0.5', meterTolerances: {} },
    customer: {
      customerId: 'customer',
      stripeCustomerId: 'cus',
      terms: [{ ...term, currency: 'usd' }],
    },
    spans: { window: given.whole ? null : 'day', range: { start: START, end: END }, spans: [span] },
    books: [book, ...(given.others ?? []).map((other) => ({ ...book, ...other }))],
    readings: new Map([['impressions', new Map([[START.toISOString(), stripe]])]]),
    prices: {
      rate: ({ isInParts }) => ({ prices: [PRICE], isInParts, currency: 'usd' }),
      meterIds: new Map(),
    },
    periodPrices: () => ({ planVersionIds: ['plan'], isInParts: false }),
    now: END,
  };
  const { judged, differences, withinTolerance } = compareCustomer(input);
  return { judged, differences: differences.length, withinTolerance, cause: differences[0]?.cause };
}

it('a difference of 1,000 of 10,000 that 20 % tolerates is there all the same', () => {
  expect(compare(11_000n)).toEqual({
    judged: [{ key: KEY, fingerprint: '-1000:billed' }],
    differences: 1,
    withinTolerance: 0,
    cause: 'edited_in_stripe',
  });
  expect(compare(11_000n, { percent: '20' })).toEqual({
    judged: [{ key: KEY, fingerprint: '-1000:billed' }],
    differences: 0,
    withinTolerance: 1,
  });
});

it('says that nothing differs', () => {
  expect(compare(10_000n)).toEqual({
    judged: [{ key: KEY, fingerprint: null }],
    differences: 0,
    withinTolerance: 0,
  });
});

it.each(['pending', 'unqueued', 'acceptedLately'] as const)('judges nothing while units are %s', (where) => {
  expect(compare(10_000n, { book: { [where]: 300n } }).judged).toEqual([]);
});

it('an hour that its day forgot is not on its way', () => {
  const missing = { unqueued: 300n, accepted: 9_700n };
  expect(compare(9_700n, { book: missing }).cause).toBe('pending_report');
  expect(compare(9_700n, { book: { ...missing, forgotten: 300n } }).cause).toBe('forgotten');
  const both = { pending: 200n, unqueued: 100n, forgotten: 100n, accepted: 9_700n };
  expect(compare(9_700n, { book: both }).cause).toBe('forgotten');
});

it('told in one sum, a stretch is not what another one that overlaps it has', () => {
  const later = { at: '2026-04-20T05:00:00.000Z', until: '2026-04-25T09:00:00.000Z' };
  const shorter = { until: '2026-04-25T09:00:00.000Z' };
  const ofSameEnd = { at: '2026-04-20T05:00:00.000Z' };
  expect(compare(10_000n, { whole: true, others: [later, shorter, ofSameEnd] })).toMatchObject({
    differences: 0,
  });
});

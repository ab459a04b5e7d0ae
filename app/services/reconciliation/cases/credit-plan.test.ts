import { expect, it } from 'vitest';
import { parseDecimal } from '../../../domain/decimal.ts';
import { rateUsage } from '../../../domain/pricing/rate-usage.ts';
import type { LateGroup } from '../../adjustments/late-group.ts';
import type { Rating } from '../../adjustments/load-ratings.ts';
import { correctionsOf, type ExcessToBook } from './book-excess.ts';
import { computeCredit } from './credit-plan.ts';

const PERIOD = { start: new Date('2026-04-15T00:00:00Z'), end: new Date('2026-05-15T00:00:00Z') };
const INVOICE = 'a0000000-0000-4000-8000-000000000001';

/** A million included, then 0.12 a thousand: 1,500,000 billed at $60.00, 200,000 of them too many. */
const rating: Rating = {
  kind: 'graduated',
  rate: (quantity, currency) =>
    rateUsage({
      price: {
        kind: 'graduated',
        tiers: [
          { upTo: 1_000_000n, unitAmount: parseDecimal('0') },
          { upTo: null, unitAmount: parseDecimal('0.012') },
        ],
      },
      quantity,
      currency,
    }),
};

const excess: ExcessToBook = {
  caseId: 'a0000000-0000-4000-8000-000000000002',
  customerId: 'a0000000-0000-4000-8000-000000000003',
  metric: 'impressions',
  hours: [
    { hour: '2026-04-15T03:00:00.000Z', units: 150_000n, foreign: 150_000n },
    { hour: '2026-04-16T03:00:00.000Z', units: 50_000n, foreign: 50_000n },
  ],
};

const group: LateGroup = {
  cursor: 'only',
  customerId: excess.customerId,
  customerName: 'Lichtspiel GmbH',
  metric: 'impressions',
  subscriptionId: 'a0000000-0000-4000-8000-000000000004',
  period: PERIOD,
  state: 'billed',
  invoiceId: INVOICE,
  invoiceStatus: 'paid',
  currency: 'usd',
  lateQuantity: -200_000n,
  identifiers: correctionsOf(excess),
  acceptedQuantity: 1_300_000n,
  settledQuantity: 0n,
  adjustedMinor: 0n,
  movedMinor: 0n,
  byHandMinor: 0n,
  waivedMinor: 0n,
  waivedUnratedQuantity: 0n,
  awaitedMinor: 0n,
  sequence: 0,
  nextSubscriptionId: 'a0000000-0000-4000-8000-000000000004',
  billedQuantity: '1500000',
  stripePriceIds: ['price_1'],
  stretches: 1,
  knownCredits: [],
  creditableLines: [{ invoiceId: INVOICE, stripeLineItemId: 'il_1', remainingMinor: 6_000n }],
  creditedByHandMinor: 0n,
  creditedLaterMinor: 0n,
  creditedUnnamedMinor: 0n,
  minimum: null,
  isMinimumByHand: false,
  revision: 0,
};

function credit(changed: Partial<LateGroup> = {}) {
  return computeCredit(
    { newId: () => 'a0000000-0000-4000-8000-000000000009' },
    {
      caseId: excess.caseId,
      excess,
      group: { ...group, ...changed },
      ratings: new Map([['price_1', rating]]),
    },
  );
}

it('$60.00 billed for 1,500,000, $36.00 owed for 1,300,000: $24.00', async () => {
  expect(await credit()).toMatchObject({ kind: 'credit', units: 200_000n, amountMinor: 2_400n });
});

it('an hour that lies in another period than the rest is for a person', async () => {
  const given = { identifiers: group.identifiers.slice(0, 1), lateQuantity: -150_000n };
  expect(await credit(given)).toMatchObject({ kind: 'refused', reason: 'by_hand' });
});

it.each([
  ['300,000 late units cost $36.00 and outweigh it by $12.00', { lateQuantity: 100_000n }, 'outweighs it'],
  ['200,000 late units come to the same', { lateQuantity: 0n }, 'comes to nothing'],
  ['all $24.00 were given back by hand', { creditedByHandMinor: 2_400n }, 'given back by hand'],
] as const)('is not offered where nothing is to be given back: %s', async (_, changed, message) => {
  expect(await credit(changed)).toMatchObject({
    kind: 'refused',
    reason: 'by_hand',
    message: expect.stringContaining(message),
  });
});

it('$24.00 billed too much, of which $12.00 were late, waived and never billed: $12.00', async () => {
  const waived = { settledQuantity: 100_000n, adjustedMinor: 1_200n, waivedMinor: 1_200n };
  expect(await credit(waived)).toMatchObject({ waivedMinor: 1_200n, amountMinor: 1_200n });
});

it('less than was waived is nothing to give back', async () => {
  const waived = { settledQuantity: 200_000n, adjustedMinor: 2_400n, waivedMinor: 2_400n };
  expect(await credit(waived)).toMatchObject({
    reason: 'by_hand',
    message: 'As much usage of the period was waived and never billed, so nothing is to be given back.',
  });
});

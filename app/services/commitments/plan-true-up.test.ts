import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../../domain/decimal.ts';
import { rateUsage } from '../../domain/pricing/rate-usage.ts';
import type { DueCommitment } from './due-commitment.ts';
import { planTrueUp } from './plan-true-up.ts';

/** $0.10 a thousand. */
const PRICE = { kind: 'graduated', tiers: [{ upTo: null, unitAmount: parseDecimal('0.01') }] } as const;
const ratings = new Map([
  [
    'price_impressions',
    {
      kind: 'graduated' as const,
      rate: (quantity: bigint, currency: 'usd' | 'eur' | 'gbp' | 'jpy') =>
        rateUsage({ price: PRICE, quantity, currency }),
    },
  ],
]);

/** Committed $500.00; flat fee $100.00 and 2.2 M impressions for $220.00. */
const DUE: DueCommitment = {
  invoiceId: 'invoice',
  customerId: 'customer',
  customerName: 'Lichtspiel',
  subscriptionId: 'subscription',
  attempts: 0,
  invoiceStatus: 'draft',
  currency: 'usd',
  period: { start: new Date('2026-04-15T00:00:00Z'), end: new Date('2026-05-15T00:00:00Z') },
  whole: { start: new Date('2026-04-15T00:00:00Z'), end: new Date('2026-05-15T00:00:00Z') },
  metered: [{ metric: 'impressions', price: 'price_impressions', stretches: 1, quantity: 2_200_000n }],
  planVersions: [{ id: 'version', planName: 'Growth', commitmentMinor: 50_000n }],
  baseFeeMinor: 10_000n,
  isFeeVoid: false,
  nextSubscriptionId: 'subscription',
  isUnsent: false,
  revision: 0,
};

function plan(given: Partial<DueCommitment>) {
  return planTrueUp({ newId: () => 'new' }, { due: { ...DUE, ...given }, ratings });
}

describe('a whole period', () => {
  test('$500.00 − $100.00 − $220.00 = $180.00, with rule and figures on the line', () => {
    expect(plan({})).toMatchObject({
      kind: 'decided',
      dueMinor: 50_000n,
      chargedMinor: 32_000n,
      adjustment: {
        kind: 'minimum_true_up',
        status: 'planned',
        amountMinor: 18_000n,
        description:
          'Minimum commitment for 15 April – 14 May 2026: $500.00, less $100.00 flat fee and $220.00 usage',
      },
    });
  });

  test('$550.00 charged: recorded as nothing, so that a later correction finds its figures', () => {
    const metered = [
      { metric: 'impressions' as const, price: 'price_impressions', stretches: 1, quantity: 4_500_000n },
    ];
    expect(plan({ metered })).toMatchObject({
      chargedMinor: 55_000n,
      adjustment: { status: 'recorded', amountMinor: 0n },
    });
  });

  test('a meter below zero is usage of nothing: $400.00 are missing', () => {
    const metered = [
      { metric: 'impressions' as const, price: 'price_impressions', stretches: 1, quantity: -5n },
    ];
    expect(plan({ metered })).toMatchObject({ adjustment: { amountMinor: 40_000n } });
  });
});

describe('a part of a period', () => {
  const start = new Date('2026-05-05T00:00:00Z');
  const period = { start, end: DUE.whole.end };

  test('10 of 30 days: $500.00 × 10/30 = $166.666… → $166.67, less $33.33 and $20.00 = $113.34', () => {
    const metered = [
      { metric: 'impressions' as const, price: 'price_impressions', stretches: 1, quantity: 200_000n },
    ];
    expect(plan({ period, baseFeeMinor: 3_333n, metered })).toMatchObject({
      dueMinor: 16_667n,
      adjustment: {
        amountMinor: 11_334n,
        description:
          'Minimum commitment for 5–14 May 2026: $166.67 (10 of 30 days of $500.00), less $33.33 flat fee and $20.00 usage',
      },
    });
  });

  test('an hour and a half is told by the second', () => {
    const end = new Date(start.getTime() + 5_400_000);
    expect(plan({ period: { start, end }, baseFeeMinor: 0n, metered: [] })).toMatchObject({
      dueMinor: 104n,
      adjustment: { description: expect.stringContaining('$1.04 (5400 of 2592000 seconds of $500.00)') },
    });
  });
});

describe('where it goes', () => {
  test('an ended subscription’s last draft carries it; once issued nothing does, and a person decides', () => {
    const ended = { nextSubscriptionId: null };
    expect(plan(ended)).toMatchObject({ adjustment: { status: 'planned', billedSubscriptionId: null } });
    expect(plan({ ...ended, invoiceStatus: 'paid' })).toMatchObject({
      adjustment: {
        status: 'unbillable',
        reason: 'subscription_ended',
        amountMinor: 0n,
        uncappedMinor: 18_000n,
      },
    });
  });

  test('a void invoice bills nothing, so it owes no minimum of its own accord', () => {
    expect(plan({ invoiceStatus: 'void' })).toMatchObject({
      adjustment: { status: 'unbillable', reason: 'invoice_void', amountMinor: 0n },
    });
  });
});

describe('what cannot be decided', () => {
  const starter = { id: 'starter', planName: 'Starter', commitmentMinor: null };

  test.each([
    [
      'to another plan',
      { planVersions: [...DUE.planVersions, starter] },
      'several_prices',
      ', $100.00 flat fee charged',
    ],
    [
      'away and back',
      { metered: DUE.metered.map((one) => ({ ...one, stretches: 2 })) },
      'several_prices',
      ', $100.00 flat fee charged',
    ],
    ['and the fee made void', { isFeeVoid: true, baseFeeMinor: null }, 'invoice_void', ''],
  ])('a plan changed %s is for a person, with what to decide by', (_, given, reason, fee) => {
    expect(plan(given)).toMatchObject({
      kind: 'by_hand',
      adjustment: {
        kind: 'minimum_true_up',
        status: 'unbillable',
        reason,
        amountMinor: 0n,
        uncappedMinor: 0n,
        billedSubscriptionId: null,
        description: `Minimum commitment for 15 April – 14 May 2026: $500.00 a month of Growth${fee}, usage as its invoice says`,
      },
    });
  });

  test('usage on its way to the meter is waited for, without an alarm', () => {
    expect(plan({ isUnsent: true })).toMatchObject({ kind: 'wait', isProblem: false });
  });

  test.each([
    ['no price of ours', { planVersions: [], metered: [] }],
    ['flat fee is not here', { baseFeeMinor: null }],
    [
      'not ours',
      { metered: [{ metric: 'impressions' as const, price: 'price_foreign', stretches: 1, quantity: 1n }] },
    ],
  ])('%s is a problem in words', (words, given) => {
    expect(plan(given)).toMatchObject({
      kind: 'wait',
      isProblem: true,
      message: expect.stringContaining(words),
    });
  });
});

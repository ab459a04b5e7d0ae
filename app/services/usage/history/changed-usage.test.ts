import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../../../domain/decimal.ts';
import type { MeteredPrice } from '../../../domain/pricing/metered-price.ts';
import type { BilledLine } from './billed-line.ts';
import type { BilledLines } from './billed-period.ts';
import { changedUsageOn, changedUsageSoFar, isChangedWithin, type UsageSoFar } from './changed-usage.ts';
import type { SoldPrice } from './sold-prices.ts';

const CHANGED = new Date('2026-05-27T10:00:00.000Z');
const END = new Date('2026-06-15T00:00:00.000Z');
const TIERED: MeteredPrice = {
  kind: 'graduated',
  tiers: [
    { upTo: 100n, unitAmount: parseDecimal('0') },
    { upTo: null, unitAmount: parseDecimal('2.5'), flatAmount: parseDecimal('40') },
  ],
};
const PACKAGES: MeteredPrice = { kind: 'package', size: 50n, amount: parseDecimal('30'), round: 'up' };
const SOLD = new Map<string, SoldPrice>([
  ['old', { planId: 'starter', planName: 'Starter', row: { component: 'impressions', price: TIERED } }],
  ['new', { planId: 'growth', planName: 'Growth', row: { component: 'impressions', price: PACKAGES } }],
]);

function line(stripePriceId: string, given: Partial<BilledLine> = {}): BilledLine {
  return {
    stripeLineItemId: 'il',
    description: '',
    component: 'impressions',
    stripePriceId,
    proration: false,
    quantity: '100.000000000000',
    unitAmountDecimal: '0.000000000000',
    amountMinor: 0n,
    periodEnd: stripePriceId === 'old' ? CHANGED : END,
    ...given,
  };
}

function billed(...lines: BilledLine[]): BilledLines {
  return { lines, currency: 'usd' };
}

test('every line as it was billed, those of the plan before first: units, a flat fee of a tier, packages', () => {
  const changed = changedUsageOn(
    billed(
      line('new', { quantity: '2.000000000000', unitAmountDecimal: '30.000000000000', amountMinor: 60n }),
      line('old'),
      line('old', { quantity: '7.000000000000', unitAmountDecimal: '2.500000000000', amountMinor: 18n }),
      line('old', { quantity: '0.000000000000', unitAmountDecimal: '40.000000000000', amountMinor: 40n }),
    ),
    'impressions',
    SOLD,
  );
  expect(changed).toMatchObject({
    planNames: ['Starter', 'Growth'],
    includedUnits: 100n,
    overageUnits: 107n,
    total: { amountMinor: 118n },
  });
  expect(
    changed?.lines.map(({ planName, units, packages, flatAmount, amount }) => [
      planName,
      units,
      packages,
      flatAmount !== null,
      amount.amountMinor,
    ]),
  ).toEqual([
    ['Starter', 100n, null, false, 0n],
    ['Starter', 7n, null, false, 18n],
    ['Starter', 0n, null, true, 40n],
    ['Growth', 100n, 2n, false, 60n],
  ]);
});

test('away to another plan and back: two stretches at one price, each with its own tiers and included units', () => {
  const BACK = new Date('2026-06-02T00:00:00.000Z');
  const changed = changedUsageOn(
    billed(
      line('old', { quantity: '3.000000000000', unitAmountDecimal: '2.500000000000', amountMinor: 8n }),
      line('new', { periodEnd: BACK, quantity: '1.000000000000', amountMinor: 30n }),
      line('old', { periodEnd: END }),
      line('old', { periodEnd: END, quantity: '4.000000000000', unitAmountDecimal: '2.5', amountMinor: 10n }),
    ),
    'impressions',
    SOLD,
  );
  expect(changed).toMatchObject({
    planNames: ['Starter', 'Growth', 'Starter'],
    includedUnits: 200n,
    total: { amountMinor: 48n },
  });
  expect(changed?.lines.map(({ planName, units }) => [planName, units])).toEqual([
    ['Starter', 3n],
    ['Growth', 50n],
    ['Starter', 100n],
    ['Starter', 4n],
  ]);
});

test.each([
  ['one price in two tiers', billed(line('old'), line('old', { amountMinor: 18n }))],
  ['a proration of another', billed(line('old'), line('new', { proration: true }))],
  ['one of another metric', billed(line('old'), line('new', { component: 'api_calls' }))],
  ['one that is not ours', billed(line('old'), line('theirs'))],
  ['no invoice', null],
] as const)('nothing was changed by %s', (_, invoice) => {
  expect(changedUsageOn(invoice, 'impressions', SOLD)).toBeNull();
});

test('lines tell whether the plan was changed within the period: by stretches, or by parts of two flat fees', () => {
  const tier = line('old', { amountMinor: 18n });
  expect(isChangedWithin([line('old'), tier, line('old', { component: 'api_calls', periodEnd: END })])).toBe(
    false,
  );
  expect(isChangedWithin([line('old'), tier, line('old', { periodEnd: END })])).toBe(true);
  const fee = (amountMinor: bigint) => line('fee', { component: 'base', proration: true, amountMinor });
  expect(isChangedWithin([line('old'), fee(-4_950n), fee(24_950n)])).toBe(true);
  expect(isChangedWithin([line('old'), fee(-4_950n)])).toBe(false);
  expect(isChangedWithin([line('old'), fee(4_950n)])).toBe(false);
  expect(isChangedWithin([line('item', { component: null }), line('other', { component: null })])).toBe(
    false,
  );
});

describe('the running period', () => {
  const before = {
    lines: [line('old'), line('old', { quantity: '7', unitAmountDecimal: '2.5', amountMinor: 18n })],
    sold: SOLD,
  };
  const soFar = (quantity: bigint, given: Partial<UsageSoFar> = {}) =>
    changedUsageSoFar('impressions', {
      ...{ before, quantity, price: PACKAGES, currency: 'usd', periodEnd: END },
      ...{ plan: { id: 'growth', name: 'Growth' }, ...given },
    });

  test('is what was left behind, and the rest from zero: 107 for $0.18, 60 in two packages for $0.60', () => {
    expect(soFar(167n)).toMatchObject({ planNames: ['Starter', 'Growth'], total: { amountMinor: 78n } });
  });

  test('is what was left behind while nothing was used since, or our count is below it', () => {
    for (const quantity of [107n, 100n]) {
      expect(soFar(quantity)).toMatchObject({
        planNames: ['Starter', 'Growth'],
        overageUnits: 7n,
        total: { amountMinor: 18n },
      });
    }
  });

  test('goes on from zero on a plan that was left and taken up again, which is told once', () => {
    const again = soFar(207n, { price: TIERED, plan: { id: 'starter', name: 'Starter' } });
    expect(again).toMatchObject({ planNames: ['Starter'], includedUnits: 200n, total: { amountMinor: 18n } });
  });

  test('is nothing of its own for a metric that was not used before, or without a change', () => {
    expect(changedUsageSoFar('api_calls', { ...NO_CHANGE, before })).toBeNull();
    expect(changedUsageSoFar('impressions', NO_CHANGE)).toBeNull();
  });

  const NO_CHANGE: UsageSoFar = {
    ...{ before: null, quantity: 5n, price: TIERED, currency: 'usd', periodEnd: END },
    plan: { id: 'starter', name: 'Starter' },
  };
});

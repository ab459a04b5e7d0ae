import { describe, expect, it } from 'vitest';
import { type ExcessToPlan, excessHours, planExcess } from './plan-excess.ts';
import type { HourBooks } from './repair-action.ts';
import { usageFingerprint } from './usage-difference.ts';

function hour(at: string, expected: bigint, stripe: bigint): HourBooks {
  return { hour: at, expected, stripe, refused: 0n, refusedRows: [], repairs: 0, earlierLosses: 0 };
}

/** 1,000 of ours, 1,300 on the meter: 400 too many in two hours, 100 too few in a third. */
function excess(given: Partial<ExcessToPlan> = {}): ExcessToPlan {
  return {
    internal: 1_000n,
    stripe: 1_300n,
    hours: [hour('a', 500n, 750n), hour('b', 400n, 300n), hour('c', 100n, 250n)],
    billed: { quantity: 1_300n, accepted: 1_000n },
    amountEffectMinor: -36n,
    currency: 'usd',
    ...given,
  };
}

describe('Stripe counts 300 units more than we do', () => {
  it('proposes a credit once the invoice has billed them, and before it is issued', () => {
    const proposed = { type: 'propose_credit', amountMinor: 36n, currency: 'usd', units: 300n };
    expect(planExcess(excess())).toEqual(proposed);
    expect(planExcess(excess({ billed: null }))).toEqual(proposed);
  });

  it('tells it only, where it costs nothing', () => {
    expect(planExcess(excess({ amountEffectMinor: 0n }))).toEqual({ type: 'alert', reason: 'stripe_higher' });
  });

  it('proposes nothing where the invoice billed the 1,000 that we count', () => {
    const billed = { quantity: 1_000n, accepted: 1_000n };
    expect(planExcess(excess({ billed }))).toEqual({ type: 'alert', reason: 'billed_in_full' });
  });

  it.each([
    ['1,200: neither what the meter says nor what we count', { quantity: 1_200n, accepted: 1_000n }],
    ['packages, which tell no units', { quantity: null, accepted: 1_000n }],
    ['1,300, of which our sends explain 1,100', { quantity: 1_300n, accepted: 1_100n }],
  ])('leaves to a person an invoice that billed %s', (_, billed) => {
    expect(planExcess(excess({ billed }))).toEqual({ type: 'alert', reason: 'bill_by_hand' });
  });
});

describe('the hours of an excess', () => {
  it('are those that have too much, the earliest first, 250 + 50 = 300 and never more', () => {
    expect(excessHours(excess())).toEqual([
      { hour: 'a', units: 250n, foreign: 250n },
      { hour: 'c', units: 50n, foreign: 50n },
    ]);
  });

  it('were sent by us where our outbox explains all that was billed', () => {
    const billed = { quantity: 1_300n, accepted: 1_300n };
    expect(excessHours(excess({ billed }))?.map(({ foreign }) => foreign)).toEqual([0n, 0n]);
  });
});

it('is another difference once the customer pays for it', () => {
  const free = usageFingerprint({ difference: -300n, amountEffectMinor: 0n });
  expect(usageFingerprint({ difference: -300n, amountEffectMinor: -36n })).not.toBe(free);
  expect(usageFingerprint({ difference: -300n, amountEffectMinor: -48n })).not.toBe(free);
});

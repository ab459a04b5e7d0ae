import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../decimal.ts';
import { rateUsage } from '../pricing/rate-usage.ts';
import type { CreditableLine } from './adjustment.ts';
import { computeLateAdjustment, type LateUsageInput } from './compute-late-adjustment.ts';

/** 100 units free, the next 100 at 10 cents, the rest at 5 cents. */
const TIERS = [
  { upTo: 100n, unitAmount: parseDecimal('0') },
  { upTo: 200n, unitAmount: parseDecimal('10') },
  { upTo: null, unitAmount: parseDecimal('5') },
];

/** The same at rates that have to be rounded. */
const FINE_TIERS = TIERS.map((tier, index) => ({ ...tier, unitAmount: parseDecimal(`0.${index}37`) }));

function rate(quantity: bigint, tiers = TIERS) {
  return rateUsage({ price: { kind: 'graduated', tiers }, quantity, currency: 'usd' });
}

function totalOf(quantity: bigint, tiers = TIERS): bigint {
  return rate(quantity, tiers).reduce((sum, { amount }) => sum + amount.amountMinor, 0n);
}

function line(id: string, remainingMinor: bigint, invoiceId = 'march'): CreditableLine {
  return { invoiceId, stripeLineItemId: id, remainingMinor };
}

function compute(given: Partial<LateUsageInput>) {
  return computeLateAdjustment({
    rate: (quantity) => rate(quantity),
    acceptedQuantity: 0n,
    settledQuantity: 0n,
    lateQuantity: 0n,
    adjustedMinor: 0n,
    movedMinor: given.adjustedMinor ?? 0n,
    byHandMinor: 0n,
    waivedMinor: 0n,
    waivedUnratedQuantity: 0n,
    awaitedMinor: 0n,
    creditableLines: [],
    creditedByHandMinor: 0n,
    minimum: null,
    ...given,
  });
}

/** The books of a period after its quantity came to each of these in turn; every part is given back or billed whole. */
function settle(period: { quantities: bigint[]; acceptedQuantity: bigint; creditedByHandMinor: bigint }) {
  const { quantities, acceptedQuantity, creditedByHandMinor } = period;
  const billed = totalOf(acceptedQuantity);
  const lines = new Map<string, bigint>([['usage', billed - creditedByHandMinor]]);
  let [settledQuantity, movedMinor, byHandMinor] = [0n, 0n, 0n];
  for (const [index, quantity] of quantities.entries()) {
    const computed = compute({
      acceptedQuantity,
      settledQuantity,
      lateQuantity: quantity - acceptedQuantity - settledQuantity,
      adjustedMinor: movedMinor + byHandMinor,
      movedMinor,
      byHandMinor,
      creditableLines: [...lines].map(([id, left]) => line(id, left, id)),
      creditedByHandMinor,
    });
    byHandMinor += computed.byHandMinor;
    for (const { quantityDelta, uncappedMinor, amountMinor, allocations } of computed.parts ?? []) {
      expect(amountMinor).toBe(uncappedMinor);
      settledQuantity += quantityDelta;
      movedMinor += amountMinor;
      if (amountMinor > 0n) lines.set(`late ${index}`, amountMinor);
      for (const { stripeLineItemId, amountMinor: part } of allocations) {
        lines.set(stripeLineItemId, (lines.get(stripeLineItemId) ?? 0n) - part);
      }
    }
  }
  expect([...lines.values()].every((left) => left >= 0n)).toBe(true);
  return { paidMinor: billed + movedMinor - creditedByHandMinor, movedMinor, byHandMinor };
}

describe('late usage', () => {
  test('150 units billed, 100 late: 50 × 10c + 50 × 5c = $7.50 more', () => {
    const { parts, before, after } = compute({ acceptedQuantity: 150n, lateQuantity: 100n });
    expect([before.totalMinor, after.totalMinor]).toEqual([500n, 1_250n]);
    expect(parts).toEqual([
      {
        kind: 'late_usage',
        quantityDelta: 100n,
        uncappedMinor: 750n,
        amountMinor: 750n,
        invoiceId: null,
        allocations: [],
      },
    ]);
  });

  test('20 late within the included 100 is nothing to bill, and its units are settled', () => {
    const { parts } = compute({ acceptedQuantity: 30n, lateQuantity: 20n });
    expect(parts).toMatchObject([{ kind: 'late_usage', quantityDelta: 20n, amountMinor: 0n }]);
  });
});

describe('corrected usage', () => {
  const lines = [line('tier 3', 250n), line('tier 2', 1_000n)];

  test('250 units billed for $12.50, 100 removed: $2.50 of the upper tier and $5.00 of the lower come back', () => {
    const { parts } = compute({ acceptedQuantity: 250n, lateQuantity: -100n, creditableLines: lines });
    expect(parts).toEqual([
      {
        kind: 'late_credit',
        quantityDelta: -100n,
        uncappedMinor: -750n,
        amountMinor: -750n,
        invoiceId: 'march',
        allocations: [
          { stripeLineItemId: 'tier 3', amountMinor: 250n },
          { stripeLineItemId: 'tier 2', amountMinor: 500n },
        ],
      },
    ]);
  });

  test('with $3.00 left on the lines it gives back $3.00 and says that $4.50 is missing', () => {
    const creditableLines = [line('tier 2', 300n)];
    const { parts } = compute({ acceptedQuantity: 250n, lateQuantity: -100n, creditableLines });
    expect(parts).toMatchObject([{ uncappedMinor: -750n, amountMinor: -300n }]);
  });

  test('with nothing left it is a part of nothing', () => {
    const { parts } = compute({ acceptedQuantity: 250n, lateQuantity: -100n });
    expect(parts).toMatchObject([{ kind: 'late_credit', uncappedMinor: -750n, amountMinor: 0n }]);
  });

  test('a late item billed by another invoice is given back by that one: one part each', () => {
    const { parts } = compute({
      acceptedQuantity: 150n,
      settledQuantity: 100n,
      adjustedMinor: 750n,
      lateQuantity: -150n,
      creditableLines: [line('tier 2', 500n), line('late', 750n, 'april')],
    });
    expect(parts).toMatchObject([
      { invoiceId: 'march', quantityDelta: -150n, amountMinor: -500n },
      { invoiceId: 'april', quantityDelta: 0n, amountMinor: -750n },
    ]);
  });

  test('while that late item is on no issued invoice, the correction waits', () => {
    const { parts } = compute({
      acceptedQuantity: 150n,
      settledQuantity: 100n,
      adjustedMinor: 750n,
      awaitedMinor: 750n,
      lateQuantity: -150n,
      creditableLines: [line('tier 2', 500n)],
    });
    expect(parts).toBeNull();
  });

  test('what an earlier credit could not give back is in the next difference', () => {
    const { parts } = compute({
      acceptedQuantity: 250n,
      settledQuantity: -100n,
      adjustedMinor: -300n,
      lateQuantity: 10n,
      creditableLines: [],
    });
    expect(parts).toMatchObject([{ kind: 'late_credit', quantityDelta: 10n, uncappedMinor: -350n }]);
  });
});

describe('what a person gave back by hand', () => {
  const billed = { acceptedQuantity: 250n, creditableLines: [line('tier 2', 600n)] };

  test('$6.50 of $12.50: a correction of $7.50 gives back the other $1.00', () => {
    const { parts } = compute({ ...billed, lateQuantity: -100n, creditedByHandMinor: 650n });
    expect(parts).toMatchObject([{ kind: 'late_credit', uncappedMinor: -100n, amountMinor: -100n }]);
  });

  test('$9.00: a correction of $7.50 has nothing to give back, and one more of $5.00 gives back $3.50', () => {
    const byHand = { ...billed, creditedByHandMinor: 900n };
    expect(compute({ ...byHand, lateQuantity: -100n }).parts).toMatchObject([
      { kind: 'late_credit', quantityDelta: -100n, uncappedMinor: 0n, amountMinor: 0n },
    ]);
    const used = { adjustedMinor: -750n, movedMinor: 0n, byHandMinor: -750n };
    expect(compute({ ...byHand, ...used, settledQuantity: -100n, lateQuantity: -50n }).parts).toMatchObject([
      { quantityDelta: -50n, uncappedMinor: -350n, amountMinor: -350n },
    ]);
  });

  test('is not billed again: 20 units more are $1.00, whatever was given back', () => {
    expect(compute({ ...billed, lateQuantity: 20n, creditedByHandMinor: 900n }).parts).toMatchObject([
      { kind: 'late_usage', amountMinor: 100n },
    ]);
  });

  test('250 units for $12.50 with $4.00 by hand: 200 straight, or 100 and then 200, both end at $8.50 paid', () => {
    const straight = settle({ quantities: [200n], acceptedQuantity: 250n, creditedByHandMinor: 400n });
    expect(straight).toEqual({ paidMinor: 850n, movedMinor: 0n, byHandMinor: -250n });
    expect(settle({ quantities: [100n, 200n], acceptedQuantity: 250n, creditedByHandMinor: 400n })).toEqual(
      straight,
    );
  });
});

describe('for any corrections in any order', () => {
  const steps = fc.array(fc.bigInt({ min: -300n, max: 300n }), { maxLength: 12 });
  const accepted = fc.bigInt({ min: 0n, max: 400n });

  test('with credits by hand between them, no line gives back more than it billed, and no correction more than it comes to', () => {
    const byHandSteps = fc.array(
      fc.record({ delta: fc.bigInt({ min: -300n, max: 300n }), byHand: fc.nat(400) }),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(accepted, byHandSteps, (acceptedQuantity, given) => {
        const lines = new Map<string, bigint>([['usage', totalOf(acceptedQuantity)]]);
        let [settledQuantity, movedMinor, byHandMinor, creditedByHandMinor] = [0n, 0n, 0n, 0n];
        let quantity = acceptedQuantity;
        for (const [index, { delta, byHand }] of given.entries()) {
          const left = lines.get('usage') ?? 0n;
          const credited = BigInt(byHand) < left ? BigInt(byHand) : left;
          lines.set('usage', left - credited);
          creditedByHandMinor += credited;
          const lateQuantity = quantity + delta < 0n ? -quantity : delta;
          quantity += lateQuantity;
          const creditableLines = [...lines].map(([id, remaining]) => line(id, remaining, id));
          const computed = compute({
            acceptedQuantity,
            settledQuantity,
            lateQuantity,
            adjustedMinor: movedMinor + byHandMinor,
            movedMinor,
            byHandMinor,
            creditableLines,
            creditedByHandMinor,
          });
          const { parts, after, billedMinor } = computed;
          byHandMinor += computed.byHandMinor;
          const amountMinor = (parts ?? []).reduce((sum, part) => sum + part.amountMinor, 0n);
          if (amountMinor < 0n) expect(amountMinor).toBeGreaterThanOrEqual(after.totalMinor - billedMinor);
          for (const part of parts ?? []) {
            settledQuantity += part.quantityDelta;
            movedMinor += part.amountMinor;
            if (part.amountMinor > 0n) lines.set(`late ${index}`, part.amountMinor);
            for (const { stripeLineItemId, amountMinor: minor } of part.allocations) {
              lines.set(stripeLineItemId, (lines.get(stripeLineItemId) ?? 0n) - minor);
            }
          }
          expect([...lines.values()].every((remaining) => remaining >= 0n)).toBe(true);
        }
      }),
    );
  });

  test('what is paid depends on the last quantity and the credits by hand, not on the corrections between', () => {
    const quantity = fc.bigInt({ min: 0n, max: 500n });
    fc.assert(
      fc.property(
        accepted,
        fc.array(quantity, { maxLength: 12 }),
        quantity,
        fc.nat(100),
        (acceptedQuantity, between, last, percent) => {
          const creditedByHandMinor = (totalOf(acceptedQuantity) * BigInt(percent)) / 100n;
          const period = { acceptedQuantity, creditedByHandMinor };
          const books = settle({ ...period, quantities: [...between, last] });
          expect(books).toEqual(settle({ ...period, quantities: [last] }));
          expect(books.paidMinor).toBeLessThanOrEqual(totalOf(last));
        },
      ),
    );
  });

  test('billed − credited is the rating of the final quantity, and no line gives back more than it billed', () => {
    fc.assert(
      fc.property(accepted, steps, fc.constantFrom(TIERS, FINE_TIERS), (acceptedQuantity, deltas, tiers) => {
        const lines = new Map<string, bigint>(
          rate(acceptedQuantity, tiers).map(
            ({ from, amount }) => [`tier ${from}`, amount.amountMinor] as const,
          ),
        );
        let [settledQuantity, adjustedMinor, quantity] = [0n, 0n, acceptedQuantity];
        for (const [index, delta] of deltas.entries()) {
          const lateQuantity = quantity + delta < 0n ? -quantity : delta;
          quantity += lateQuantity;
          const creditableLines = [...lines].map(([id, left]) => line(id, left, id.split(' ')[0]));
          const { parts } = compute({
            rate: (units) => rate(units, tiers),
            acceptedQuantity,
            settledQuantity,
            lateQuantity,
            adjustedMinor,
            creditableLines,
          });
          for (const part of parts ?? []) {
            settledQuantity += part.quantityDelta;
            adjustedMinor += part.amountMinor;
            if (part.amountMinor > 0n) lines.set(`late ${index}`, part.amountMinor);
            for (const { stripeLineItemId, amountMinor } of part.allocations) {
              lines.set(stripeLineItemId, (lines.get(stripeLineItemId) ?? 0n) - amountMinor);
            }
          }
          expect([...lines.values()].every((left) => left >= 0n)).toBe(true);
          expect(acceptedQuantity + settledQuantity).toBe(quantity);
          expect(totalOf(acceptedQuantity, tiers) + adjustedMinor).toBe(totalOf(quantity, tiers));
        }
      }),
    );
  });
});

describe('what a person has waived, 150 units billed at $5.00', () => {
  const billed = { acceptedQuantity: 150n, creditableLines: [line('usage', 500n)] };

  test('50 units more were waived at $5.00: 60 taken back give back $1.00 and no more', () => {
    const computed = compute({
      ...billed,
      settledQuantity: 50n,
      lateQuantity: -60n,
      adjustedMinor: 500n,
      movedMinor: 0n,
      waivedMinor: 500n,
    });
    expect(computed.waivedMinor).toBe(-500n);
    expect(computed.parts).toMatchObject([{ quantityDelta: -60n, uncappedMinor: -100n, amountMinor: -100n }]);
  });

  test('50 units less were never given back: 60 more bill $1.00 and not the $5.00 again', () => {
    const computed = compute({
      ...billed,
      settledQuantity: -50n,
      lateQuantity: 60n,
      adjustedMinor: -500n,
      movedMinor: 0n,
      waivedMinor: -500n,
    });
    expect(computed.waivedMinor).toBe(500n);
    expect(computed.parts).toMatchObject([{ quantityDelta: 60n, uncappedMinor: 100n, amountMinor: 100n }]);
  });

  test('the minimum commitment comes first: of −$3.00 it owes $2.00, and the waiver takes up $1.00', () => {
    const computed = compute({
      ...billed,
      settledQuantity: 50n,
      lateQuantity: -30n,
      adjustedMinor: 500n,
      movedMinor: 0n,
      waivedMinor: 500n,
      minimum: { dueMinor: 900n, chargedMinor: 1_000n, trueUpMinor: 0n },
    });
    expect(computed).toMatchObject({ offsetMinor: -200n, waivedMinor: -100n });
    expect(computed.parts).toMatchObject([{ amountMinor: 0n }]);
  });

  test('50 units that no plan rated then are worth $5.00 now: 60 taken back give back $1.00 and no more', () => {
    const computed = compute({
      ...billed,
      settledQuantity: 50n,
      waivedUnratedQuantity: 50n,
      lateQuantity: -60n,
    });
    expect(computed).toMatchObject({ waiverRatedMinor: 500n, waivedMinor: -500n, billedMinor: 1_000n });
    expect(computed.parts).toMatchObject([{ quantityDelta: -60n, uncappedMinor: -100n, amountMinor: -100n }]);
  });

  test('50 units taken back that no plan rated then are not billed when they return, and 10 more are', () => {
    const computed = compute({
      ...billed,
      settledQuantity: -50n,
      waivedUnratedQuantity: -50n,
      lateQuantity: 60n,
    });
    expect(computed).toMatchObject({ waiverRatedMinor: -500n, waivedMinor: 500n });
    expect(computed.parts).toMatchObject([{ amountMinor: 100n }]);
  });

  test('units that no plan rated then leave the minimum commitment what it was: of −$3.00 it owes $2.00', () => {
    const computed = compute({
      ...billed,
      settledQuantity: 50n,
      waivedUnratedQuantity: 50n,
      lateQuantity: -30n,
      minimum: { dueMinor: 900n, chargedMinor: 500n, trueUpMinor: 0n },
    });
    expect(computed).toMatchObject({ waiverRatedMinor: 500n, offsetMinor: -200n, waivedMinor: -100n });
  });
});

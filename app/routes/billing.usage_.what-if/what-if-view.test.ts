import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../../domain/decimal.ts';
import { money } from '../../domain/money.ts';
import { averageQuantities, simulatePlans } from '../../domain/plan-simulation.ts';
import type { MeteredPrice } from '../../domain/pricing/metered-price.ts';
import type { ListedPlan } from '../../services/plans/listed-plan.ts';
import type { PlanSimulation, SimulatedPeriod } from '../../services/plans/simulation.ts';
import type { SettledLater } from '../../services/usage/settled-later/settled-later.ts';
import { toWhatIfView } from './what-if-view.server.ts';

const FREE: MeteredPrice = { kind: 'graduated', tiers: [{ upTo: null, unitAmount: parseDecimal('0') }] };

function plan(
  name: string,
  baseMinor: bigint,
  perCall: string,
  change: Partial<ListedPlan> = {},
): ListedPlan {
  const calls: MeteredPrice = {
    kind: 'graduated',
    tiers: [{ upTo: null, unitAmount: parseDecimal(perCall) }],
  };
  return {
    versionId: `${name}-${change.version ?? 1}`,
    planId: name.toLowerCase(),
    name,
    version: 1,
    isCurrent: false,
    isCustom: false,
    prices: {
      currency: 'usd',
      baseFee: money(baseMinor, 'usd'),
      metered: { impressions: FREE, api_calls: calls, data_transfer_bytes: FREE },
      minimumCommitment: null,
    },
    ...change,
  };
}

function period(month: number, calls: bigint, billedMinor: bigint | null): SimulatedPeriod {
  return {
    start: new Date(Date.UTC(2026, month - 1, 1)),
    end: new Date(Date.UTC(2026, month, 1)),
    quantities: { impressions: 0n, api_calls: calls, data_transfer_bytes: 0n },
    part: null,
    billed: billedMinor === null ? null : money(billedMinor, 'usd'),
    isInvoiceDraft: false,
    isPlanChanged: false,
    settledLater: [],
    unsettledUnits: { impressions: 0n, api_calls: 0n, data_transfer_bytes: 0n },
  };
}

function decided(change: Partial<SettledLater>): SettledLater {
  return {
    subscriptionId: 's',
    periodStart: new Date(Date.UTC(2026, 4, 1)),
    component: 'api_calls',
    kind: 'late_usage',
    state: 'billed',
    description: 'Late usage',
    quantityDelta: 0n,
    amount: money(0n, 'usd'),
    createdAt: new Date(Date.UTC(2026, 5, 2)),
    ...change,
  };
}

// $1 + 1c a call against $10 + 0.1c a call.
const SMALL = plan('Small', 100n, '1', { isCurrent: true });
const LARGE = plan('Large', 1_000n, '0.1');

function simulation(
  periods: readonly SimulatedPeriod[],
  {
    plans = [SMALL, LARGE],
    basis = 'history',
    endedAt = null,
  }: Partial<{ plans: ListedPlan[]; basis: 'history' | 'quantities'; endedAt: Date | null }> = {},
): PlanSimulation {
  const average = averageQuantities(periods);
  const current = plans.find(({ isCurrent }) => isCurrent) ?? SMALL;
  return {
    currency: 'usd',
    endedAt,
    basis,
    periods,
    average,
    plans: simulatePlans({ plans, current, periods, average }),
  };
}

function view(...given: Parameters<typeof simulation>) {
  const shown = toWhatIfView(simulation(...given), 'en-US');
  if (shown === null) throw new Error('nothing to show');
  return shown;
}

const TWO = [period(5, 200n, 300n), period(6, 2_800n, 2_900n)];

describe('the plans', () => {
  test('200 and 2,800 calls: $3.00 + $29.00 = $32.00 now, $10.20 + $12.80 = $23.00 on Large, $9.00 less', () => {
    const { title, facts, verdict, plans } = view(TWO);
    expect(title).toBe('What the last 2 periods would have cost');
    expect(facts).toEqual(['May 1\u2009–\u2009Jun 30, 2026']);
    expect(verdict).toEqual({ tone: 'info', text: 'Large would have cost $9.00 less' });
    expect(plans).toMatchObject([
      { label: 'Small', isCurrent: true, isCheapest: false, total: '$32.00', difference: null, width: 100 },
      {
        label: 'Large',
        isCurrent: false,
        isCheapest: true,
        total: '$23.00',
        difference: { direction: 'less', text: '$9.00 less' },
        width: 71.87,
        parts: 'Base fee $20.00, usage $3.00',
      },
    ]);
  });

  test('200 calls: $10.20 is $7.20 more, and the plan of today is the cheapest', () => {
    const { title, verdict, plans } = view([period(5, 200n, 300n)]);
    expect(title).toBe('What the last period would have cost');
    expect(verdict).toEqual({ tone: 'success', text: 'Small, your plan, is the cheapest' });
    const after = view([period(5, 200n, 300n)], { endedAt: new Date('2026-06-10T00:00:00Z') });
    expect(after).toMatchObject({
      hasEnded: true,
      verdict: { text: 'Small, your last plan, is the cheapest' },
    });
    expect(plans[1]?.difference).toEqual({ direction: 'more', text: '$7.20 more' });
  });

  test('1,000 calls cost $11.00 on both: the same', () => {
    expect(view([period(5, 1_000n, null)]).plans[1]?.difference).toEqual({
      direction: 'same',
      text: 'The same',
    });
  });

  test('a minimum of $50.00 tells what fills it: $50.00 − $10.00 − $0.20', () => {
    const committed = plan('Large', 1_000n, '0.1');
    const prices = { ...committed.prices, minimumCommitment: money(5_000n, 'usd') };
    const { plans } = view([period(5, 200n, 300n)], { plans: [SMALL, { ...committed, prices }] });
    expect(plans[1]).toMatchObject({
      total: '$50.00',
      parts: 'Base fee $10.00, usage $0.20, up to the minimum $39.80',
    });
  });

  test('of one name are told apart by what was agreed, else by version', () => {
    const plans = [
      SMALL,
      plan('Large', 1n, '1', { version: 2 }),
      plan('Large', 1n, '1', { version: 3 }),
      plan('Large', 1n, '1', { version: 4, isCustom: true }),
    ];
    expect(view(TWO, { plans }).plans.map(({ label }) => label)).toEqual([
      'Small',
      'Large, version 2',
      'Large, version 3',
      'Large, agreed',
    ]);
  });

  test('no closed period is nothing to show', () => {
    expect(toWhatIfView(simulation([]), 'en-US')).toBeNull();
  });
});

describe('period by period', () => {
  test('newest first, each with its invoice, its own figure and its lowest', () => {
    const { replay } = view(TWO);
    expect(replay?.rows.map(({ label, costs }) => [label, ...costs.map(({ total }) => total)])).toEqual([
      ['Jun 1\u2009–\u200930, 2026', '$29.00', '$12.80'],
      ['May 1\u2009–\u200931, 2026', '$3.00', '$10.20'],
    ]);
    expect(replay?.rows.map(({ costs }) => costs.map(({ isCheapest }) => isCheapest))).toEqual([
      [false, true],
      [true, false],
    ]);
    expect(replay?.rows.map(({ invoiced }) => invoiced)).toEqual([
      { amount: '$29.00', isEqual: true, note: 'equals Small' },
      { amount: '$3.00', isEqual: true, note: 'equals Small' },
    ]);
    expect(replay?.invoiced).toEqual({ amount: '$32.00', isEqual: true, note: 'equals Small' });
  });

  test('a cent apart is not equal, and says which way', () => {
    const { replay } = view([period(5, 200n, 299n), period(6, 200n, 301n)]);
    expect(replay?.rows.map(({ invoiced }) => [invoiced.isEqual, invoiced.note])).toEqual([
      [false, '$0.01 more than Small'],
      [false, '$0.01 less than Small'],
    ]);
  });

  test('a period without a known invoice is left out of the sum: $3.00 against $3.00', () => {
    const { replay } = view([period(5, 200n, 300n), period(6, 200n, null)]);
    expect(replay?.rows[0]?.invoiced).toEqual({ amount: null, isEqual: false, note: 'Not invoiced' });
    expect(replay?.invoiced).toMatchObject({ amount: '$3.00', isEqual: true });
  });

  test('one within which the plan was changed says why no plan comes to its invoice, and so does the sum', () => {
    const changed = { ...period(6, 200n, 250n), isPlanChanged: true };
    const { replay } = view([period(5, 200n, 300n), changed]);
    const note = '$0.50 more than Small, as the plan was changed in the middle';
    expect(replay?.rows.map(({ invoiced }) => invoiced.note)).toEqual([
      note.replace('more', 'less'),
      'equals Small',
    ]);
    expect(replay?.invoiced.note).toBe(`${note.replace('more', 'less')} of one period`);
  });

  test('one whose invoice is a draft is not invoiced yet', () => {
    const { replay } = view([{ ...period(6, 200n, null), isInvoiceDraft: true }]);
    expect(replay?.rows[0]?.invoiced.note).toBe('Not invoiced yet');
  });

  test('one whose flat fee is invoiced and its usage a draft yet is no part of the sum: $3.00 against $3.00', () => {
    const draft = { ...period(6, 200n, 100n), isInvoiceDraft: true };
    const { replay } = view([period(5, 200n, 300n), draft]);
    const note = 'Its usage is not invoiced yet';
    expect(replay?.rows[0]?.invoiced).toEqual({ amount: '$1.00', isEqual: false, note });
    expect(replay?.invoiced).toMatchObject({ amount: '$3.00', isEqual: true });
  });

  test.each([
    [301n, 1n, '$0.01 still to be invoiced'],
    [301n, 2n, '$0.01 less than Small'],
    [299n, -1n, '$0.01 still to be credited'],
  ])('of %s cents replayed, 300 invoiced and %s decided since: %s', (replayed, pending, note) => {
    const late = decided({
      amount: money(pending, 'usd'),
      state: pending > 0n ? 'awaits_invoice' : 'awaits_note',
    });
    const { replay } = view([{ ...period(5, replayed - 100n, 300n), settledLater: [late] }]);
    expect(replay?.rows[0]?.invoiced).toEqual({ amount: '$3.00', isEqual: false, note });
    expect(replay?.invoiced.note).toBe(note);
  });

  test('what nobody has decided is not said to be still invoiced: $0.01 less than the plan', () => {
    const late = decided({ amount: money(1n, 'usd'), state: 'undecided' });
    const { replay } = view([{ ...period(5, 201n, 300n), settledLater: [late] }]);
    expect(replay?.rows[0]?.invoiced.note).toBe('$0.01 less than Small');
  });

  test('late units that nobody has settled are listed, and said to be why the invoice is lower', () => {
    const unsettledUnits = { impressions: 0n, api_calls: 1n, data_transfer_bytes: 0n };
    const { replay } = view([{ ...period(5, 201n, 300n), unsettledUnits }, period(6, 200n, 300n)]);
    expect(replay?.rows[1]?.later).toEqual([
      {
        key: 'api_calls',
        description: 'Late usage for May 1\u2009–\u200931, 2026: 1 API call',
        amount: null,
        state: { label: 'Late, not settled yet', tone: 'info' },
      },
    ]);
    const note = '$0.01 less than Small, usage not settled yet';
    expect(replay?.rows[1]?.invoiced.note).toBe(note);
    expect(replay?.rows[0]?.later).toEqual([]);
    expect(replay?.invoiced.note).toBe(note);
  });

  test('late items are named with what they came to', () => {
    const late = decided({
      description: 'Late usage for May',
      amount: money(-120n, 'usd'),
      state: 'awaits_note',
    });
    const { replay } = view([{ ...period(5, 200n, 300n), settledLater: [late] }]);
    expect(replay?.rows[0]?.later).toEqual([
      {
        key: '0',
        description: 'Late usage for May',
        amount: '-$1.20',
        state: { label: 'Not credited yet', tone: 'info' },
      },
    ]);
  });
});

describe('the break-even', () => {
  const texts = (...given: Parameters<typeof view>) =>
    view(...given).breakEven.plans.map(({ metrics }) => metrics.map(({ text }) => text));

  test('100 + q against 1,000 + q/10 cents: Large gets cheaper from 1,001 calls, whatever the impressions', () => {
    expect(texts([period(5, 200n, 300n)])).toEqual([
      ['Never gets cheaper', 'Gets cheaper from 1,001 API calls a period', 'Never gets cheaper'],
    ]);
  });

  test('the other way round it is cheaper at small volumes, until Large gets cheaper from 1,001', () => {
    const plans = [
      { ...LARGE, isCurrent: true },
      { ...SMALL, isCurrent: false },
    ];
    expect(texts([period(5, 200n, null)], { plans })).toEqual([
      [
        'Costs less, or the same, at any volume',
        'Cheaper at small volumes, until Large gets cheaper from 1,001 API calls a period',
        'Costs less, or the same, at any volume',
      ],
    ]);
  });

  test('that is never reached is said once', () => {
    const plans = [SMALL, plan('Dear', 200n, '2')];
    expect(view(TWO, { plans }).breakEven.plans[0]?.metrics).toEqual([
      { key: 'any', label: 'Any metric', text: 'Never gets cheaper' },
    ]);
  });

  test('tells the average that the others stay at', () => {
    expect(view(TWO).breakEven.average).toBe('0 impressions, 1,500 API calls, 0 GB');
  });
});

test('made-up transfer is told in GB, and to the byte where that rounds', () => {
  const made = period(5, 5_000n, null);
  const quantities = { ...made.quantities, data_transfer_bytes: 12_345_678_901n };
  const { facts, factsExact, breakEven } = view([{ ...made, quantities }], { basis: 'quantities' });
  expect(facts[2]).toBe('12.35 GB');
  expect([factsExact, breakEven.averageExact]).toEqual(['12,345,678,901 bytes', '12,345,678,901 bytes']);
});

test('made-up volumes have no invoices to stand beside: 5,000 calls cost $51.00 or $15.00', () => {
  const { title, facts, verdict, plans, replay } = view([period(5, 5_000n, null)], { basis: 'quantities' });
  expect(title).toBe('What these volumes would cost a period');
  expect(facts).toEqual(['0 impressions', '5,000 API calls', '0 GB']);
  expect(verdict.text).toBe('Large costs $36.00 less a period');
  expect(plans.map(({ total }) => total)).toEqual(['$51.00', '$15.00']);
  expect(replay).toBeNull();
});

test('a part of a month says how much of the flat fee it costs', () => {
  const share = { part: 3_699n, whole: 9_900n };
  const part = { ...period(5, 200n, 337n), part: { flatFee: share, commitment: share } };
  expect(view([period(4, 200n, 300n), part]).replay?.rows.map(({ note }) => note)).toEqual([
    'Part of a month: 37% of the flat fee',
    null,
  ]);
});

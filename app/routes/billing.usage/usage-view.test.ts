import { describe, expect, it } from 'vitest';
import { metricUsage, OVER } from '../../../dev/testing/metric-usage.ts';
import { METRICS } from '../../domain/metric.ts';
import { type Money, money } from '../../domain/money.ts';
import { computeMinimumSoFar, type MinimumSoFar } from '../../domain/pricing/minimum-so-far.ts';
import type { CurrentUsage } from '../../services/usage/current/current-usage.ts';
import type { UsageOverview } from '../../services/usage/get-usage-overview.ts';
import { toNextInvoice } from '../../services/usage/next-invoice/next-invoice.ts';
import type { SettledLater } from '../../services/usage/settled-later/settled-later.ts';
import { toUsageView } from './usage-view.server.ts';
import type { UsageView } from './usage-view.ts';

/** No late items wait, and Stripe was not asked. */
const NOTHING = { awaitedMinor: 0n, preview: null };
const NOW = new Date('2026-11-22T18:24:00Z');

function usage(change: Partial<CurrentUsage> = {}): CurrentUsage {
  return {
    customerId: 'customer',
    plan: { id: 'starter', name: 'Starter', version: 1 },
    subscription: { id: 'subscription', status: 'active', isEnding: false },
    currency: 'usd',
    period: { start: new Date('2026-11-01T00:00:00Z'), end: new Date('2026-12-01T00:00:00Z') },
    asOf: new Date('2026-11-22T18:05:00Z'),
    metrics: {
      impressions: OVER,
      api_calls: metricUsage('api_calls'),
      data_transfer_bytes: metricUsage('data_transfer_bytes'),
    },
    baseFee: money(9_900n, 'usd'),
    totalOverageCost: money(1_234n, 'usd'),
    minimum: null,
    ...change,
  };
}

/** $500.00 a month, of which this period owes so much; $99.00 were charged as its fee and $12.34 are used. */
function minimumOf(commitment: Money, isByHand = false): MinimumSoFar {
  const [agreed, fee] = [money(50_000n, 'usd'), money(9_900n, 'usd')];
  return computeMinimumSoFar({ agreed, commitment, fee, isByHand }, money(1_234n, 'usd'));
}

function view(change: Partial<CurrentUsage> = {}, more: Partial<UsageOverview> = {}) {
  const overview: UsageOverview = {
    usage: usage(change),
    endedAt: null,
    isRunning: true,
    invoice: null,
    changedPlans: null,
    periods: [],
    runningTotal: money(0n, 'usd'),
    change: null,
    forecast: null,
    budgets: [],
    alerts: [],
    nextInvoice: null,
    later: [],
    buckets: null,
    failedPayments: [],
    ...more,
  };
  return toUsageView(overview, { locale: 'en-US', now: NOW, mayPay: true });
}

function titlesOf({ subscriptionNotes }: UsageView): string[] {
  return subscriptionNotes.map(({ title }) => title);
}

describe('toUsageView', () => {
  it('adds the money so far: $99.00 base + $12.34 overage = $111.34', () => {
    expect(view().charges).toEqual({
      total: '$111.34',
      baseFee: '$99.00',
      baseFeeNote: 'Billed in advance',
      overage: '$12.34',
      hasOverage: true,
      nextInvoice: null,
      minimum: null,
      later: null,
      trueUp: null,
      expected: null,
      invoice: null,
      notInvoiced: { title: 'Not invoiced', note: 'No invoice was issued for this period' },
    });
  });

  it('reckons the true-up in the open: $500.00 − $99.00 − $12.34 = $388.66, in the next invoice only', () => {
    const minimum = minimumOf(money(50_000n, 'usd'));
    const nextInvoice = toNextInvoice(usage({ minimum }), {
      awaitedMinor: 150n,
      preview: null,
    });
    const { charges: shown } = view({ minimum }, { nextInvoice });
    expect(shown).toMatchObject({ total: '$111.34' });
    expect(shown.minimum).toEqual({
      title: 'Minimum commitment of $500.00 a period',
      standing: 'True-up as it stands $388.66',
      isForeseen: true,
      sum: '$500.00 − $99.00 base fee − $12.34 overage = $388.66',
      expected: null,
    });
    expect(shown.nextInvoice).toMatchObject({
      subtotal: '$501.50',
      date: 'Dec 1, 2026',
      parts: [
        { label: 'Overage so far', amount: '$12.34' },
        { label: 'True-up to the minimum so far', amount: '$388.66' },
        { label: 'Late usage of earlier periods', amount: '$1.50' },
        { label: 'Base fee of the next period', amount: '$99.00' },
      ],
      previewed: null,
    });
  });

  it.each([
    [12_500n, 'Your last invoice, OP-7, had $125.00 tax in $1,000.00.'],
    [0n, 'Your last invoice, OP-7, had no tax.'],
  ])('says what tax the last invoice had, as the next one tells none: %s cents', (taxMinor, words) => {
    const invoice = {
      id: 'i',
      number: 'OP-7',
      status: 'paid' as const,
      total: money(100_000n, 'usd'),
      subtotalMinor: 0n,
      addedTaxMinor: taxMinor,
      taxMinor,
      createdAt: new Date('2026-11-01T01:00:00Z'),
      lines: [],
      billedQuantities: { impressions: 0n, api_calls: 0n, data_transfer_bytes: 0n },
    };
    const period = { start: new Date('2026-10-01T00:00:00Z'), end: new Date('2026-11-01T00:00:00Z') };
    const { billedQuantities: quantities } = invoice;
    const terms = {
      ...{ subscriptionId: 's', plan: usage().plan, currency: 'usd' as const },
      ...{ endedAt: null, draft: null, usageBefore: null },
    };
    const periods = [
      { ...terms, period: usage().period, whole: usage().period, isRunning: true, quantities, invoice: null },
      { ...terms, period, whole: period, isRunning: false, quantities, invoice },
    ];
    const nextInvoice = toNextInvoice(usage(), NOTHING);
    const { note = '' } = view({}, { nextInvoice, periods }).charges.nextInvoice ?? {};
    expect(note.endsWith(` ${words}`)).toBe(true);
  });

  it('owes of a minimum of $500.00 half in half a period: $250.00 − $99.00 − $12.34 = $138.66', () => {
    const minimum = minimumOf(money(25_000n, 'usd'));
    expect(view({ minimum }).charges.minimum).toMatchObject({
      title: 'Minimum commitment of $250.00, this period’s share of $500.00',
      standing: 'True-up as it stands $138.66',
    });
  });

  it('says of a minimum that a person settles that it is in no figure', () => {
    const minimum = minimumOf(money(50_000n, 'usd'), true);
    const { charges } = view({ minimum }, { nextInvoice: toNextInvoice(usage({ minimum }), NOTHING) });
    expect(charges.minimum).toMatchObject({ standing: 'Settled after the period', isForeseen: false });
    expect(charges.nextInvoice?.parts.map(({ label }) => label)).not.toContain(
      'True-up to the minimum so far',
    );
  });

  it('bills no next base fee to who leaves: $12.34 are the whole next invoice', () => {
    const subscription = { ...usage().subscription, isEnding: true };
    const { total, baseFee } = toNextInvoice(usage({ subscription }), NOTHING);
    expect([total, baseFee]).toEqual([money(1_234n, 'usd'), null]);
  });

  it('tells apart what a closed period’s invoice billed and what came later', () => {
    const late: SettledLater = {
      subscriptionId: 's',
      periodStart: usage().period.start,
      component: 'impressions',
      kind: 'late_usage',
      state: 'awaits_invoice',
      description: 'Late usage',
      quantityDelta: 500n,
      amount: money(1_234n, 'usd'),
      createdAt: NOW,
    };
    const buckets = {
      impressions: [
        { name: 'invoiced', units: 1_000n },
        { name: 'awaits_invoice', units: 500n },
      ],
      api_calls: [{ name: 'invoiced', units: 0n }],
      data_transfer_bytes: [{ name: 'invoiced', units: 0n }],
    } as const;
    const trueUp = { ...late, component: 'minimum', state: 'billed', amount: money(700n, 'usd') } as const;
    const shown = view({}, { isRunning: false, later: [late, trueUp], buckets });
    expect(shown.charges.later).toEqual({
      total: '$12.34',
      note: '$12.34 not on an invoice yet',
    });
    expect(shown.charges.trueUp?.total).toBe('$7.00');
    expect(shown.metrics.map(({ buckets: where }) => where)).toEqual([
      {
        rows: [
          { key: 'invoiced', label: 'On the period’s invoice', units: '1,000' },
          { key: 'awaits_invoice', label: 'Not on an invoice yet', units: '500' },
        ],
        total: '1,500',
      },
      null,
      null,
    ]);
  });

  it('tells of 1,500 of 1,000: 150%, 500 over, used up on the second day', () => {
    expect(view().metrics[0]).toMatchObject({
      used: '1,500',
      included: '1,000',
      share: '150%',
      remaining: null,
      overage: { label: 'Over plan', term: 'Overage', units: '500' },
      overageCost: '$12.34',
      passedOn: 'Nov 2, 2026',
    });
  });

  it('tells of a metric within its plan what is left', () => {
    expect(view().metrics[1]).toMatchObject({
      overage: null,
      remaining: '1,000',
      share: '0%',
      passedOn: null,
    });
  });

  it.each([
    [808n, 200n, '80.8%', { label: 'Billed beyond plan', term: 'Overage billed', units: '200' }, [80.8, 0]],
    [1_100n, 0n, '110%', { label: 'Over plan', term: 'Overage billed', units: '0' }, [90.9, 9.09]],
  ])('of %s units of 1,000, with %s billed as overage, says so beside %s', (...row) => {
    const [quantity, overageUnits, share, overage, widths] = row;
    const impressions = metricUsage('impressions', { quantity, overageUnits });
    const [shown] = view({ metrics: { ...usage().metrics, impressions } }, { isRunning: false }).metrics;
    expect(shown).toMatchObject({ share, overage, remaining: null });
    expect([shown?.meter.includedWidth, shown?.meter.overageWidth]).toEqual(widths);
  });

  it('walks the tiers: 500 × $24.68 per 1,000 = $12.34', () => {
    expect(view().overageRows).toEqual([
      {
        metricId: 'impressions',
        key: 'impressions:1000',
        metric: 'Impressions',
        tier: 'Above 1,000',
        units: '500',
        unitsExact: null,
        rate: '$24.68 per 1,000',
        amount: '$12.34',
      },
    ]);
  });

  it('tells of a plan that was changed in the period, and whose line each is', () => {
    const { impressions, ...others } = usage().metrics;
    const lines = impressions.lines.map((line) => ({ ...line, planName: 'Starter' }));
    const shown = view(
      { metrics: { ...others, impressions: { ...impressions, lines } } },
      { isRunning: false, changedPlans: ['Starter', 'Growth'] },
    );
    expect(shown.subscriptionNotes).toMatchObject([
      { tone: 'info', title: 'The plan changed in this period, from Starter to Growth.' },
    ]);
    expect(shown.overageRows.map(({ tier, amount }) => [tier, amount])).toEqual([['Starter plan', '$12.34']]);
  });

  it.each([
    [['Growth', 'Growth'], 'The prices of the Growth plan changed in this period.'],
    [['Growth'], 'The plan changed in this period, away from Growth and back.'],
  ])('tells of a change within %s', (changedPlans, title) => {
    expect(titlesOf(view({}, { isRunning: false, changedPlans }))).toEqual([title]);
  });

  it('tells of a plan that was changed in the running period, and of its end', () => {
    const notesOf = (changedPlans: string[] | null, isEnding: boolean) => {
      const subscription = { id: 's', status: 'active', isEnding };
      return titlesOf(view({ subscription }, { changedPlans }));
    };
    const [changed, ends] = [
      'The plan changed in this period, from Starter to Growth.',
      'Your plan ends on Dec 1, 2026',
    ];
    expect(notesOf(['Starter', 'Growth'], false)).toEqual([changed]);
    expect(notesOf(null, false)).toEqual([]);
    expect(notesOf(['Starter', 'Growth'], true)).toEqual([changed, ends]);
  });

  it('tells transfer in a unit that it fits, and to the byte beside it where that rounds', () => {
    const of = (quantity: bigint) => {
      const transfer = metricUsage('data_transfer_bytes', { quantity });
      const { metrics } = view({ metrics: { ...usage().metrics, data_transfer_bytes: transfer } });
      return [metrics[2]?.used, metrics[2]?.usedExact];
    };
    expect(of(777n)).toEqual(['777 bytes', null]);
    expect(of(12_345_678_901n)).toEqual(['12.35 GB', '12,345,678,901 bytes']);
  });

  it.each([
    ['2026-11-22T16:24:00.000Z', 'fresh', '2 hours ago'],
    ['2026-11-22T16:23:59.999Z', 'stale', '2 hours ago'],
  ])('a sync at %s is %s', (asOf, state, age) => {
    expect(view({ asOf: new Date(asOf) }).freshness).toMatchObject({ state, age });
  });

  it('before the first sync there is no age', () => {
    expect(view({ asOf: null }).freshness).toEqual({ state: 'never', age: null, instant: null, label: null });
  });

  it.each([
    [{ status: 'past_due', isEnding: false }, ['An invoice is past due']],
    [{ status: 'active', isEnding: true }, ['Your plan ends on Dec 1, 2026']],
    [{ status: 'unpaid', isEnding: true }, ['An invoice is past due', 'Your plan ends on Dec 1, 2026']],
    [{ status: 'active', isEnding: false }, []],
  ])('%o is told as %s', (subscription, titles) => {
    expect(titlesOf(view({ subscription: { id: 's', ...subscription } }))).toEqual(titles);
  });

  it('knows a period without any usage', () => {
    const metrics = Object.fromEntries(METRICS.map((metric) => [metric, metricUsage(metric)]));
    expect(view({ metrics: metrics as CurrentUsage['metrics'] }).hasUsage).toBe(false);
    expect(view().hasUsage).toBe(true);
  });
});

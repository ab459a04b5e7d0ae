import { expect, test } from 'vitest';
import { money } from '../../domain/money.ts';
import { toChangeView } from './change-view.server.ts';
import { toPeriodStripView } from './period-strip-view.server.ts';

const MARCH = { start: new Date('2026-03-01T00:00:00Z'), end: new Date('2026-04-01T00:00:00Z') };
const APRIL = { start: MARCH.end, end: new Date('2026-05-01T00:00:00Z') };

test('parts are signed, named by cause and metric, and as wide as they are large', () => {
  const view = toChangeView(
    {
      period: APRIL,
      previousPeriod: MARCH,
      isRunning: false,
      oneOffs: null,
      invoice: { id: 'b', number: 'A-2' },
      previousInvoice: { id: 'a', number: 'A-1' },
      before: money(10_000n, 'usd'),
      after: money(10_500n, 'usd'),
      difference: money(500n, 'usd'),
      parts: [
        { cause: 'volume', metric: 'api_calls', amount: money(1_000n, 'usd') },
        { cause: 'price', metric: null, amount: money(-250n, 'usd') },
        { cause: 'one_off', metric: null, amount: money(-250n, 'usd') },
      ],
    },
    'en-US',
  );
  expect(view).toMatchObject({ difference: '+$5.00', before: { label: 'A-1' }, after: { label: 'A-2' } });
  expect(view.rows.map(({ label, amount, width }) => [label, amount, width])).toEqual([
    ['Volume · API calls', '+$10.00', 100],
    ['Price · Base fee', '-$2.50', 25],
    ['One-off', '-$2.50', 25],
  ]);
});

const WAITS = 'what waits of earlier periods for the next invoice';
const ITEMS = 'the change of plan and other items that Stripe last previewed';

test.each([
  [0n, null, null, ''],
  [0n, 0n, 0n, ''],
  [104n, null, null, `, with ${WAITS}`],
  [0n, null, -5n, `, with ${ITEMS}`],
  [104n, 7n, 20_000n, `, with ${WAITS}, the true-up to the minimum so far, and ${ITEMS}`],
])(
  'a running bill with %s cents of earlier periods, %s to the minimum and %s of other items says so',
  (minor, trueUp, other, words) => {
    const usd = (amount: bigint | null) => (amount === null ? null : money(amount, 'usd'));
    const view = toChangeView(
      {
        ...{ period: APRIL, previousPeriod: MARCH, isRunning: true },
        oneOffs: { awaited: money(minor, 'usd'), trueUp: usd(trueUp), otherItems: usd(other) },
        ...{ invoice: null, previousInvoice: { id: 'a', number: 'A-1' } },
        ...{ before: money(0n, 'usd'), after: money(minor, 'usd'), difference: null, parts: [] },
      },
      'en-US',
    );
    expect(view.text).toBe(`As it stands today, before discounts and tax${words}. The parts add up exactly.`);
  },
);

test('bars stand oldest first, the running period at what it has come to; another currency has no height', () => {
  const quantities = { impressions: 0n, api_calls: 0n, data_transfer_bytes: 0n };
  const terms = {
    subscriptionId: 's',
    plan: { id: 'starter', name: 'Starter' },
    currency: 'usd',
    endedAt: null,
    draft: null,
    usageBefore: null,
  } as const;
  const invoice = (total: ReturnType<typeof money>) => ({
    id: 'a',
    number: 'A-1',
    status: 'paid' as const,
    total,
    subtotalMinor: 0n,
    addedTaxMinor: 0n,
    taxMinor: 0n,
    createdAt: APRIL.start,
    lines: [],
    billedQuantities: quantities,
  });
  const { choices } = toPeriodStripView({
    periods: [
      { ...terms, period: APRIL, whole: APRIL, isRunning: true, quantities, invoice: null },
      {
        ...terms,
        period: MARCH,
        whole: MARCH,
        isRunning: false,
        quantities,
        invoice: invoice(money(20_000n, 'usd')),
      },
      {
        ...terms,
        plan: { id: 'growth', name: 'Growth' },
        period: { start: new Date('2026-02-01T00:00:00Z'), end: MARCH.start },
        whole: MARCH,
        isRunning: false,
        quantities,
        invoice: invoice(money(99_000n, 'eur')),
      },
    ],
    shownStart: MARCH.start,
    runningTotal: money(5_000n, 'usd'),
    locale: 'en-US',
  });
  expect(choices.map(({ month, total, height, isShown }) => [month, total, height, isShown])).toEqual([
    ['Feb', '€990.00', 0, false],
    ['Mar', '$200.00', 100, true],
    ['Apr', '$50.00', 25, false],
  ]);
  expect(choices.map(({ label }) => label.split(', ').slice(2))).toEqual([['Growth'], [], []]);
});

test('periods that began in one month, or on one day, are told apart by the day, and the hour', () => {
  const quantities = { impressions: 0n, api_calls: 0n, data_transfer_bytes: 0n };
  const bounds = [
    '2026-04-15T00:00',
    '2026-05-15T00:00',
    '2026-05-20T00:00',
    '2026-05-20T10:00',
    '2026-06-20T10:00',
  ];
  const instants = bounds.map((bound) => new Date(`${bound}:00Z`));
  const periods = instants.slice(0, -1).map((start, index) => {
    const period = { start, end: instants[index + 1] ?? start };
    return {
      ...{
        subscriptionId: 's',
        plan: { id: 'starter', name: 'Starter' },
        currency: 'usd' as const,
        endedAt: null,
        draft: null,
        usageBefore: null,
      },
      ...{ period, whole: period, isRunning: false, quantities, invoice: null },
    };
  });
  const { choices } = toPeriodStripView({
    periods: periods.reverse(),
    shownStart: MARCH.start,
    runningTotal: money(0n, 'usd'),
    locale: 'en-US',
  });
  expect(choices.map(({ month }) => month.replaceAll(/\s/g, ' '))).toEqual([
    'Apr',
    'May 15',
    'May 20, 12:00 AM',
    'May 20, 10:00 AM',
  ]);
  expect(new Set(choices.map(({ label }) => label)).size).toBe(4);
});

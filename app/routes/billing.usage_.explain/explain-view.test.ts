import { expect, it } from 'vitest';
import { parseDecimal } from '../../domain/decimal.ts';
import { money } from '../../domain/money.ts';
import type { ChargeExplanation, ExplainedLine } from '../../services/usage/explain/charge-explanation.ts';
import { toExplainView } from './explain-view.server.ts';

/** Two packages of $40.50 by our own records; the invoice billed so many. */
function explained(billedMinor: bigint, chargedQuantity: bigint | null): ChargeExplanation {
  const [ours, invoiced] = [money(8_100n, 'usd'), money(billedMinor, 'usd')];
  const line: ExplainedLine = {
    from: 0n,
    upTo: null,
    units: 1_500n,
    packages: 2n,
    unitAmount: parseDecimal('4050'),
    flatAmount: null,
    amount: ours,
    exactAmountDecimal: '8100',
    invoiced,
  };
  return {
    metric: 'api_calls',
    period: { start: new Date('2026-10-01T00:00:00Z'), end: new Date('2026-11-01T00:00:00Z') },
    isRunning: false,
    invoice: { id: 'i10', number: 'APX-0010', status: 'paid' },
    chargedQuantity,
    changed: null,
    lines: [line],
    total: ours,
    invoicedTotal: invoiced,
    days: [],
    day: null,
    hours: null,
    seal: { sealed: null, now: { digest: '', hours: 0, quantity: 0n }, isUnchanged: null },
    late: [],
    buckets: null,
  };
}

const SAME = { tone: 'success', text: 'Exactly what APX-0010 charged.' };
const TOLD = { tone: 'danger', text: 'APX-0010 charged $121.50. We have been told of the difference.' };
const UNKNOWN = { tone: 'info', text: 'APX-0010 charged $121.50; our own records come to $81.00.' };

it('lines of an invoice that bills two plans are not judged, and say whose they are', () => {
  const alone = explained(8_100n, 1_500n);
  const view = toExplainView(
    {
      ...alone,
      changed: { planNames: ['Starter', 'Growth'], includedUnits: 0n },
      lines: alone.lines.map((line) => ({ ...line, planName: 'Starter' })),
    },
    { locale: 'en-US', customerSuffix: '' },
  );
  expect(view.verdict).toEqual({
    tone: 'info',
    text: 'The plan changed in this period, from Starter to Growth. These are the lines of APX-0010, each at its own plan’s prices.',
  });
  expect(view.lines).toMatchObject([{ tier: 'Starter plan', invoiced: '$81.00', agrees: null }]);
});

it.each([
  ['two packages', 8_100n, 1_500n, SAME, true],
  ['two packages of units that are not known', 8_100n, null, SAME, true],
  ['three packages of units that we know', 12_150n, 1_500n, TOLD, false],
  [
    'three packages of units that are not known: nobody can say that it is wrong',
    12_150n,
    null,
    UNKNOWN,
    null,
  ],
] as const)('an invoice of %s', (_, billedMinor, chargedQuantity, verdict, agrees) => {
  const view = toExplainView(explained(billedMinor, chargedQuantity), {
    locale: 'en-US',
    customerSuffix: '',
  });
  expect(view.verdict).toEqual(verdict);
  expect(view.lines.map((line) => line.agrees)).toEqual([agrees]);
});

it('names the busiest day, of two alike the first, and says so of its hours', () => {
  const days = [3n, 9n, 9n].map((quantity, index) => ({ day: `2026-10-0${index + 1}`, quantity }));
  const opened = (day: string) =>
    toExplainView(
      { ...explained(8_100n, 1_500n), days, day, hours: [] },
      { locale: 'en-US', customerSuffix: '' },
    );
  expect(opened('2026-10-02').days.map(({ isBusiest }) => isBusiest)).toEqual([false, true, false]);
  expect(opened('2026-10-02').hours).toMatchObject({ label: 'Oct 2, 2026', isBusiest: true });
  expect(opened('2026-10-03').hours).toMatchObject({ isBusiest: false });
  const idle = days.map(({ day }) => ({ day, quantity: 0n }));
  const view = toExplainView({ ...explained(0n, 0n), days: idle }, { locale: 'en-US', customerSuffix: '' });
  expect(view.days.some(({ isBusiest }) => isBusiest)).toBe(false);
});

import { expect, it } from 'vitest';
import type { Period } from '../../domain/period.ts';
import type { PeriodDraft } from '../../services/usage/history/billed-period.ts';
import { baseFeeNote, toNotInvoicedView } from './draft-words.server.ts';

const CLOSED = { start: new Date('2026-11-10T00:00:00Z'), end: new Date('2026-12-10T00:00:00Z') };
const RUNNING = { start: CLOSED.end, end: new Date('2027-01-10T00:00:00Z') };

function wordsOf(state: PeriodDraft['state'] | null, subscriptionId = 's', hasUsageBefore = false) {
  const nextInvoice = { hasUsageBefore };
  const draft = state && { state, lines: [] };
  const closed = { subscriptionId, period: CLOSED, draft };
  const running = { subscriptionId: 's', period: RUNNING, draft: null };
  const periods = [running, closed];
  const usageOf = ({ period }: { period: Period }) => ({ period, subscription: { id: 's' } });
  const { title, note } = toNotInvoicedView({ usage: usageOf(closed), periods, nextInvoice: null });
  return [title, note, baseFeeNote({ usage: usageOf(running), periods, nextInvoice })];
}

it.each([
  [
    'held',
    'Not invoiced yet',
    'Its invoice is on hold and comes later',
    'On the last period’s invoice, which is on hold',
  ],
  [
    'coming',
    'Not invoiced yet',
    'Its invoice is being made',
    'On the last period’s invoice, which is being made',
  ],
  [null, 'Not invoiced', 'No invoice was issued for this period', 'Billed in advance'],
] as const)(
  'a closed period whose draft is %s, and the flat fee that is on it: %s, %s; %s',
  (state, ...words) => {
    expect(wordsOf(state)).toEqual(words);
  },
);

it('the flat fee of a new subscription is on none of another one’s invoices', () => {
  expect(wordsOf('held', 'other')[2]).toBe('Billed in advance');
});

it('the flat fee of a period in which the plan changed is that of the plan of now', () => {
  expect(wordsOf(null, 's', true)[2]).toBe('A month of the plan of now; the next invoice holds the change');
});

import { expect, it } from 'vitest';
import type { DifferenceRow } from '../../services/reconciliation/get-run.ts';
import { toEvidence } from './evidence.server.ts';

const NONE = { lastEventAt: null, waiting: 0, dead: 0 };

function evidenceOf(evidence: Record<string, unknown>): string[] {
  const row: Pick<DifferenceRow, 'metric' | 'evidence'> = {
    metric: null,
    evidence: { ...NONE, ...evidence },
  };
  return toEvidence(row as DifferenceRow, 'en-US').slice(1);
}

it('does not take the day on which a customer was made for the day on which it was changed', () => {
  const [dates] = evidenceOf({ createdAt: '2026-04-15T12:00:00.000Z', changedAt: null });
  expect(dates).toBe('Made in Stripe: Apr 15, 2026, 12:00 PM UTC; it does not say when it was changed');
});

it('tells both dates of an invoice that was voided', () => {
  const dates = { createdAt: '2026-04-15T12:00:00.000Z', changedAt: '2026-05-15T12:00:00.000Z' };
  expect(evidenceOf(dates)).toEqual([
    'Made in Stripe: Apr 15, 2026, 12:00 PM UTC',
    'Last change that Stripe dates: May 15, 2026, 12:00 PM UTC',
  ]);
});

it('claims nothing of a date that an older run kept without saying which it is', () => {
  expect(evidenceOf({ changedAt: '2026-04-15T12:00:00.000Z' })).toEqual([
    'Last date that Stripe tells: Apr 15, 2026, 12:00 PM UTC',
  ]);
});

it('counts events by their number', () => {
  expect(evidenceOf({ waiting: 1, dead: 2 })).toEqual([
    '1 event in the inbox, not applied yet',
    '2 events given up, to be replayed',
  ]);
});

it('dates the days of a meter as the reader writes them', () => {
  const row: Pick<DifferenceRow, 'metric' | 'evidence'> = {
    metric: 'impressions',
    evidence: { days: [{ at: '2026-04-15T00:00:00.000Z', internal: '452752', stripe: '1152752' }] },
  };
  expect(toEvidence(row as DifferenceRow, 'en-US')).toEqual(['Apr 15, 2026: ours 452,752, Stripe 1,152,752']);
  expect(toEvidence(row as DifferenceRow, 'de-DE')).toEqual(['15.04.2026: ours 452.752, Stripe 1.152.752']);
});

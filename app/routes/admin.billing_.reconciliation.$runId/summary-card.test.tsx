import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { RunDetail } from '../../services/reconciliation/get-run.ts';
import { toRunPageView } from './run-view.server.ts';
import { SummaryCard } from './summary-card.tsx';

const AT = new Date('2026-05-20T02:40:00Z');
const READER = {
  locale: 'en-US',
  mayRepair: false,
  filters: { kind: '', cause: '', customer: '' },
  note: null,
  page: 1,
};

const RUN: RunDetail['run'] = {
  id: 'recon_1',
  trigger: 'nightly',
  requestedBy: 'reconcile',
  status: 'succeeded',
  tolerancePercent: '0.5',
  meterTolerances: {},
  alertThresholds: {
    units: { impressions: 1n, api_calls: 1n, data_transfer_bytes: 1n },
    amounts: { usd: 1n, eur: 1n, gbp: 1n, jpy: 1n },
  },
  customerId: null,
  customerName: null,
  period: null,
  createdAt: AT,
  finishedAt: AT,
  error: null,
  progress: { shards: 1, done: 1, compared: 9, withinTolerance: 7, stripeCalls: 3 },
  foreignObjects: 0,
  differences: 2,
  acknowledged: 0,
  totals: [{ currency: 'eur', amountMinor: 0n }],
  repair: null,
};

test('€0.00 of usage beside an invoice that differs by −$10.00 is not called the money of the run', () => {
  const view = toRunPageView({ run: RUN, differences: [] }, READER);
  expect(renderToStaticMarkup(<SummaryCard view={view} />)).toMatch(
    /<dt[^>]*>Usage differences, in money<\/dt><dd[^>]*>€0.00<\/dd>/,
  );
});

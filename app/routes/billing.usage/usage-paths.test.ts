import { expect, test } from 'vitest';
import { explainPath, exportPath } from './usage-paths.ts';

const MAY = {
  metric: 'api_calls',
  periodStart: '2026-05-02T00:00:00.000Z',
  periodEnd: '2026-06-02T00:00:00.000Z',
};

test('a metric leads to its charge and to its rows, staff with the publisher that it reads', () => {
  const own = new URLSearchParams('period_start=ignored');
  expect(explainPath(MAY, own)).toBe(
    '/billing/usage/explain?metric=api_calls&period_start=2026-05-02T00%3A00%3A00.000Z',
  );
  expect(exportPath(MAY, new URLSearchParams('customer_id=c1'))).toBe(
    '/api/v1/billing/usage/export.csv?metric=api_calls&from=2026-05-02T00%3A00%3A00.000Z&to=2026-06-02T00%3A00%3A00.000Z&customer_id=c1',
  );
});

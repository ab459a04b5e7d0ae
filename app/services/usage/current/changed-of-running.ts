import { priceOf } from '../../catalog/price-row.ts';
import { changedUsageSoFar } from '../history/changed-usage.ts';
import { usageBeforeOf } from '../next-invoice/next-invoice.ts';
import type { PeriodUsageRow } from './read-usage-rows.ts';
import type { ChangedOf } from './to-current-usage.ts';

/** What a change of plan makes of the running period's usage. */
export function changedOfRunning(row: PeriodUsageRow): ChangedOf {
  const before = usageBeforeOf(row.preview, row.period_start);
  const plan = { id: row.plan_id, name: row.plan_name };
  const { currency, period_end: periodEnd } = row;
  return (metric, quantity) => {
    const price = priceOf(row.prices, metric);
    if (price === undefined) return null;
    return changedUsageSoFar(metric, { before, quantity, price, plan, currency, periodEnd });
  };
}

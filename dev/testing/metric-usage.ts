import type { Metric } from '../../app/domain/metric.ts';
import { money } from '../../app/domain/money.ts';
import type { MetricUsage } from '../../app/services/usage/current/current-usage.ts';

/** 1,000 units are included, none is used. */
export function metricUsage(metric: Metric, change: Partial<MetricUsage> = {}): MetricUsage {
  return {
    metric,
    quantity: 0n,
    includedUnits: 1_000n,
    overageUnits: 0n,
    lines: [],
    overageCost: money(0n, 'usd'),
    daily: [],
    ...change,
  };
}

/** 1,500 of 1,000 units, for $12.34. */
export const OVER = metricUsage('impressions', {
  quantity: 1_500n,
  overageUnits: 500n,
  overageCost: money(1_234n, 'usd'),
  lines: [
    {
      from: 1_000n,
      upTo: null,
      units: 500n,
      unitAmountDecimal: '2.468',
      flatAmountDecimal: null,
      packages: null,
      amount: money(1_234n, 'usd'),
    },
  ],
  daily: [
    { day: '2026-11-01', quantity: 900n },
    { day: '2026-11-02', quantity: 600n },
  ],
});

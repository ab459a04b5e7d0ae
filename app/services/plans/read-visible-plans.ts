import { z } from 'zod';
import { BillingError } from '../../domain/errors.ts';
import type { Metric } from '../../domain/metric.ts';
import { CURRENCIES, money } from '../../domain/money.ts';
import { baseFeeOf, type PriceRow, priceOf, priceRow } from '../catalog/price-row.ts';
import type { ListedPlan } from './listed-plan.ts';

const planRow = z.object({
  version_id: z.string(),
  plan_id: z.string(),
  name: z.string(),
  version: z.number(),
  is_custom: z.boolean(),
  is_current: z.boolean(),
  currency: z.enum(CURRENCIES),
  commitment_minor: z.string().transform(BigInt).nullable(),
});

const versionOf = z.object({ version_id: z.string() });

/** The rows of `selectVisiblePlans` with those of `selectVisiblePrices`, in the order of the plans. */
export function readVisiblePlans(
  plans: readonly unknown[],
  prices: readonly unknown[],
): readonly ListedPlan[] {
  const byVersion = new Map<string, PriceRow[]>();
  for (const row of prices) {
    const { version_id: id } = versionOf.parse(row);
    byVersion.set(id, [...(byVersion.get(id) ?? []), priceRow.parse(row)]);
  }
  return z
    .array(planRow)
    .parse(plans)
    .map((row) => toListedPlan(row, byVersion.get(row.version_id) ?? []));
}

function toListedPlan(row: z.output<typeof planRow>, prices: readonly PriceRow[]): ListedPlan {
  const { currency, commitment_minor: commitment } = row;
  const metered = (metric: Metric) => {
    const price = priceOf(prices, metric);
    if (price !== undefined) return price;
    throw new BillingError('internal', 'This plan has no price for a metric.', {
      detail: `${row.plan_id} version ${row.version} has no ${metric} price in ${currency}`,
    });
  };
  return {
    versionId: row.version_id,
    planId: row.plan_id,
    name: row.name,
    version: row.version,
    isCurrent: row.is_current,
    isCustom: row.is_custom,
    prices: {
      currency,
      baseFee: money(baseFeeOf(prices), currency),
      metered: {
        impressions: metered('impressions'),
        api_calls: metered('api_calls'),
        data_transfer_bytes: metered('data_transfer_bytes'),
      },
      minimumCommitment: commitment === null ? null : money(commitment, currency),
    },
  };
}

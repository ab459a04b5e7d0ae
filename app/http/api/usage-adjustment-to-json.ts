import type { AdjustmentPage } from '../../services/usage/adjustments/list-adjustments.ts';
import type { UsageAdjustment } from '../../services/usage/adjustments/usage-adjustment.ts';
import { exactInteger } from './exact-number.ts';
import type { UsageAdjustmentJson, UsageAdjustmentPageJson } from './usage-adjustment-schemas.ts';

export function usageAdjustmentToJson(adjustment: UsageAdjustment): UsageAdjustmentJson {
  return {
    id: adjustment.id,
    customer_id: adjustment.customerId,
    metric: adjustment.metric,
    hour: adjustment.hour.toISOString(),
    quantity_delta: exactInteger(adjustment.quantityDelta),
    reason: adjustment.reason,
    note: adjustment.note,
    source_key: adjustment.sourceKey,
    reverses_id: adjustment.reversesId,
    created_by: adjustment.createdBy,
    created_at: adjustment.createdAt.toISOString(),
  };
}

export function usageAdjustmentPageToJson(found: AdjustmentPage): UsageAdjustmentPageJson {
  const { page, limit, total } = found;
  return {
    adjustments: found.adjustments.map(usageAdjustmentToJson),
    pagination: { page, limit, total, total_pages: Math.ceil(total / limit) },
  };
}

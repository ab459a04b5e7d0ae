import type { OpenAdjustment } from '../../services/adjustments/open-adjustment.ts';
import { exactInteger } from './exact-number.ts';
import type { LateUsageJson, LateUsageListJson } from './late-usage-schemas.ts';

export function lateUsageToJson(row: OpenAdjustment): LateUsageJson {
  return {
    id: row.id,
    status: row.standing,
    customer_id: row.customerId,
    of: row.component,
    period_start: row.period.start.toISOString(),
    period_end: row.period.end.toISOString(),
    quantity: exactInteger(row.quantityDelta),
    left: exactInteger(row.left.amountMinor),
    currency: row.left.currency,
    description: row.description,
    reason: row.reason,
    error: row.error,
    created_at: row.decidedAt.toISOString(),
    settled_as: row.settled?.as ?? null,
    settled_at: row.settled?.at.toISOString() ?? null,
    settled_by: row.settled?.by ?? null,
    settlement: row.settled?.reason ?? null,
  };
}

export function lateUsageListToJson(rows: readonly OpenAdjustment[]): LateUsageListJson {
  return { late_usage: rows.map(lateUsageToJson) };
}

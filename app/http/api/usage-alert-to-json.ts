import { money } from '../../domain/money.ts';
import type { UsageAlert } from '../../services/usage/alerts/list-usage-alerts.ts';
import { exactInteger } from './exact-number.ts';
import { majorUnits } from './major-units.ts';
import type { UsageAlertJson, UsageAlertListJson } from './usage-alert-schemas.ts';

export function usageAlertListToJson(alerts: readonly UsageAlert[]): UsageAlertListJson {
  return { alerts: alerts.map(usageAlertToJson) };
}

function usageAlertToJson(alert: UsageAlert): UsageAlertJson {
  const shared = {
    id: alert.id,
    threshold_percent: alert.thresholdPercent,
    period_start: alert.periodStart.toISOString(),
    crossed_at: alert.crossedAt.toISOString(),
    recovered_at: alert.recoveredAt?.toISOString() ?? null,
  };
  if (alert.kind === 'limit') {
    return {
      kind: 'limit',
      ...shared,
      metric: alert.metric,
      quantity: exactInteger(alert.quantity),
      included_units: exactInteger(alert.includedUnits),
    };
  }
  return {
    kind: 'budget',
    ...shared,
    budget_id: alert.budgetId,
    budget_name: alert.budgetName,
    basis: alert.basis,
    currency: alert.currency,
    spent: majorUnits(money(alert.spentMinor, alert.currency)),
    budget: majorUnits(money(alert.budgetMinor, alert.currency)),
  };
}

import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { METRICS, type Metric } from '../../../domain/metric.ts';
import { CURRENCIES, type Currency } from '../../../domain/money.ts';
import { type ServiceContext, scopeOf } from '../../context.ts';
import { requireOwnCustomer } from '../../invoices/require-own-customer.ts';

interface AlertTimes {
  id: string;
  thresholdPercent: number;
  periodStart: Date;
  crossedAt: Date;
  /** When a later correction, or a cheaper forecast, took it back; null while it stands. */
  recoveredAt: Date | null;
}

export type UsageAlert = AlertTimes &
  (
    | { kind: 'limit'; metric: Metric; quantity: bigint; includedUnits: bigint }
    | {
        kind: 'budget';
        budgetId: string;
        budgetName: string;
        basis: 'actual' | 'forecast';
        currency: Currency;
        spentMinor: bigint;
        budgetMinor: bigint;
      }
  );

const MAX_ALERTS = 200;
const units = z.string().transform(BigInt);
const times = {
  id: z.string(),
  threshold_percent: z.number(),
  period_start: z.coerce.date(),
  crossed_at: z.coerce.date(),
  recovered_at: z.coerce.date().nullable(),
};
const alertRow = z.union([
  z.object({
    ...times,
    budget_id: z.null(),
    metric: z.enum(METRICS),
    quantity: units,
    included_units: units,
  }),
  z.object({
    ...times,
    budget_id: z.string(),
    budget_name: z.string(),
    basis: z.enum(['actual', 'forecast']),
    currency: z.enum(CURRENCIES),
    spent_minor: units,
    budget_minor: units,
  }),
]);

export interface UsageAlertsKey {
  customerId: string;
  /** Of one period only. */
  periodStart?: Date | null;
}

/** As a query of a page's batch; `toUsageAlerts` reads its rows. */
export function selectUsageAlerts({ customerId, periodStart = null }: UsageAlertsKey): SQL {
  return sql`
    select a.id, a.threshold_percent, a.period_start, a.crossed_at, a.recovered_at, a.budget_id, a.metric,
      a.quantity::text, a.included_units::text, b.name as budget_name, a.basis, a.currency,
      a.spent_minor::text, a.budget_minor::text
    from usage_alerts a left join budgets b on b.id = a.budget_id
    where a.customer_id = ${customerId}::uuid
      and a.period_start = coalesce(${periodStart?.toISOString() ?? null}::timestamptz, a.period_start)
    order by a.crossed_at desc, a.threshold_percent desc, a.id
    limit ${MAX_ALERTS}`;
}

export function toUsageAlerts(rows: readonly unknown[]): UsageAlert[] {
  return z.array(alertRow).parse(rows).map(rowToAlert);
}

/** Limits and budget steps that were crossed, the latest first; with `periodStart` those of that period. One trip. */
export async function listUsageAlerts(
  ctx: ServiceContext,
  key: UsageAlertsKey,
): Promise<readonly UsageAlert[]> {
  requireOwnCustomer(ctx.actor, key.customerId);
  const [found] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [db.execute(selectUsageAlerts(key))]);
  return toUsageAlerts(found.rows);
}

function rowToAlert(row: z.output<typeof alertRow>): UsageAlert {
  const shared = {
    id: row.id,
    thresholdPercent: row.threshold_percent,
    periodStart: row.period_start,
    crossedAt: row.crossed_at,
    recoveredAt: row.recovered_at,
  };
  if (row.budget_id === null) {
    return {
      ...shared,
      kind: 'limit',
      metric: row.metric,
      quantity: row.quantity,
      includedUnits: row.included_units,
    };
  }
  return {
    ...shared,
    kind: 'budget',
    budgetId: row.budget_id,
    budgetName: row.budget_name,
    basis: row.basis,
    currency: row.currency,
    spentMinor: row.spent_minor,
    budgetMinor: row.budget_minor,
  };
}

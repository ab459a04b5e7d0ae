import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { METRICS, type Metric } from '../../domain/metric.ts';
import type { AlertThresholds } from '../../domain/reconciliation/alert-thresholds.ts';
import { ACKNOWLEDGED } from './acknowledged-sql.ts';
import { alertThresholdsRow } from './alert-thresholds-row.ts';

export const runSummaryRow = z.object({
  id: z.string(),
  trigger: z.enum(['nightly', 'api', 'page']),
  requested_by: z.string(),
  status: z.enum(['running', 'succeeded', 'failed']),
  tolerance_percent: z.string(),
  meter_tolerances: z.partialRecord(z.enum(METRICS), z.string()),
  alert_thresholds: alertThresholdsRow,
  customer_id: z.string().nullable(),
  customer_name: z.string().nullable(),
  period_start: z.coerce.date().nullable(),
  period_end: z.coerce.date().nullable(),
  created_at: z.coerce.date(),
  finished_at: z.coerce.date().nullable(),
  error: z.string().nullable(),
  applied_at: z.coerce.date().nullable(),
  applied_by: z.string().nullable(),
  applied_reason: z.string().nullable(),
  applied_plan_hash: z.string().nullable(),
  repair_finished_at: z.coerce.date().nullable(),
  shards: z.number(),
  shards_done: z.number(),
  compared: z.number(),
  within_tolerance: z.number(),
  stripe_calls: z.number(),
  foreign_objects: z.number(),
  differences: z.number(),
  acknowledged: z.number(),
  totals: z.array(z.object({ currency: z.string(), amount: z.string() })),
  actions: z.number(),
  actions_done: z.number(),
  actions_told: z.number(),
  actions_void: z.number(),
  actions_failed: z.number(),
});

type Row = z.output<typeof runSummaryRow>;

export interface RunSummary {
  id: string;
  trigger: Row['trigger'];
  requestedBy: string;
  status: Row['status'];
  tolerancePercent: string;
  /** Of single meters, where it differs. */
  meterTolerances: Readonly<Partial<Record<Metric, string>>>;
  alertThresholds: AlertThresholds;
  customerId: string | null;
  customerName: string | null;
  period: { start: Date; end: Date } | null;
  createdAt: Date;
  finishedAt: Date | null;
  error: string | null;
  progress: { shards: number; done: number; compared: number; withinTolerance: number; stripeCalls: number };
  /** Objects in Stripe that belong to no customer of ours: another product's, or made by hand. */
  foreignObjects: number;
  /** Without those that lay before a person already. */
  differences: number;
  acknowledged: number;
  /** What usage that differs comes to, by currency, each difference counted as a loss. */
  totals: readonly { currency: string; amountMinor: bigint }[];
  repair: {
    planHash: string;
    by: string | null;
    reason: string | null;
    at: Date | null;
    finishedAt: Date | null;
    actions: number;
    /** Mended by a step; what a person was told of, or what needed nothing, is not. */
    mended: number;
    told: number;
    needless: number;
    failed: number;
  } | null;
}

export function selectRuns(condition: SQL, limit: number): SQL {
  return sql`
    select r.id, r.trigger, r.requested_by, r.status, r.tolerance_percent::text, r.meter_tolerances, r.alert_thresholds, r.customer_id,
      c.name as customer_name, r.period_start, r.period_end, r.created_at, r.finished_at, r.error,
      r.applied_at, r.applied_by, r.applied_reason, r.applied_plan_hash, r.repair_finished_at,
      s.shards, s.shards_done, s.compared, s.within_tolerance, s.stripe_calls, s.foreign_objects,
      d.differences, d.acknowledged, d.totals, a.actions, a.actions_done, a.actions_told, a.actions_void, a.actions_failed
    from reconciliation_runs r
    left join customers c on c.id = r.customer_id
    cross join lateral (
      select count(*)::int as shards, count(*) filter (where status <> 'pending')::int as shards_done,
        coalesce(sum(compared), 0)::int as compared, coalesce(sum(within_tolerance), 0)::int as within_tolerance,
        coalesce(sum(stripe_calls), 0)::int as stripe_calls,
        coalesce(sum(foreign_objects), 0)::int as foreign_objects
      from reconciliation_shards where run_id = r.id
    ) as s
    cross join lateral (
      select coalesce(sum(n) filter (where not known), 0)::int as differences,
        coalesce(sum(n) filter (where known), 0)::int as acknowledged,
        coalesce(json_agg(json_build_object('currency', currency, 'amount', amount::text) order by currency)
          filter (where not known and currency is not null and amount is not null), '[]') as totals
      from (
        select known, case when kind = 'usage' then currency end as currency, count(*) as n,
          sum(abs(amount_effect_minor)) filter (where kind = 'usage') as amount
        from (
          select d.*, ${ACKNOWLEDGED} as known from reconciliation_differences d where d.run_id = r.id
        ) as judged
        group by 1, 2
      ) as grouped
    ) as d
    cross join lateral (
      select count(*)::int as actions, count(*) filter (where status = 'done')::int as actions_done,
        count(*) filter (where status = 'done' and type in ('alert', 'propose_credit'))::int as actions_told,
        count(*) filter (where status = 'done' and type = 'none')::int as actions_void,
        count(*) filter (where status = 'failed')::int as actions_failed
      from reconciliation_actions where run_id = r.id
    ) as a
    where ${condition}
    order by r.created_at desc, r.id
    limit ${limit}`;
}

export function toRunSummary(row: Row): RunSummary {
  return {
    id: row.id,
    trigger: row.trigger,
    requestedBy: row.requested_by,
    status: row.status,
    tolerancePercent: row.tolerance_percent,
    meterTolerances: row.meter_tolerances,
    alertThresholds: row.alert_thresholds,
    customerId: row.customer_id,
    customerName: row.customer_name,
    period:
      row.period_start === null || row.period_end === null
        ? null
        : { start: row.period_start, end: row.period_end },
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    error: row.error,
    progress: {
      shards: row.shards,
      done: row.shards_done,
      compared: row.compared,
      withinTolerance: row.within_tolerance,
      stripeCalls: row.stripe_calls,
    },
    foreignObjects: row.foreign_objects,
    differences: row.differences,
    acknowledged: row.acknowledged,
    totals: row.totals.map(({ currency, amount }) => ({ currency, amountMinor: BigInt(amount) })),
    repair: toRepair(row),
  };
}

function toRepair(row: Row): RunSummary['repair'] {
  if (row.applied_plan_hash === null) return null;
  return {
    planHash: row.applied_plan_hash,
    by: row.applied_by,
    reason: row.applied_reason,
    at: row.applied_at,
    finishedAt: row.repair_finished_at,
    actions: row.actions,
    mended: row.actions_done - row.actions_told - row.actions_void,
    told: row.actions_told,
    needless: row.actions_void,
    failed: row.actions_failed,
  };
}

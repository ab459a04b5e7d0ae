import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';

/** Whether one step of one budget is reached; amounts as decimal strings of minor units. */
export interface BudgetVerdict {
  customer_id: string;
  budget_id: string;
  name: string;
  basis: 'actual' | 'forecast';
  step: number;
  period_start: string;
  currency: string;
  spent_minor: string;
  budget_minor: string;
  is_crossed: boolean;
  is_recovered: boolean;
}

/**
 * One statement: an alert and an audit row of each step that was newly crossed or taken back, and of all that a budget
 * crossed one in-app notice with the highest step spent and the highest expected, likewise with the lowest ones of all
 * that was taken back. A crossing that is known changes nothing; one that was taken back and comes again is told again. A
 * budget that was changed since it was judged is left to the next run; the share lock lets such a change wait for what is
 * written here, and then end it.
 */
export function writeVerdicts(ctx: ServiceContext, verdicts: readonly BudgetVerdict[]): SQL {
  const at = instantSql(ctx.now);
  const audit = auditRow(ctx, { action: '', objectType: 'budget', objectId: '' });
  return sql`
    with verdict as (
      select v.* from json_to_recordset(${JSON.stringify(verdicts)}::json) as v (customer_id uuid, budget_id uuid,
        name text, basis text, step int, period_start timestamptz, currency text, spent_minor bigint,
        budget_minor bigint, is_crossed boolean, is_recovered boolean)
      join budgets b on b.id = v.budget_id
      where b.deleted_at is null and b.amount_minor = v.budget_minor and v.step = any (b.steps)
        and b.basis in (v.basis, 'both')
      for share of b
    ), recovered as (
      update usage_alerts a set recovered_at = ${at}
      from verdict v
      where v.is_recovered and a.budget_id = v.budget_id and a.basis = v.basis and a.threshold_percent = v.step
        and a.period_start = v.period_start and a.recovered_at is null
      returning a.id, a.crossed_at, a.budget_id, a.basis, a.threshold_percent as step
    ), crossed as (
      insert into usage_alerts as a (id, customer_id, budget_id, basis, threshold_percent, period_start, currency,
        spent_minor, budget_minor, crossed_at, created_at)
      select gen_random_uuid(), customer_id, budget_id, basis, step, period_start, currency, spent_minor,
        budget_minor, ${at}, ${at}
      from verdict where is_crossed
      order by budget_id, basis, step
      on conflict (budget_id, basis, threshold_percent, period_start) do update
        set recovered_at = null, crossed_at = excluded.crossed_at, spent_minor = excluded.spent_minor,
          budget_minor = excluded.budget_minor
        where a.recovered_at is not null
      returning a.id, a.crossed_at, a.budget_id, a.basis, a.threshold_percent as step
    ), changed as (
      select 'budget.crossed' as kind, id as alert_id, crossed_at, v.* from crossed join verdict v using (budget_id, basis, step)
      union all
      select 'budget.recovered', id, crossed_at, v.* from recovered join verdict v using (budget_id, basis, step)
    ), furthest as (
      select distinct on (kind, budget_id, basis) * from changed
      order by kind, budget_id, basis, case kind when 'budget.crossed' then -step else step end
    ), told as (
      select distinct on (f.kind, f.budget_id) f.*, expected.step as expected_step,
        expected.spent_minor as expected_minor
      from furthest f
      left join furthest expected on expected.kind = f.kind and expected.budget_id = f.budget_id
        and expected.basis = 'forecast' and f.basis = 'actual'
      order by f.kind, f.budget_id, f.basis
    ), queued as (
      insert into notifications (id, customer_id, channel, kind, dedupe_key, payload, status, run_after, created_at,
        sent_at)
      select gen_random_uuid(), customer_id, 'in_app', kind,
        concat_ws(':', kind, alert_id, (extract(epoch from crossed_at) * 1000)::bigint, 'in_app'),
        jsonb_strip_nulls(jsonb_build_object('budgetId', budget_id, 'name', name, 'basis', basis, 'stepPercent', step,
          'currency', currency, 'spentMinor', spent_minor::text, 'budgetMinor', budget_minor::text,
          'expectedStepPercent', expected_step, 'expectedMinor', expected_minor::text,
          'periodStart', to_char(period_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))),
        'sent', ${at}, ${at}, ${at}
      from told
      on conflict (dedupe_key) do nothing
    ), trail as (
      insert into billing_audit (occurred_at, actor_kind, actor_id, actor_role, action, object_type, object_id,
        customer_id, after, request_id)
      select ${at}, ${audit.actorKind}, ${audit.actorId}, ${audit.actorRole}, kind, 'budget', budget_id::text,
        customer_id, to_jsonb(changed) - 'kind' - 'is_crossed' - 'is_recovered', ${audit.requestId}
      from changed
    )
    select (select count(*) from crossed)::int as crossed, (select count(*) from recovered)::int as recovered`;
}

import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../../db/sql-time.ts';
import { auditRow } from '../../audit/record.ts';
import type { ServiceContext } from '../../context.ts';
import { lockUsageSync } from '../sync/watermark.ts';

/** Customers a trip: a year of their hours is what one statement adds up. */
const CUSTOMERS_PER_STEP = 100;
const MAX_NAMED = 20;
/** Before any id; a real customer never has it. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export interface Disagreement {
  customerId: string;
  metric: string;
  day: string;
  /** What `usage_daily` says, and what its hours add up to. */
  daily: bigint;
  hourly: bigint;
  /** An hour of the day had a delta due, and nobody would have looked for it, because the day did not say so. */
  isForgotten: boolean;
}

export interface RollUpCheck {
  customersChecked: number;
  daysChecked: number;
  disagreeing: number;
  /** The first of them. */
  disagreements: readonly Disagreement[];
}

const stepRow = z.object({
  last_id: z.string().nullable(),
  customers: z.number(),
  days: z.number(),
  disagreeing: z.number(),
  named: z.array(
    z.object({
      customer_id: z.string(),
      metric: z.string(),
      day: z.string(),
      daily: z.string().transform(BigInt),
      hourly: z.string().transform(BigInt),
      is_forgotten: z.boolean(),
    }),
  ),
});

/**
 * Adds up every hour again and compares with the roll-up from which pages, alerts and bills are made, and by whose
 * marks the hours to report are found. A statement sees one instant, and hours and days are written together, so a
 * difference is never one that is merely under way. Each is told, and mended at once from the hours, which are what was
 * read and reported: nobody is shown, warned or forecast by a wrong sum until a person comes.
 */
export async function checkRollUp(
  ctx: ServiceContext,
  { customersPerStep = CUSTOMERS_PER_STEP }: { customersPerStep?: number } = {},
): Promise<RollUpCheck> {
  const disagreements: Disagreement[] = [];
  const totals = { customersChecked: 0, daysChecked: 0, disagreeing: 0 };
  for (let after: string | null = FIRST_ID; after !== null; ) {
    const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
      db.execute(compareSql(after as string, customersPerStep)),
    ]);
    const step = stepRow.parse(found.rows[0]);
    if (step.disagreeing > 0) await mend(ctx, { after, limit: customersPerStep });
    totals.customersChecked += step.customers;
    totals.daysChecked += step.days;
    totals.disagreeing += step.disagreeing;
    for (const row of step.named.slice(0, MAX_NAMED - disagreements.length)) {
      const { customer_id: customerId, metric, day, daily, hourly, is_forgotten: isForgotten } = row;
      disagreements.push({ customerId, metric, day, daily, hourly, isForgotten });
    }
    after = step.last_id;
  }
  return { ...totals, disagreements };
}

/** While no sync writes: what the hours add up to is then the same when the day is written. Each day is on the trail. */
async function mend(ctx: ServiceContext, { after, limit }: { after: string; limit: number }): Promise<void> {
  const { occurredAt, actorKind, actorId, actorRole, action, objectType, requestId } = auditRow(ctx, {
    action: 'usage.roll_up_mended',
    objectType: 'usage_daily',
    objectId: '',
  });
  const at = instantSql(ctx.now);
  await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(lockUsageSync()),
    db.execute(sql`
      with mended as (
        insert into usage_daily as d (customer_id, metric, day, quantity, updated_at)
        select customer_id, metric, day, hourly, ${at} from (${comparedSql(after, limit)}) as compared
        where (daily <> hourly or is_forgotten)
          and exists (select from customers c where c.id = compared.customer_id)
        on conflict (customer_id, metric, day) do update
          set quantity = excluded.quantity, revision = d.revision + 1, updated_at = excluded.updated_at
        returning customer_id, metric, day, old.quantity as before, new.quantity as after
      )
      insert into billing_audit (occurred_at, actor_kind, actor_id, actor_role, action, object_type, object_id,
        customer_id, before, after, request_id)
      select ${instantSql(occurredAt)}, ${actorKind}, ${actorId}, ${actorRole}, ${action}, ${objectType},
        concat_ws(':', metric, day), customer_id, jsonb_build_object('quantity', before::text),
        jsonb_build_object('quantity', after::text), ${requestId}
      from mended`),
  ]);
}

function compareSql(after: string, limit: number): SQL {
  return sql`
    with compared as materialized (${comparedSql(after, limit)}), wrong as (
      select * from compared where daily <> hourly or is_forgotten
    )
    select (select last_id from (${rangeSql(after, limit)}) as range) as last_id,
      (select customers::int from (${rangeSql(after, limit)}) as range) as customers,
      (select count(*)::int from compared) as days,
      (select count(*)::int from wrong) as disagreeing,
      coalesce((select json_agg(n) from (
        select customer_id, metric, day::text, daily::text, hourly::text, is_forgotten from wrong
        order by customer_id, metric, day limit ${MAX_NAMED}
      ) as n), '[]') as named`;
}

/** A range of ids that so many customers have, so that an hour of nobody is within one as well. */
function rangeSql(after: string, limit: number): SQL {
  return sql`
    select count(*) as customers, case when count(*) = ${limit} then (array_agg(id order by id desc))[1] end as last_id
    from (select id from customers where id > ${after}::uuid order by id limit ${limit}) as step`;
}

function comparedSql(after: string, limit: number): SQL {
  return sql`
    with bounds as materialized (
      select ${after}::uuid as above, coalesce(last_id, ${LAST_ID}::uuid) as up_to
      from (${rangeSql(after, limit)}) as range
    ), hourly as (
      select customer_id, metric, (hour at time zone 'UTC')::date as day, sum(billable_quantity) as quantity,
        bool_or(billable_quantity <> reported_quantity) as is_unreported
      from usage_records
      where customer_id > (select above from bounds) and customer_id <= (select up_to from bounds)
      group by 1, 2, 3
    ), daily as (
      select customer_id, metric, day, quantity, revision <> reported_revision as is_marked from usage_daily
      where customer_id > (select above from bounds) and customer_id <= (select up_to from bounds)
    )
    select customer_id, metric, day, coalesce(d.quantity, 0) as daily, coalesce(h.quantity, 0) as hourly,
      coalesce(h.is_unreported, false) and not coalesce(d.is_marked, false) as is_forgotten
    from daily d full join hourly h using (customer_id, metric, day)`;
}

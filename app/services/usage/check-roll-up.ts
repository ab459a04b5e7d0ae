import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { ServiceContext } from '../context.ts';

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
  /** An hour of the day had a delta due, and nobody would have looked for it, because the day did not say so; now it does. */
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
 * difference is never one that is merely under way. A day that forgot an hour is marked again, so that the next sync
 * finds it; a sum that is wrong is left to a person.
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

/** Steps over ranges of ids that so many customers have, so that an hour of nobody is within one as well. */
function compareSql(after: string, limit: number) {
  return sql`
    with step as (
      select id from customers where id > ${after}::uuid order by id limit ${limit}
    ), range as (
      select count(*) as customers,
        case when count(*) = ${limit} then (select id from step order by id desc limit 1) end as last_id
      from step
    ), bounds as (
      select ${after}::uuid as above, coalesce(last_id, ${LAST_ID}::uuid) as up_to from range
    ), hourly as (
      select customer_id, metric, (hour at time zone 'UTC')::date as day, sum(billable_quantity) as quantity,
        bool_or(billable_quantity <> reported_quantity) as is_unreported
      from usage_records
      where customer_id > (select above from bounds) and customer_id <= (select up_to from bounds)
      group by 1, 2, 3
    ), daily as (
      select customer_id, metric, day, quantity, revision <> reported_revision as is_marked from usage_daily
      where customer_id > (select above from bounds) and customer_id <= (select up_to from bounds)
    ), compared as (
      select customer_id, metric, day, coalesce(d.quantity, 0) as daily, coalesce(h.quantity, 0) as hourly,
        coalesce(h.is_unreported, false) and not coalesce(d.is_marked, false) as is_forgotten
      from daily d full join hourly h using (customer_id, metric, day)
    ), wrong as (
      select * from compared where daily <> hourly or is_forgotten
    ), marked as (
      update usage_daily d set revision = d.revision + 1
      from wrong
      where wrong.is_forgotten and d.customer_id = wrong.customer_id and d.metric = wrong.metric and d.day = wrong.day
    )
    select last_id, customers::int,
      (select count(*)::int from compared) as days,
      (select count(*)::int from wrong) as disagreeing,
      coalesce((select json_agg(n) from (
        select customer_id, metric, day::text, daily::text, hourly::text, is_forgotten from wrong
        order by customer_id, metric, day limit ${MAX_NAMED}
      ) as n), '[]') as named
    from range`;
}

import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { priceColumnsSql } from '../catalog/price-sql.ts';
import type { WhichSubscription } from '../usage/periods/customer-subscription-sql.ts';
import { runningSubscription } from '../usage/periods/running-subscription.ts';

interface Whose extends WhichSubscription {
  now: Date;
}

/**
 * The versions that concern a customer: of each plan the newest of the list and the newest of its own, and the one that
 * it is on. `currency` is that of the running subscription (with `orEnded`, else the last), else the customer's.
 */
function visibleVersions(whose: Whose): SQL {
  const { customerId, now } = whose;
  return sql`
    running as (select s.plan_version_id, s.currency from ${runningSubscription(whose)} as s),
    paid_in as (
      select coalesce((select currency from running), c.currency) as currency
      from customers c where c.id = ${customerId}::uuid
    ),
    newest as (
      select distinct on (v.plan_id, v.customer_id) v.id
      from plan_versions v
      where (v.customer_id is null or v.customer_id = ${customerId}::uuid)
        and v.effective_at <= ${instantSql(now)}
        and exists (
          select from plan_prices p
          where p.plan_version_id = v.id and p.currency = (select currency from paid_in)
        )
      order by v.plan_id, v.customer_id, v.version desc
    ),
    visible as (select id from newest union select plan_version_id from running)`;
}

export function selectVisiblePlans(whose: Whose): SQL {
  return sql`
    with ${visibleVersions(whose)}
    select v.id as version_id, v.plan_id, plan.name, v.version, v.customer_id is not null as is_custom,
      exists (select from running where plan_version_id = v.id) as is_current,
      paid_in.currency, c.amount_minor::text as commitment_minor
    from visible
    join plan_versions v on v.id = visible.id
    join plans plan on plan.id = v.plan_id
    cross join paid_in
    left join plan_commitments c on c.plan_version_id = v.id and c.currency = paid_in.currency
    order by plan.rank, v.customer_id nulls first, v.version`;
}

export function selectVisiblePrices(whose: Whose): SQL {
  return sql`
    with ${visibleVersions(whose)}
    select price.plan_version_id as version_id, ${priceColumnsSql()}
    from visible
    join plan_prices price on price.plan_version_id = visible.id
    where price.currency = (select currency from paid_in)`;
}

import { type SQL, sql } from 'drizzle-orm';
import { instantSql, monthlyPeriodSql } from '../../db/sql-time.ts';
import { nextSubscriptionSql } from '../adjustments/next-subscription-sql.ts';
import { REVISION } from '../adjustments/revision-sql.ts';
import { acceptedQuantitySql } from '../usage/report/metered-hours-sql.ts';
import { chargedFeeSql } from './charged-fee-sql.ts';

/**
 * Closed periods whose true-up is to be decided, with everything that decides it: the commitment and the prices of the
 * period's own invoice, the flat fee that was charged for the period on whichever invoice, and the usage that the meter
 * has taken of it. `whole` is the monthly period that it is all or a part of.
 */
export function selectDueCommitments({ now, limit }: { now: Date; limit: number }): SQL {
  const at = instantSql(now);
  const next = nextSubscriptionSql({
    customerId: sql`i.customer_id`,
    subscriptionId: sql`i.subscription_id`,
    currency: sql`i.currency`,
    at,
  });
  const base = chargedFeeSql({
    customerId: sql`i.customer_id`,
    subscriptionId: sql`i.subscription_id`,
    currency: sql`i.currency`,
    start: sql`i.period_start`,
    end: sql`i.period_end`,
    endedAt: sql`s.ended_at`,
  });
  const whole = monthlyPeriodSql({ anchor: sql`s.billing_anchor_at`, at: sql`i.period_start` });
  return sql`
    with due as (
      select * from commitment_checks
      where status = 'pending' and run_after <= ${at}
      order by run_after, invoice_id
      limit ${limit}
    )
    select k.invoice_id, k.customer_id, k.attempts, c.name as customer_name, i.subscription_id,
      i.status as invoice_status, i.currency, i.period_start, i.period_end,
      whole.period_start as whole_start, whole.period_end as whole_end,
      sold.metered, sold.versions,
      base.fee_minor::text as base_fee_minor, base.is_void as is_fee_void,
      next.id as next_subscription_id,
      exists (
        select from usage_outbox o
        where o.customer_id = i.customer_id and o.status = 'pending'
          and o.hour >= i.period_start and o.hour < i.period_end
      ) as is_unsent,
      (
        select ${REVISION} from period_adjustments a
        where a.customer_id = i.customer_id and a.subscription_id = i.subscription_id
          and a.period_start = i.period_start
      ) as revision
    from due k
    join invoices i on i.id = k.invoice_id
    join customers c on c.id = k.customer_id
    join subscriptions s on s.id = i.subscription_id
    cross join ${whole} as whole
    cross join lateral ${soldUsage()} as sold
    cross join ${base} as base
    left join ${next} as next on true
    order by k.run_after, k.invoice_id`;
}

/**
 * The metrics on the invoice, each with its price, the units that the meter has taken, and in how many parts it is rated;
 * and the plan versions of those prices, with what is agreed under each.
 */
function soldUsage(): SQL {
  return sql`(
    select json_agg(json_build_object('metric', line.component, 'price', line.stripe_price_id,
        'stretches', line.stretches, 'quantity', accepted.quantity::text) order by line.component) as metered,
      json_agg(distinct jsonb_build_object('id', version.id, 'plan_name', plan.name,
        'commitment_minor', agreed.amount_minor::text)) as versions
    from (
      select l.component, l.stripe_price_id, count(distinct l.period_end)::int as stretches
      from invoice_line_items l
      where l.invoice_id = i.id and l.component <> 'base' and not l.proration
      group by l.component, l.stripe_price_id
    ) as line
    join plan_prices price on price.stripe_price_id = line.stripe_price_id
    join plan_versions version on version.id = price.plan_version_id
    join plans plan on plan.id = version.plan_id
    left join plan_commitments agreed
      on agreed.plan_version_id = price.plan_version_id and agreed.currency = i.currency
    cross join ${acceptedQuantitySql({
      customerId: sql`i.customer_id`,
      metric: sql`line.component`,
      start: sql`i.period_start`,
      end: sql`i.period_end`,
    })} as accepted
  )`;
}

import { type SQL, sql } from 'drizzle-orm';
import { usageBeforeSql } from '../../usage/periods/usage-before-sql.ts';

/**
 * A LATERAL subquery: by what a period of a subscription is billed. `versions`: the plan versions whose prices its invoice
 * names; while it has none that of now, and those of what a change of plan left behind. `is_in_parts`: the plan was
 * changed within it, so that parts of it are rated each by itself.
 */
export function periodPricesSql(period: { subscriptionId: SQL; planVersionIdNow: SQL; start: SQL }): SQL {
  return sql`lateral (
    select coalesce(billed.versions, jsonb_build_array(${period.planVersionIdNow}) || running.versions) as versions,
      coalesce(billed.is_in_parts, running.versions <> '[]') as is_in_parts
    from (
      select coalesce(jsonb_agg(distinct line -> 'plan_version_id'), '[]') as versions
      from jsonb_array_elements(${usageBeforeSql({
        subscriptionId: period.subscriptionId,
        periodStart: period.start,
      })}) as line
    ) as running
    left join (
      select jsonb_agg(distinct price.plan_version_id) as versions,
        count(distinct price.plan_version_id) > 1
          or count(distinct (l.component, l.stripe_price_id, l.period_end)) > count(distinct l.component) as is_in_parts
      from invoices i
      join invoice_line_items l on l.invoice_id = i.id and l.component <> 'base' and not l.proration
      join plan_prices price on price.stripe_price_id = l.stripe_price_id
      where i.subscription_id = ${period.subscriptionId} and i.billing_reason = 'subscription_cycle'
        and i.status <> 'void' and i.period_start <= ${period.start} and ${period.start} < i.period_end
      having count(*) > 0
    ) as billed on true
  )`;
}

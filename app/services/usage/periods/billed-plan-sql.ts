import { type SQL, sql } from 'drizzle-orm';

/**
 * The plan version that a period `p` of a subscription ran on: the one whose prices its usage was billed at, of several
 * the one that it ended on; else the one whose flat fee was billed for it; while no invoice tells, and of the running
 * period, the subscription's own of now, `plan_version_now`. A draft tells as well: its prices are what was agreed.
 */
export const BILLED_PLAN: SQL = sql`(case when p.is_running then p.plan_version_now else coalesce((
  select price.plan_version_id
  from invoices i
  join invoice_line_items l on l.invoice_id = i.id and not l.proration and l.component is not null
  join plan_prices price on price.stripe_price_id = l.stripe_price_id
  where i.subscription_id = p.id and i.period_end >= p.period_start and i.period_end <= p.period_end
    and case l.component
      when 'base' then l.period_start >= p.period_start and l.period_start < p.period_end
      else i.period_end = p.period_end
    end
  order by l.component = 'base', l.period_end desc, l.period_start desc, i.created_at desc, l.position
  limit 1
), p.plan_version_now) end)`;

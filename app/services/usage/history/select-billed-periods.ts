import { type SQL, sql } from 'drizzle-orm';
import { METRICS } from '../../../domain/metric.ts';
import { quantityBetweenSql } from '../current/quantity-between-sql.ts';
import { recentPeriodsSql } from '../periods/recent-periods-sql.ts';
import { usageBeforeSql } from '../periods/usage-before-sql.ts';

/**
 * The last periods of `recentPeriodsSql`, the latest first, each with its units and with the invoice that
 * billed its usage, or its draft, which is not an invoice to anybody yet. What `billedPeriodRow` reads.
 */
export function selectBilledPeriods(input: { customerId: string; now: Date; months: number }): SQL {
  return sql`
    select p.id as subscription_id, p.is_running, p.period_start, p.period_end, p.whole_start, p.whole_end,
      p.currency, p.ended_at, plan.id as plan_id, plan.name as plan_name,
      ${perMetric(
        (metric) =>
          sql`${quantityBetweenSql({
            customerId: sql`p.customer_id`,
            metric: sql`${metric}::text`,
            start: sql`p.period_start`,
            end: sql`p.period_end`,
          })}`,
      )} as quantities,
      i.invoice, ${DRAFT} as draft,
      case when p.is_running then ${usageBeforeSql({ subscriptionId: sql`p.id`, periodStart: sql`p.period_start` })} end as usage_before
    from ${recentPeriodsSql(input)} as p
    join plan_versions v on v.id = p.plan_version_id
    join plans plan on plan.id = v.plan_id
    left join lateral (
      select json_build_object('id', i.id, 'number', i.number, 'status', i.status, 'currency', i.currency,
        'amount_minor', i.amount_minor::text, 'subtotal_minor', i.subtotal_minor::text, 'tax_minor', i.tax_minor::text,
        'added_tax_minor', ${ADDED_TAX_MINOR}, 'created_at', i.created_at,
        'lines', ${linesSql(sql`i.id`)}, 'billed', ${perMetric((metric) => billedSql(sql`i.id`, metric))}) as invoice
      from invoices i
      where i.subscription_id = p.id and i.billing_reason = 'subscription_cycle'
        and i.period_end = p.period_end and i.status <> 'draft'
      order by i.created_at desc
      limit 1
    ) as i on true
    order by p.ago`;
}

/** Of an invoice `i`: the taxes that are not within its lines, as text. */
const ADDED_TAX_MINOR: SQL = sql`(
  select coalesce(sum((tax ->> 'amountMinor')::bigint), 0)::text
  from jsonb_array_elements(i.taxes) as tax where not (tax -> 'inclusive')::boolean
)`;

/** Of a period `p` whose invoice is not issued: its draft, which Stripe issues unless it is held. */
const DRAFT: SQL = sql`(
  select json_build_object('state', case when draft.auto_advance then 'coming' else 'held' end,
    'lines', ${linesSql(sql`draft.id`)})
  from invoices draft
  where i.invoice is null and draft.subscription_id = p.id and draft.billing_reason = 'subscription_cycle'
    and draft.period_end = p.period_end and draft.status = 'draft'
  limit 1
)`;

function perMetric(value: (metric: string) => SQL): SQL {
  const pairs = METRICS.map((metric) => sql`${metric}::text, (${value(metric)})::text`);
  return sql`json_build_object(${sql.join(pairs, sql`, `)})`;
}

function linesSql(invoiceId: SQL): SQL {
  return sql`(
    select coalesce(json_agg(json_build_object('stripe_line_item_id', l.stripe_line_item_id,
      'description', l.description, 'component', l.component, 'stripe_price_id', l.stripe_price_id,
      'proration', l.proration, 'quantity', l.quantity::text, 'unit_amount_decimal', l.unit_amount_decimal::text,
      'amount_minor', l.amount_minor::text, 'period_end', l.period_end) order by l.position), '[]')
    from invoice_line_items l where l.invoice_id = ${invoiceId}
  )`;
}

/**
 * What its lines bill, which is more than we sent where somebody else has reported to the meter. A line of packages counts
 * these; where there is one, the units are what the meter had accepted when the invoice was sealed. Null where packages
 * were billed and nothing was sealed: how many units were in them is not known.
 */
function billedSql(invoiceId: SQL, metric: string): SQL {
  return sql`(
    select case
      when not bool_or(billed.is_by_package) then trunc(sum(billed.quantity))::bigint
      else coalesce(
        (
          select greatest(g.accepted_quantity, 0) from invoice_usage_digests g
          where g.invoice_id = ${invoiceId} and g.metric = ${metric}
        ),
        case when bool_or(billed.is_by_package and billed.quantity > 0) then null
          else coalesce(trunc(sum(billed.quantity))::bigint, 0) end
      )
    end
    from (
      select l.quantity, exists (
        select from plan_prices p where p.stripe_price_id = l.stripe_price_id and p.kind = 'package'
      ) as is_by_package
      from invoice_line_items l
      where l.invoice_id = ${invoiceId} and l.component = ${metric} and not l.proration
    ) as billed
  )`;
}

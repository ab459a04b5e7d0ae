import { type SQL, sql } from 'drizzle-orm';
import type { ObjectKind } from '../../../domain/reconciliation/classify-object.ts';

/**
 * Our objects of a kind as `object_id, stripe_id, customer_id, currency, charge_id, created_at, facts`: the same
 * fields, told the same way, as the readings of Stripe's lists. Instants as ISO, amounts in minor units.
 */
export function selectHere(kind: ObjectKind): SQL {
  switch (kind) {
    case 'customer':
      return sql`
        select c.id as object_id, c.stripe_customer_id as stripe_id, c.id as customer_id, c.currency,
          null::text as charge_id, c.created_at,
          jsonb_build_object('email', c.email, 'currency', c.currency, 'name', c.name) as facts
        from customers c
        where c.stripe_customer_id is not null and c.deleted_at is null`;
    case 'subscription':
      return sql`
        select s.id as object_id, s.stripe_subscription_id as stripe_id, s.customer_id, s.currency,
          null::text as charge_id, s.created_at,
          jsonb_build_object('status', s.status, 'currency', s.currency, 'anchor', ${iso(sql`s.billing_anchor_at`)},
            'period_start', ${iso(sql`s.current_period_start`)}, 'period_end', ${iso(sql`s.current_period_end`)},
            'cancel_at_period_end', s.cancel_at_period_end::text, 'cancel_at', ${iso(sql`s.cancel_at`)}, 'plan', s.plan_version_id::text,
            'prices', coalesce((
              select string_agg(i.stripe_price_id, ' ' order by i.stripe_price_id collate "C")
              from subscription_items i where i.subscription_id = s.id
            ), '')) as facts
        from subscriptions s`;
    case 'invoice':
      return sql`
        select i.id as object_id, i.stripe_invoice_id as stripe_id, i.customer_id, i.currency,
          null::text as charge_id, i.created_at,
          jsonb_build_object('status', i.status, 'currency', i.currency, 'number', i.number,
            'total', i.amount_minor::text, 'tax', i.tax_minor::text, 'paid', i.amount_paid_minor::text,
            'remaining', i.amount_remaining_minor::text, 'lines', coalesce((
              select sum(l.amount_minor) from invoice_line_items l where l.invoice_id = i.id
            ), 0)::text) as facts
        from invoices i`;
    case 'payment':
      return sql`
        select p.id as object_id, p.stripe_charge_id as stripe_id, p.customer_id, p.currency,
          p.stripe_charge_id as charge_id, p.created_at,
          jsonb_build_object('status', p.status, 'amount', p.amount_minor::text,
            'refunded', p.amount_refunded_minor::text, 'currency', p.currency) as facts
        from payments p`;
    case 'refund':
      return sql`
        select r.id as object_id, r.stripe_refund_id as stripe_id, r.customer_id, r.currency,
          p.stripe_charge_id as charge_id, r.created_at,
          jsonb_build_object('status', r.status, 'amount', r.amount_minor::text, 'currency', r.currency) as facts
        from refunds r join payments p on p.id = r.payment_id`;
  }
}

function iso(instant: SQL): SQL {
  return sql`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { ReviewFacts, ReviewLine } from '../../domain/invoice-review.ts';
import type { ServiceContext } from '../context.ts';
import { USAGE_SOURCE } from '../usage/sync/watermark.ts';

const units = z.string().transform(BigInt);

const lineRow = z.object({
  component: z.string().nullable(),
  stripe_price_id: z.string().nullable(),
  amount_minor: units,
  currency: z.string(),
  proration: z.boolean(),
  period_start: z.coerce.date(),
  period_end: z.coerce.date(),
});

const headRow = z.object({
  status: z.string(),
  billing_reason: z.string().nullable(),
  currency: z.string(),
  subtotal_minor: units,
  amount_minor: units,
  true_up_minor: units,
  tax_count: z.number(),
  period_end: z.coerce.date(),
  subscription_currency: z.string().nullable(),
  components: z.array(z.string()),
  synced_until: z.coerce.date().nullable(),
  unsent_hours: z.number(),
  previous: z.object({ currency: z.string(), amount_minor: units, tax_count: z.number() }).nullable(),
});

export interface ReviewedInvoice {
  status: string;
  facts: ReviewFacts;
}

/** Everything a review judges by, from our mirror; one trip. Null when the invoice is gone. */
export async function loadReviewFacts(
  ctx: ServiceContext,
  { invoiceId }: { invoiceId: string },
): Promise<ReviewedInvoice | null> {
  const [heads, lines, otherLines] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(selectHead(invoiceId)),
    db.execute(selectLines(sql`l.invoice_id = ${invoiceId}::uuid`)),
    db.execute(
      selectLines(sql`l.customer_id = (select customer_id from invoices where id = ${invoiceId}::uuid)
        and l.invoice_id <> ${invoiceId}::uuid
        and i.subscription_id = (select subscription_id from invoices where id = ${invoiceId}::uuid)
        and i.status <> 'void'
        and l.period_end > (select min(period_start) from invoice_line_items where invoice_id = ${invoiceId}::uuid)`),
    ),
  ]);
  if (heads.rows[0] === undefined) return null;
  const head = headRow.parse(heads.rows[0]);
  return {
    status: head.status,
    facts: {
      invoice: {
        billingReason: head.billing_reason,
        currency: head.currency,
        subtotalMinor: head.subtotal_minor,
        totalMinor: head.amount_minor,
        trueUpMinor: head.true_up_minor,
        taxCount: head.tax_count,
        lines: toLines(lines.rows),
        usageEnd: head.period_end,
      },
      previous: head.previous && {
        currency: head.previous.currency,
        totalMinor: head.previous.amount_minor,
        taxCount: head.previous.tax_count,
      },
      otherLines: toLines(otherLines.rows),
      components: head.components,
      subscriptionCurrency: head.subscription_currency ?? head.currency,
      syncedUntil: head.synced_until,
      unsentHours: head.unsent_hours,
    },
  };
}

/** After its end a subscription sells usage only: the flat fee is due in advance. */
function selectHead(invoiceId: string) {
  return sql`
    select i.status, i.billing_reason, i.currency, i.subtotal_minor::text, i.amount_minor::text,
      jsonb_array_length(i.taxes) as tax_count, i.period_end, s.currency as subscription_currency,
      coalesce((
        select json_agg(distinct item.component) from subscription_items item
        where item.subscription_id = s.id
          and (item.component <> 'base' or s.ended_at is null or s.ended_at > i.period_end)
      ), '[]') as components,
      (select finished_at from sync_watermarks where source = ${USAGE_SOURCE}) as synced_until,
      (
        select count(*)::int from usage_outbox o
        where o.customer_id = i.customer_id and o.status = 'pending' and o.hour >= i.period_start
          and o.hour < i.period_end
      ) as unsent_hours,
      (
        select coalesce(sum(l.amount_minor), 0)::text
        from invoice_line_items l join period_adjustments a on a.stripe_object_id = l.stripe_invoice_item_id
        where l.invoice_id = i.id and a.kind = 'minimum_true_up'
      ) as true_up_minor,
      (
        select json_build_object('currency', p.currency, 'amount_minor', p.amount_minor::text,
          'tax_count', jsonb_array_length(p.taxes))
        from invoices p
        where p.subscription_id = i.subscription_id and p.id <> i.id and p.created_at < i.created_at
          and p.status <> 'void' and p.billing_reason in ('subscription_cycle', 'subscription_create')
        order by p.created_at desc
        limit 1
      ) as previous
    from invoices i left join subscriptions s on s.id = i.subscription_id
    where i.id = ${invoiceId}::uuid`;
}

function selectLines(which: ReturnType<typeof sql>) {
  return sql`
    select l.component, l.stripe_price_id, l.amount_minor::text, l.currency, l.proration, l.period_start, l.period_end
    from invoice_line_items l join invoices i on i.id = l.invoice_id
    where ${which}
    order by l.position`;
}

function toLines(rows: readonly unknown[]): ReviewLine[] {
  return z
    .array(lineRow)
    .parse(rows)
    .map((row) => ({
      component: row.component,
      stripePriceId: row.stripe_price_id,
      amountMinor: row.amount_minor,
      currency: row.currency,
      proration: row.proration,
      period: { start: row.period_start, end: row.period_end },
    }));
}

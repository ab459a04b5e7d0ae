import { type SQL, sql } from 'drizzle-orm';
import type { QueryBuilder } from '../../db/client.ts';
import type { ListedObject } from '../../stripe/list-objects.ts';
import { STRIPE_EVENT } from '../events/stripe-event.ts';

interface Differing {
  type: 'invoice' | 'subscription';
  objects: readonly ListedObject[];
  now: Date;
  newId(): string;
}

/**
 * Queues a reading of each listed object of our customers that our mirror does not have as Stripe has it, unless one
 * is queued already. It goes the way of every event: lease, reading, dead letters.
 */
export function queueDiffering(db: QueryBuilder, { type, objects, now, newId }: Differing) {
  const rows = objects.map((object) => ({
    id: newId(),
    object_id: object.id,
    customer_id: object.stripeCustomerId,
    status: object.status,
    remaining: object.amountRemainingMinor,
    period_ends: object.periodEnds,
    cancel_at_period_end: object.cancelAtPeriodEnd,
    cancel_at: object.cancelAt,
  }));
  const at = now.toISOString();
  const subject = sql`${type}::text || ':' || o.object_id`;
  const key = sql`'sweep:' || ${subject} || ':' || ${at}::text`;
  return db.execute<{ id: string }>(sql`
    insert into events (id, kind, subject, dedupe_key, payload, status, run_after, created_at)
    select o.id, ${STRIPE_EVENT}, ${subject}, ${key},
           jsonb_build_object('stripeEventId', ${key}, 'type', ${`sweep.${type}_differs`}::text),
           'pending', ${at}::timestamptz, ${at}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as o
        (id uuid, object_id text, customer_id text, status text, remaining bigint, period_ends jsonb,
         cancel_at_period_end boolean, cancel_at timestamptz)
      join customers c on c.stripe_customer_id = o.customer_id
     where not exists (${isMirrored(type)})
       and not exists (select from events e where e.subject = ${subject} and e.status in ('pending', 'processing'))
    on conflict (dedupe_key) do nothing
    returning id`);
}

function isMirrored(type: Differing['type']): SQL {
  if (type === 'invoice') {
    return sql`select from invoices i
                where i.stripe_invoice_id = o.object_id and i.status = o.status
                  and i.amount_remaining_minor = o.remaining`;
  }
  return sql`select from subscriptions s
              where s.stripe_subscription_id = o.object_id and s.status = o.status
                and s.cancel_at_period_end = o.cancel_at_period_end and s.cancel_at is not distinct from o.cancel_at
                and exists (select from jsonb_array_elements_text(o.period_ends) ends
                             where ends::timestamptz = s.current_period_end)`;
}

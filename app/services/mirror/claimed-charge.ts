import { sql } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';

/**
 * Fails the whole batch, which `isOutdated` tells, when the charge's row has come to name an invoice: from then on only
 * the invoice's reading writes the payment and its refunds. Put it before what it protects: until the batch ends,
 * nobody claims the row.
 */
export function refuseClaimed(db: QueryBuilder, stripeChargeId: string) {
  const { payments } = schema;
  return db.execute(sql`
    with held as (
      select ${payments.id}, ${payments.invoiceId} from ${payments}
       where ${payments.stripeChargeId} = ${stripeChargeId} for update
    )
    select refuse_outdated_reading('payment ' || id) from held where invoice_id is not null`);
}

/**
 * Has the charge's row remember that it was read from that place on, also where nothing was to write: an invoice that was
 * read before knows less. After `refuseClaimed`.
 */
export function rememberCharge(
  db: QueryBuilder,
  { stripeChargeId, place }: { stripeChargeId: string; place: number },
) {
  const { payments } = schema;
  return db
    .update(payments)
    .set({ readFrom: place })
    .where(
      sql`${payments.stripeChargeId} = ${stripeChargeId} and coalesce(${payments.readFrom}, 0) < ${place}::bigint`,
    );
}

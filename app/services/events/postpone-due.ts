import { sql } from 'drizzle-orm';
import type { QueryBuilder } from '../../db/client.ts';
import { STRIPE_EVENT } from './stripe-event.ts';

/** Whoever asks Stripe next would be refused as well, so nobody asks before then. Counts against no event. */
export function postponeDue(db: QueryBuilder, { now, until }: { now: Date; until: Date }) {
  return db.execute(sql`
    update events set run_after = ${until.toISOString()}::timestamptz
     where kind = ${STRIPE_EVENT} and status = 'pending' and run_after <= ${now.toISOString()}::timestamptz`);
}

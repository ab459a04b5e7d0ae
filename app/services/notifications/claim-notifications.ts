import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { ServiceContext } from '../context.ts';

/** Longer than the sending of a claim can take; after it the rows may be claimed again. */
export const LEASE_MS = 5 * 60_000;

const claimedRow = z.object({
  id: z.guid(),
  customer_id: z.guid().nullable(),
  channel: z.enum(['email', 'slack']),
  kind: z.string(),
  recipient: z.string().nullable(),
  payload: z.unknown(),
  attempts: z.number(),
});

export type ClaimedNotification = z.output<typeof claimedRow>;

/** Takes due messages for this sender alone, the oldest first. */
export async function claimNotifications(
  ctx: ServiceContext,
  limit: number,
): Promise<readonly ClaimedNotification[]> {
  const now = sql`${ctx.now.toISOString()}::timestamptz`;
  const until = sql`${new Date(ctx.now.getTime() + LEASE_MS).toISOString()}::timestamptz`;
  const [claimed] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      with due as (
        select id from notifications
        where status = 'pending' and run_after <= ${now} and (lease_until is null or lease_until <= ${now})
        order by run_after, id
        limit ${limit}
        for update skip locked
      )
      update notifications n set lease_until = ${until}, attempts = n.attempts + 1
      from due where n.id = due.id
      returning n.id, n.customer_id, n.channel, n.kind, n.recipient, n.payload, n.attempts`),
  ]);
  return z.array(claimedRow).parse(claimed.rows);
}

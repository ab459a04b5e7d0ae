import { sql } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { attemptKey } from '../../domain/dunning.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import type { Lease } from '../mirror/lease.ts';
import type { DueCase } from './due-case.ts';

export interface Attempt {
  id: string;
  number: number;
  idempotencyKey: string;
}

/**
 * Writes down that this case is about to be charged, before it is. Null when the case is not open and due any more, or
 * somebody else has it. The try of a killed run is taken up under its own number and key.
 */
export async function startAttempt(
  ctx: ServiceContext,
  { due, lease }: { due: DueCase; lease: Lease },
): Promise<Attempt | null> {
  const number = due.attemptsMade + 1;
  const idempotencyKey = attemptKey(due.stripeInvoiceId, number);
  if (due.started !== null) return { id: due.started.id, number, idempotencyKey };
  const id = ctx.newId();
  const at = ctx.now.toISOString();
  const insert = sql`
    insert into ${schema.dunningAttempts}
      (id, case_id, customer_id, attempt_number, idempotency_key, status, scheduled_for, started_at)
    select ${id}::uuid, c.id, c.customer_id, ${number}::integer, ${idempotencyKey}, 'started', c.next_attempt_at,
           ${at}::timestamptz
      from ${schema.dunningCases} c
     where c.id = ${due.id} and c.status = 'open' and c.attempts_made = ${due.attemptsMade}
       and c.next_attempt_at <= ${at}::timestamptz
       and exists (select from object_leases l where l.subject = ${lease.subject} and l.lease_token = ${lease.token}::uuid)
    on conflict do nothing
    returning id`;
  const [written] = await ctx.db.batch({ kind: 'system' }, (db) => [
    audited(
      db,
      insert,
      auditRow(ctx, {
        action: 'dunning.attempt_started',
        objectType: 'dunning_case',
        objectId: due.id,
        customerId: due.customerId,
        after: { attemptNumber: number, idempotencyKey },
      }),
    ),
  ]);
  return written.rows.length > 0 ? { id, number, idempotencyKey } : null;
}

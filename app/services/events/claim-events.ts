import { sql } from 'drizzle-orm';
import type { ServiceContext } from '../context.ts';
import { LEASE_MS, type Lease, releasedOnError } from '../mirror/lease.ts';
import { STRIPE_EVENT, type StripeEventPayload } from './stripe-event.ts';

export interface ClaimedEvent {
  id: string;
  attempts: number;
  payload: StripeEventPayload;
}

type ClaimedRow = { id: string; subject: string; attempts: number; payload: StripeEventPayload };

/** Due events of one object, and the lease on it. */
export interface ClaimedGroup {
  lease: Lease;
  events: ClaimedEvent[];
}

export interface ClaimLimits {
  subjects: number;
  events: number;
  /** Left alone: what this run has put back already. */
  except: readonly string[];
}

/**
 * Takes due events and their objects' leases in one statement. Objects that somebody else is reading are left alone.
 * An event whose processor died comes back when its lease ends, and that counts as a failed attempt.
 */
export async function claimEvents(ctx: ServiceContext, limits: ClaimLimits): Promise<ClaimedGroup[]> {
  const token = ctx.newId();
  const now = sql`${ctx.now.toISOString()}::timestamptz`;
  const until = sql`${new Date(ctx.now.getTime() + LEASE_MS).toISOString()}::timestamptz`;
  const [claimed] = await releasedOnError(ctx, token, () =>
    ctx.db.batch({ kind: 'system' }, (db) => [
      db.execute<ClaimedRow>(sql`
      with due as (
        select e.id, e.subject, e.run_after
          from events e
         where e.kind = ${STRIPE_EVENT}
           and (e.status = 'pending' and e.run_after <= ${now} or e.status = 'processing' and e.lease_until <= ${now})
           and e.subject not in (select jsonb_array_elements_text(${JSON.stringify(limits.except)}::jsonb))
           and not exists (select from object_leases l where l.subject = e.subject and l.lease_until > ${now})
         order by e.run_after, e.created_at
         limit ${limits.events}
         for update of e skip locked
      ),
      chosen as (
        select subject from due group by subject order by min(run_after) limit ${limits.subjects}
      ),
      leased as (
        insert into object_leases (subject, lease_token, lease_until)
        select subject, ${token}::uuid, ${until} from chosen order by subject
        on conflict (subject) do update
          set lease_token = excluded.lease_token, lease_until = excluded.lease_until
          where object_leases.lease_until is null or object_leases.lease_until <= ${now}
        returning subject
      )
      update events e
         set status = 'processing', lease_token = ${token}::uuid, lease_until = ${until},
             attempts = e.attempts + (e.status = 'processing')::int
        from due join leased on leased.subject = due.subject
       where e.id = due.id
      returning e.id, e.subject, e.attempts, e.payload`),
    ]),
  );
  const groups = new Map<string, ClaimedGroup>();
  for (const { subject, ...event } of claimed.rows) {
    const group = groups.get(subject) ?? { lease: { subject, token }, events: [] };
    group.events.push(event);
    groups.set(subject, group);
  }
  return [...groups.values()];
}

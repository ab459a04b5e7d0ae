import { sql } from 'drizzle-orm';
import type { ServiceContext } from '../context.ts';
import { abandonLeases, LEASE_MS, type Lease, releasedOnError } from '../mirror/lease.ts';
import { appended } from './history.ts';
import { STRIPE_EVENT, type StripeEventPayload } from './stripe-event.ts';

export interface ClaimedEvent {
  id: string;
  attempts: number;
  deferrals: number;
  takeovers: number;
  /** In the queue; what was read from a later one on knows of the event. */
  place: number;
  payload: StripeEventPayload;
}

/** `id` is null for a lease whose events somebody else had finished just before. */
type ClaimedRow = { subject: string; lease_place: string; read_from: string | null } & (
  | { id: null }
  | (Omit<ClaimedEvent, 'place'> & { place: string })
);

/** Due events of one object, and the lease on it. */
export interface ClaimedGroup {
  lease: Lease;
  /** Where the object's last remembered reading began. */
  readFrom: number | null;
  events: ClaimedEvent[];
}

export interface ClaimLimits {
  subjects: number;
  /** Left alone: what this run has put back already. */
  except: readonly string[];
}

/** How many due events are looked at to find the objects that have waited longest. */
const EVENTS_LOOKED_AT = 2_000;
/** From so many on, an event is claimed alone, lest it take others with it once more. */
const SUSPECT_TAKEOVERS = 2;

/**
 * Takes objects' leases, and all due events of those objects with them, in one statement. Objects that somebody else
 * is reading are left alone. An event whose processor was not heard of again comes back when its lease ends: that
 * counts as a takeover, not as a failure, because whoever was slow may just have waited for Stripe.
 */
export async function claimEvents(ctx: ServiceContext, limits: ClaimLimits): Promise<ClaimedGroup[]> {
  const token = ctx.newId();
  const now = sql`${ctx.now.toISOString()}::timestamptz`;
  const until = sql`${new Date(ctx.now.getTime() + LEASE_MS).toISOString()}::timestamptz`;
  const isDue = sql`e.kind = ${STRIPE_EVENT}
    and (e.status = 'pending' and e.run_after <= ${now} or e.status = 'processing' and e.lease_until <= ${now})`;
  const takenOver = sql`jsonb_build_object('at', ${ctx.now.toISOString()}::text, 'what', 'taken_over')`;
  const [claimed] = await releasedOnError(ctx, token, () =>
    ctx.db.batch({ kind: 'system' }, (db) => [
      db.execute<ClaimedRow>(sql`
      with due as materialized (
        select e.subject, e.run_after, e.takeovers
          from events e
         where ${isDue}
           and e.subject not in (select jsonb_array_elements_text(${JSON.stringify(limits.except)}::jsonb))
           and not exists (select from object_leases l where l.subject = e.subject and l.lease_until > ${now})
         order by e.run_after, e.created_at
         limit ${EVENTS_LOOKED_AT}
      ),
      subjects as (
        select subject, min(run_after) as since, bool_or(takeovers >= ${SUSPECT_TAKEOVERS}) as suspect
          from due group by subject
      ),
      chosen as (
        select subject from subjects
         where suspect = (select bool_and(suspect) from subjects)
         order by since, subject
         limit (select case when bool_and(suspect) then 1 else ${limits.subjects}::int end from subjects)
      ),
      leased as (
        insert into object_leases (subject, lease_token, lease_until)
        select subject, ${token}::uuid, ${until} from chosen order by subject
        on conflict (subject) do update
          set lease_token = excluded.lease_token, lease_until = excluded.lease_until
          where object_leases.lease_until is null or object_leases.lease_until <= ${now}
        returning subject, read_from, nextval('queue_places') as lease_place
      ),
      taken as (
        update events e
           set status = 'processing', lease_token = ${token}::uuid, lease_until = ${until},
               takeovers = e.takeovers + (e.status = 'processing')::int,
               history = case when e.status = 'processing' then ${appended(sql`e.history`, takenOver)} else e.history end
          from leased
         where e.subject = leased.subject and ${isDue}
        returning e.id, e.subject, e.attempts, e.deferrals, e.takeovers, e.place, e.payload
      )
      select leased.*, taken.id, taken.attempts, taken.deferrals, taken.takeovers, taken.place, taken.payload
        from leased left join taken on taken.subject = leased.subject`),
    ]),
  );
  return giveBackEmpty(ctx, toGroups(claimed.rows, token));
}

function toGroups(rows: readonly ClaimedRow[], token: string): ClaimedGroup[] {
  const groups = new Map<string, ClaimedGroup>();
  for (const row of rows) {
    const { subject } = row;
    const group = groups.get(subject) ?? {
      lease: { subject, token, place: Number(row.lease_place) },
      readFrom: row.read_from === null ? null : Number(row.read_from),
      events: [],
    };
    groups.set(subject, group);
    if (row.id === null) continue;
    const { id, attempts, deferrals, takeovers, payload } = row;
    group.events.push({ id, attempts, deferrals, takeovers, payload, place: Number(row.place) });
  }
  return [...groups.values()];
}

async function giveBackEmpty(ctx: ServiceContext, groups: ClaimedGroup[]): Promise<ClaimedGroup[]> {
  const empty = groups.filter(({ events }) => events.length === 0);
  if (empty.length > 0) {
    await ctx.db.batch({ kind: 'system' }, (db) => [
      abandonLeases(
        db,
        empty.map(({ lease }) => lease),
      ),
    ]);
  }
  return groups.filter(({ events }) => events.length > 0);
}

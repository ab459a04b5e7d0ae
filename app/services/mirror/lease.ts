import { sql } from 'drizzle-orm';
import type { QueryBuilder } from '../../db/client.ts';
import type { ServiceContext } from '../context.ts';

/** Longer than any reading of one object from Stripe takes, retries included. */
export const LEASE_MS = 2 * 60_000;

/** The right to write one object, until somebody takes it over. */
export interface Lease {
  readonly subject: string;
  readonly token: string;
  /** Drawn from `queue_places` with it: whatever is read under the lease is read after this. */
  readonly place: number;
}

/** `yield` leaves a live lease alone; `takeOver` ends it, and what its holder has read will not be written. */
export type LeaseManner = 'yield' | 'takeOver';

export async function takeLease(
  ctx: ServiceContext,
  subject: string,
  manner: LeaseManner,
): Promise<Lease | null> {
  const token = ctx.newId();
  const until = new Date(ctx.now.getTime() + LEASE_MS).toISOString();
  const isFree =
    manner === 'takeOver'
      ? sql`true`
      : sql`object_leases.lease_until is null or object_leases.lease_until <= ${ctx.now.toISOString()}::timestamptz`;
  const [taken] = await releasedOnError(ctx, token, () =>
    ctx.db.batch({ kind: 'system' }, (db) => [
      db.execute(sql`
      insert into object_leases (subject, lease_token, lease_until)
      values (${subject}, ${token}::uuid, ${until}::timestamptz)
      on conflict (subject) do update
        set lease_token = excluded.lease_token, lease_until = excluded.lease_until
        where ${isFree}
      returning nextval('queue_places') as place`),
    ]),
  );
  const [row] = taken.rows;
  return row === undefined ? null : { subject, token, place: Number(row.place) };
}

/**
 * Ends the lease, or fails the whole batch when it has been taken over: put it first, before what it protects.
 * `readFrom` has it remembered that the object was read from that place on.
 */
export function releaseLease(
  db: QueryBuilder,
  lease: Pick<Lease, 'subject' | 'token'>,
  { now, readFrom = null }: { now: Date; readFrom?: number | null },
) {
  return db.execute(sql`
    select release_object_lease(${lease.subject}, ${lease.token}::uuid, ${now.toISOString()}::timestamptz,
                                ${readFrom}::bigint)`);
}

/** Gives a lease up without having written anything; nothing happens when it is no longer ours. */
export function abandonLeases(db: QueryBuilder, leases: readonly Lease[]) {
  const tokens = sql.join(
    leases.map(({ token }) => sql`${token}::uuid`),
    sql`, `,
  );
  const subjects = sql.join(
    leases.map(({ subject }) => sql`${subject}`),
    sql`, `,
  );
  return db.execute(sql`
    update object_leases set lease_token = null, lease_until = null
     where subject in (${subjects}) and lease_token in (${tokens})`);
}

/**
 * An answer may be lost after the statement was done: then a lease would stand that nobody knows of, and the object
 * would be left alone until it ends. So whatever was taken under the token is given back before the error goes on.
 */
export async function releasedOnError<T>(
  ctx: ServiceContext,
  token: string,
  take: () => Promise<T>,
): Promise<T> {
  try {
    return await take();
  } catch (error) {
    await ctx.db
      .batch({ kind: 'system' }, (db) => [
        db.execute(sql`
          update object_leases set lease_token = null, lease_until = null where lease_token = ${token}::uuid`),
        db.execute(sql`
          update events set status = 'pending', lease_token = null, lease_until = null
           where lease_token = ${token}::uuid and status = 'processing'`),
      ])
      .catch((unreachable: unknown) => {
        throw new AggregateError([error, unreachable], 'a lease may stand that nobody holds', {
          cause: error,
        });
      });
    throw error;
  }
}

const LEASE_LOST = 'BL001';
const OUTDATED = 'BL002';

/** Whether a batch failed because its lease was taken over: somebody newer is at it, and nothing was written. */
export function isLeaseLost(error: unknown): boolean {
  return hasCode(error, LEASE_LOST);
}

/** Thrown while planning, where it shows before the batch does: what was to be written is another lease's to write. */
export class OutdatedReading extends Error {
  readonly code = OUTDATED;
}

/**
 * Whether a reading was refused because what it was to write has been written under another lease since: nothing was
 * written, and the object is to be read again. The lease is still held.
 */
export function isOutdated(error: unknown): boolean {
  return hasCode(error, OUTDATED);
}

function hasCode(error: unknown, code: string): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && current.code === code) return true;
  }
  return false;
}

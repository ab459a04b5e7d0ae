import { sql } from 'drizzle-orm';
import type { ServiceContext } from '../context.ts';
import type { Claim } from './idempotent-request.ts';

/** Forgets a request that was refused or failed, so that it may be sent again at once. An answer that stands stays. */
export async function releaseKey(ctx: ServiceContext, claim: Claim): Promise<void> {
  await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      delete from billing_idempotency
      where scope = ${claim.scope} and key = ${claim.key} and lease_token = ${claim.leaseToken}::uuid
        and state = 'working'`),
  ]);
}

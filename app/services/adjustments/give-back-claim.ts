import { sql } from 'drizzle-orm';
import type { ServiceContext } from '../context.ts';
import type { ClaimedAdjustment } from './claim-adjustments.ts';

/**
 * After a failure: what the run had claimed and has not settled is due again at once, not when its lease ends. Each claim
 * counts a try, so what another run has claimed since stays with that one.
 */
export async function giveBackClaim(
  ctx: Pick<ServiceContext, 'db'>,
  { claimed, error }: { claimed: readonly ClaimedAdjustment[]; error: unknown },
): Promise<void> {
  const rows = claimed.map(({ adjustmentId, attempts }) => ({ id: adjustmentId, attempts }));
  await ctx.db
    .batch({ kind: 'system' }, (db) => [
      db.execute(sql`
        update period_adjustments a set lease_until = null
        from json_to_recordset(${JSON.stringify(rows)}::json) as c (id uuid, attempts int)
        where a.id = c.id and a.attempts = c.attempts and a.status = 'planned'`),
    ])
    .catch((unreachable: unknown) => {
      throw new AggregateError([error, unreachable], 'adjustments stay claimed until their lease ends', {
        cause: error,
      });
    });
}

import type { ServiceContext } from '../context.ts';
import { claimAdjustments, type ReadClaim, readClaim } from './claim-adjustments.ts';
import { giveBackLostClaim } from './give-back-claim.ts';

/** Claims what is due; when it fails on the way, nothing stays claimed that nobody knows of. */
export async function claimDue(
  ctx: ServiceContext,
  { limit, ids }: { limit: number; ids: readonly string[] | null },
): Promise<readonly ReadClaim[]> {
  const { now } = ctx;
  try {
    const [claimed] = await ctx.db.batch({ kind: 'system' }, (db) => [
      db.execute(claimAdjustments({ now, limit, ids })),
    ]);
    return claimed.rows.map(readClaim);
  } catch (error) {
    await giveBackLostClaim(ctx, { now, error });
    throw error;
  }
}

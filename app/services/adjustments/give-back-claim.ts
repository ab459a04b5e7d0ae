import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import type { ServiceContext } from '../context.ts';
import { type AdjustmentClaim, type ClaimedIdentity, leaseEnd } from './claim-adjustments.ts';

/**
 * After a failure: what the run had claimed and has not settled is due again at once, not when its lease ends; of what it
 * had not begun no try is counted. Each claim counts one, so what another run has claimed since stays with that one.
 */
export function giveBackClaim(
  ctx: Pick<ServiceContext, 'db'>,
  { claimed, begun, error }: { claimed: readonly ClaimedIdentity[]; begun: number; error: unknown },
): Promise<void> {
  return giveBack(ctx, { error, statement: giveBackSql({ claimed, begun }) });
}

/** What was claimed is due again at once; of all after the first so many, which were begun, no try is counted. */
export function giveBackSql({ claimed, begun }: { claimed: readonly ClaimedIdentity[]; begun: number }): SQL {
  const rows = claimed.map(({ adjustmentId, attempts }, index) => ({
    id: adjustmentId,
    attempts,
    uncounted: index < begun ? 0 : 1,
  }));
  return sql`
    update period_adjustments a set lease_until = null, attempts = a.attempts - c.uncounted
    from json_to_recordset(${JSON.stringify(rows)}::json) as c (id uuid, attempts int, uncounted int)
    where a.id = c.id and a.attempts = c.attempts and a.status = 'planned'`;
}

/**
 * After a claim whose answer was lost: what it took, told by the end of its lease. A claim of the same millisecond ends
 * with it, which makes nothing twice; but its tries may have begun, so all of them stay counted.
 */
export function giveBackLostClaim(
  ctx: Pick<ServiceContext, 'db'>,
  { now, error }: Pick<AdjustmentClaim, 'now'> & { error: unknown },
): Promise<void> {
  return giveBack(ctx, {
    error,
    statement: sql`
      update period_adjustments set lease_until = null
      where status = 'planned' and lease_until = ${instantSql(leaseEnd(now))}`,
  });
}

async function giveBack(
  ctx: Pick<ServiceContext, 'db'>,
  { statement, error }: { statement: SQL; error: unknown },
): Promise<void> {
  await ctx.db
    .batch({ kind: 'system' }, (db) => [db.execute(statement)])
    .catch((unreachable: unknown) => {
      throw new AggregateError([error, unreachable], 'adjustments stay claimed until their lease ends', {
        cause: error,
      });
    });
}

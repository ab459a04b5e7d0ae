import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import type { ServiceContext } from '../context.ts';
import { type AdjustmentClaim, type ClaimedIdentity, leaseEnd } from './claim-adjustments.ts';

/**
 * After a failure: what the run had claimed and has not settled is due again at once, not when its lease ends; of what it
 * had not begun no try is counted.
 */
export function giveBackClaim(
  ctx: Pick<ServiceContext, 'db'>,
  { error, ...given }: GivenBack & { error: unknown },
): Promise<void> {
  return giveBack(ctx, { error, statement: giveBackSql(given) });
}

interface GivenBack {
  /** When they were claimed. */
  now: Date;
  claimed: readonly ClaimedIdentity[];
  /** Of all after the first so many no try is counted. */
  begun: number;
}

/**
 * What was claimed is due again at once. The tries alone tell no claim, as some are not counted: with the end of its lease
 * they do, so what another run has claimed since stays with that one.
 */
export function giveBackSql({ now, claimed, begun }: GivenBack): SQL {
  const rows = claimed.map(({ adjustmentId, attempts }, index) => ({
    id: adjustmentId,
    attempts,
    uncounted: index < begun ? 0 : 1,
  }));
  return sql`
    update period_adjustments a set lease_until = null, attempts = a.attempts - c.uncounted
    from json_to_recordset(${JSON.stringify(rows)}::json) as c (id uuid, attempts int, uncounted int)
    where a.id = c.id and a.attempts = c.attempts and a.lease_until = ${instantSql(leaseEnd(now))}
      and a.status = 'planned'`;
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

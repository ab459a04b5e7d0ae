import { z } from 'zod';
import type { ServiceContext } from '../../context.ts';
import { lockSealing, sealNextRows } from './seal-statements.ts';

const ROWS_PER_SEALING = 5_000;
/** A million rows; the next run goes on. */
const MAX_SEALINGS = 200;

const sealRow = z.object({
  sealed: z.number(),
  position: z.string(),
  chain_hash: z.string(),
  more: z.boolean(),
});

export interface SealedAudit {
  sealed: number;
  /** The end of the chain: what a copy kept elsewhere is compared with. Null when there was nothing to do. */
  head: { position: string; hash: string } | null;
}

/**
 * Takes what is settled of the audit trail into the hash chain, in the order of its ids. No writer waits: a row is taken
 * once every transaction is over that could still write one at or below its id, so one that is held open holds back the
 * rows after it and nothing else. Two at once take turns; being killed in between loses nothing.
 */
export async function sealAudit(
  ctx: ServiceContext,
  { rowsPerSealing = ROWS_PER_SEALING }: { rowsPerSealing?: number } = {},
): Promise<SealedAudit> {
  const total: SealedAudit = { sealed: 0, head: null };
  for (let round = 0; round < MAX_SEALINGS; round += 1) {
    const [, result] = await ctx.db.batch({ kind: 'system' }, (db) => [
      db.execute(lockSealing()),
      db.execute(sealNextRows({ now: ctx.now, limit: rowsPerSealing })),
    ]);
    if (result.rows[0] === undefined) break;
    const { sealed, position, chain_hash, more } = sealRow.parse(result.rows[0]);
    total.sealed += sealed;
    total.head = { position, hash: chain_hash };
    if (!more) break;
  }
  return total;
}

import { type SealedAudit, sealAudit } from '../../app/services/audit/chain/seal-audit.ts';
import type { ServiceContext } from '../../app/services/context.ts';
import { ownerSql } from './workers.ts';

/** Seals until all is sealed: a transaction of another test's database, in the same cluster, holds it back for a moment. */
export async function sealAll(
  ctx: ServiceContext,
  options?: Parameters<typeof sealAudit>[1],
): Promise<SealedAudit> {
  const total: SealedAudit = { sealed: 0, head: null };
  for (;;) {
    const { sealed, head } = await sealAudit(ctx, options);
    total.sealed += sealed;
    total.head = head ?? total.head;
    const [row] = await ownerSql(
      'SELECT FROM billing_audit WHERE id > (SELECT coalesce(max(audit_id), 0) FROM billing_audit_chain)',
    );
    if (row === undefined) return total;
  }
}

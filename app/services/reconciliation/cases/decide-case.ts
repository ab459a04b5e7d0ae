import { sql } from 'drizzle-orm';
import { instantSql } from '../../../db/sql-time.ts';
import { signatureOf } from '../../../domain/actor.ts';
import { BillingError } from '../../../domain/errors.ts';
import { requireAdmin } from '../../admin/require-admin.ts';
import { audited } from '../../audit/audited.ts';
import { auditRow } from '../../audit/record.ts';
import { type Confirmation, requireConfirmed } from '../../confirmation.ts';
import type { ServiceContext } from '../../context.ts';
import { goneWords, type ReconciliationCase } from './case-row.ts';
import { getCase } from './get-case.ts';

/** What is typed to close a case that no program can mend, and to decline a proposed credit. */
export const DECIDE_KEYWORD = 'decided';
export const DECLINE_KEYWORD = 'decline';

export interface DecideCaseInput extends Confirmation {
  id: string;
}

/**
 * Writes down, once, what a person decided that moves no money: a proposed credit is declined, and of any other case it
 * says what was done. The difference is not told again while it stays as it is. The same person may say the same again
 * and changes nothing. Throws `forbidden`, `not_found`, `conflict` when it was decided otherwise or its difference is
 * gone, and `invalid_value` naming the field.
 */
export async function decideCase(
  ctx: ServiceContext,
  { id, ...confirmation }: DecideCaseInput,
): Promise<void> {
  const { actor } = ctx;
  requireAdmin(actor);
  const by = signatureOf(actor);
  const found = await getCase(ctx, id);
  const isProposal = found.type === 'propose_credit';
  const decision = requireConfirmed(confirmation, isProposal ? DECLINE_KEYWORD : DECIDE_KEYWORD);
  const outcome = isProposal ? 'declined' : 'written_down';
  const [decided] = await ctx.db.batch({ kind: 'system' }, (db) => [
    audited(
      db,
      sql`update reconciliation_cases
          set status = 'closed', decided_at = ${instantSql(ctx.now)}, decided_by = ${by}, decision = ${decision},
            outcome = ${outcome}
          where id = ${id}::uuid and status = 'open' returning id`,
      auditRow(ctx, {
        action: isProposal ? 'reconciliation.credit_declined' : 'reconciliation.case_decided',
        objectType: 'reconciliation_case',
        objectId: id,
        customerId: found.customer_id,
        before: { status: 'open', ...proposalOf(found) },
        after: { status: 'closed', outcome, decision },
      }),
    ),
  ]);
  if (decided.rows.length > 0) return;
  const now = await getCase(ctx, id);
  if (now.outcome === outcome && now.decided_by === by && now.decision === decision) return;
  throw new BillingError(
    'conflict',
    now.status === 'gone' ? goneWords(now) : 'Somebody has decided this already.',
  );
}

function proposalOf({ difference_key: difference, currency, amount_minor: amountMinor }: ReconciliationCase) {
  return { difference, ...(amountMinor !== null && { currency, amountMinor }) };
}

import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../db/sql-time.ts';
import { BillingError } from '../../domain/errors.ts';
import { requireAdmin } from '../admin/require-admin.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import { type Confirmation, requireConfirmed } from '../confirmation.ts';
import type { ServiceContext } from '../context.ts';

export const DECIDE_KEYWORD = 'decided';

export interface DecideCaseInput extends Confirmation {
  id: string;
}

/**
 * Writes down what a person decided on a case, once. It moves no money: a credit is given in Stripe. The difference is
 * not told again while it stays as it is. Throws `not_found`, `conflict` when it was decided already or its difference is
 * gone, and `invalid_value` naming the field.
 */
export async function decideCase(
  ctx: ServiceContext,
  { id, ...confirmation }: DecideCaseInput,
): Promise<void> {
  const { actor } = ctx;
  requireAdmin(actor);
  const by = actor.kind === 'system' ? actor.name : actor.id;
  const decision = requireConfirmed(confirmation, DECIDE_KEYWORD);
  if (!z.guid().safeParse(id).success) throw new BillingError('not_found', 'There is no such case.');
  const [decided, known] = await ctx.db.batch({ kind: 'system' }, (db) => [
    audited(
      db,
      sql`update reconciliation_cases
          set status = 'closed', decided_at = ${instantSql(ctx.now)}, decided_by = ${by}, decision = ${decision}
          where id = ${id}::uuid and status = 'open' returning id`,
      auditRow(ctx, {
        action: 'reconciliation.case_decided',
        objectType: 'reconciliation_case',
        objectId: id,
        before: { status: 'open' },
        after: { status: 'closed', decision },
      }),
    ),
    db.execute<{ status: string }>(sql`select status from reconciliation_cases where id = ${id}::uuid`),
  ]);
  if (decided.rows.length > 0) return;
  const [found] = known.rows;
  if (found === undefined) throw new BillingError('not_found', 'There is no such case.');
  throw new BillingError(
    'conflict',
    found.status === 'gone'
      ? 'The difference is gone, so there is nothing left to decide.'
      : 'Somebody has decided this already.',
  );
}

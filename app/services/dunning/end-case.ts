import { and, eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { type Lease, releaseLease } from '../mirror/lease.ts';
import type { DueCase } from './due-case.ts';

interface Ending {
  due: DueCase;
  lease: Lease;
  ending: { status: 'recovered' | 'stopped'; reason: string };
}

/** The debt has gone by other means than this ladder: nothing more is tried, and a try that was begun is closed. */
export async function endCase(ctx: ServiceContext, { due, lease, ending }: Ending): Promise<void> {
  const { dunningCases, dunningAttempts } = schema;
  const { status, reason } = ending;
  await ctx.db.batch({ kind: 'system' }, (db) => [
    releaseLease(db, lease, { now: ctx.now }),
    db
      .update(dunningAttempts)
      .set({
        status: status === 'recovered' ? 'succeeded' : 'skipped',
        message: reason,
        finishedAt: ctx.now,
      })
      .where(and(eq(dunningAttempts.caseId, due.id), eq(dunningAttempts.status, 'started'))),
    audited(
      db,
      db
        .update(dunningCases)
        .set({ status, closedReason: reason, closedAt: ctx.now, nextAttemptAt: null, updatedAt: ctx.now })
        .where(and(eq(dunningCases.id, due.id), eq(dunningCases.status, 'open')))
        .returning({ id: dunningCases.id }),
      auditRow(ctx, {
        action: `dunning.${status}`,
        objectType: 'dunning_case',
        objectId: due.id,
        customerId: due.customerId,
        before: { status: 'open' },
        after: { status, closedReason: reason },
      }),
    ),
  ]);
}

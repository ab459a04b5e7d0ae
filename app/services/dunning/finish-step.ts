import { and, eq, inArray } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { attemptKey, nextAttemptAt } from '../../domain/dunning.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { type Lease, releaseLease } from '../mirror/lease.ts';
import type { DueCase } from './due-case.ts';

/** How one step of the ladder ended. */
export interface StepResult {
  status: 'succeeded' | 'declined' | 'skipped';
  declineCode: string | null;
  adviceCode: string | null;
  message: string | null;
}

interface Step {
  due: DueCase;
  lease: Lease;
  result: StepResult;
}

/**
 * Closes the try and moves its case on: recovered, the next step, or the end of the ladder. Returns what came of the
 * case; null when the step was not ours to finish any more, because another run or the invoice's payment had ended it.
 */
export async function finishStep(
  ctx: ServiceContext,
  { due, lease, result }: Step,
): Promise<'recovered' | 'open' | 'exhausted' | null> {
  const { dunningCases, dunningAttempts } = schema;
  const number = due.attemptsMade + 1;
  const columns = caseColumns(ctx, due, result);
  const finished = { ...result, finishedAt: ctx.now };
  const [, , moved] = await ctx.db.batch({ kind: 'system' }, (db) => [
    releaseLease(db, lease, { now: ctx.now }),
    db
      .insert(dunningAttempts)
      .values({
        id: ctx.newId(),
        caseId: due.id,
        customerId: due.customerId,
        attemptNumber: number,
        idempotencyKey: attemptKey(due.stripeInvoiceId, number),
        scheduledFor: due.scheduledFor,
        startedAt: ctx.now,
        ...finished,
      })
      .onConflictDoUpdate({
        target: [dunningAttempts.caseId, dunningAttempts.attemptNumber],
        set: finished,
        setWhere: eq(dunningAttempts.status, 'started'),
      }),
    audited(
      db,
      db
        .update(dunningCases)
        .set({ ...columns, updatedAt: ctx.now })
        .where(
          and(
            eq(dunningCases.id, due.id),
            inArray(dunningCases.status, result.status === 'succeeded' ? ['open', 'recovered'] : ['open']),
            eq(dunningCases.attemptsMade, due.attemptsMade),
          ),
        )
        .returning({ id: dunningCases.id }),
      auditRow(ctx, {
        action: `dunning.attempt_${result.status}`,
        objectType: 'dunning_case',
        objectId: due.id,
        customerId: due.customerId,
        before: { status: 'open', attemptsMade: due.attemptsMade },
        after: { ...columns, ...result, status: columns.status, attempt: result.status },
      }),
    ),
  ]);
  return moved.rows.length > 0 ? columns.status : null;
}

function caseColumns(ctx: ServiceContext, due: DueCase, { status }: StepResult) {
  const attemptsMade = due.attemptsMade + 1;
  if (status === 'succeeded') {
    return {
      status: 'recovered' as const,
      attemptsMade,
      nextAttemptAt: null,
      closedAt: ctx.now,
      closedReason: 'paid',
    };
  }
  const next = nextAttemptAt(due.openedAt, attemptsMade);
  return next === null
    ? {
        status: 'exhausted' as const,
        attemptsMade,
        nextAttemptAt: null,
        closedAt: ctx.now,
        closedReason: 'past_due',
      }
    : { status: 'open' as const, attemptsMade, nextAttemptAt: next };
}

import { and, eq, ne } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';
import { attemptKey, DUNNING_STATES, type DunningState, nextAttemptAt } from '../../domain/dunning.ts';
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
 * step; null when it was not ours to finish any more, because another run or a reading of the invoice had ended it. A
 * charge that was paid has moved money, so it is on the trail and `recovered` whatever had become of its case.
 */
export async function finishStep(
  ctx: ServiceContext,
  { due, lease, result }: Step,
): Promise<'recovered' | 'open' | 'exhausted' | null> {
  const { dunningAttempts } = schema;
  const number = due.attemptsMade + 1;
  const isPaid = result.status === 'succeeded';
  const columns = caseColumns(ctx, due, result);
  const finished = { ...result, finishedAt: ctx.now };
  const states: readonly DunningState[] = isPaid ? DUNNING_STATES : ['open'];
  const [, , ...moves] = await ctx.db.batch({ kind: 'system' }, (db) => [
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
        setWhere: isPaid ? ne(dunningAttempts.status, 'succeeded') : eq(dunningAttempts.status, 'started'),
      }),
    ...states.map((from) =>
      moveCase(ctx, db, { due, result, from, columns: from === 'stopped' ? stayStopped(columns) : columns }),
    ),
  ]);
  return moves.some(({ rows }) => rows.length > 0) ? columns.status : null;
}

type CaseColumns = Partial<typeof schema.dunningCases.$inferInsert> & { status: DunningState };

/** As when its invoice is read: see `caseEnding`. */
function stayStopped({ attemptsMade }: CaseColumns): CaseColumns {
  return { status: 'stopped', attemptsMade };
}

interface Move extends Pick<Step, 'due' | 'result'> {
  from: DunningState;
  columns: CaseColumns;
}

/** The number of tries made tells whether the step was finished before: it counts, and is on the trail, once. */
function moveCase(ctx: ServiceContext, db: QueryBuilder, { due, result, from, columns }: Move) {
  const { dunningCases } = schema;
  return audited(
    db,
    db
      .update(dunningCases)
      .set({ ...columns, updatedAt: ctx.now })
      .where(
        and(
          eq(dunningCases.id, due.id),
          eq(dunningCases.status, from),
          eq(dunningCases.attemptsMade, due.attemptsMade),
        ),
      )
      .returning({ id: dunningCases.id }),
    auditRow(ctx, {
      action: `dunning.attempt_${result.status}`,
      objectType: 'dunning_case',
      objectId: due.id,
      customerId: due.customerId,
      before: { status: from, attemptsMade: due.attemptsMade },
      after: { ...columns, ...result, status: columns.status, attempt: result.status },
    }),
  );
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

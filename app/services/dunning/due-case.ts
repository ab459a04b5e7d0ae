import { and, asc, eq, lte } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';

/** A case whose next try is due. */
export interface DueCase {
  id: string;
  customerId: string;
  stripeInvoiceId: string;
  openedAt: Date;
  attemptsMade: number;
  scheduledFor: Date;
  /** A try that was begun and never finished: a run was killed, or Stripe gave no answer. */
  started: { id: string; startedAt: Date } | null;
}

/** Those that were looked at longest ago come first, so that a failing one does not hold up the others. */
export function selectDueCases(db: QueryBuilder, now: Date, limit: number) {
  const { dunningCases, dunningAttempts, invoices } = schema;
  return db
    .select({
      id: dunningCases.id,
      customerId: dunningCases.customerId,
      stripeInvoiceId: invoices.stripeInvoiceId,
      openedAt: dunningCases.openedAt,
      attemptsMade: dunningCases.attemptsMade,
      scheduledFor: dunningCases.nextAttemptAt,
      attemptId: dunningAttempts.id,
      attemptStartedAt: dunningAttempts.startedAt,
    })
    .from(dunningCases)
    .innerJoin(invoices, eq(invoices.id, dunningCases.invoiceId))
    .leftJoin(
      dunningAttempts,
      and(eq(dunningAttempts.caseId, dunningCases.id), eq(dunningAttempts.status, 'started')),
    )
    .where(and(eq(dunningCases.status, 'open'), lte(dunningCases.nextAttemptAt, now)))
    .orderBy(asc(dunningCases.updatedAt), asc(dunningCases.id))
    .limit(limit);
}

export function toDueCase(row: Awaited<ReturnType<typeof selectDueCases>>[number]): DueCase {
  const { attemptId, attemptStartedAt, scheduledFor, ...dunningCase } = row;
  return {
    ...dunningCase,
    scheduledFor: scheduledFor ?? dunningCase.openedAt,
    started:
      attemptId === null || attemptStartedAt === null ? null : { id: attemptId, startedAt: attemptStartedAt },
  };
}

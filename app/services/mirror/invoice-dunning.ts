import { and, eq, inArray } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { caseEnding, type DunningState, hasCollectionFailed, nextAttemptAt } from '../../domain/dunning.ts';
import type { InvoiceReading } from '../../stripe/read-invoice.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import type { InvoiceOwner } from './invoice-header.ts';
import type { MirroredInvoice } from './load-invoice.ts';
import type { Writes } from './plan.ts';

interface DunningInput {
  reading: InvoiceReading;
  mirrored: MirroredInvoice;
  owner: InvoiceOwner;
}

/** An invoice whose first charge failed has a case from the same instant on; one that is settled has none left open. */
export function planDunning(ctx: ServiceContext, { reading, mirrored, owner }: DunningInput): Writes {
  const { dunningCase } = mirrored;
  if (dunningCase === undefined) {
    return hasCollectionFailed(reading) ? openCase(ctx, owner, dayZero(ctx, reading)) : null;
  }
  const ending = caseEnding(dunningCase.status as DunningState, reading.status);
  if (ending === null) return null;
  const { dunningCases, dunningAttempts } = schema;
  return (db) => [
    // A try whose run was killed would stand open for ever: the ladder never looks at a closed case again.
    db
      .update(dunningAttempts)
      .set({
        status: ending.status === 'recovered' ? 'succeeded' : 'skipped',
        message: ending.reason,
        finishedAt: ctx.now,
      })
      .where(and(eq(dunningAttempts.caseId, dunningCase.id), eq(dunningAttempts.status, 'started'))),
    audited(
      db,
      db
        .update(dunningCases)
        .set({
          status: ending.status,
          closedReason: ending.reason,
          closedAt: ctx.now,
          nextAttemptAt: null,
          updatedAt: ctx.now,
        })
        .where(and(eq(dunningCases.id, dunningCase.id), inArray(dunningCases.status, ['open', 'exhausted'])))
        .returning({ id: dunningCases.id }),
      auditRow(ctx, {
        action: `dunning.${ending.status}`,
        objectType: 'dunning_case',
        objectId: dunningCase.id,
        customerId: owner.customerId,
        before: { status: dunningCase.status },
        after: { status: ending.status, closedReason: ending.reason },
      }),
    ),
  ];
}

/** The first charge that failed; with no card to charge, the moment the invoice was issued. */
function dayZero(ctx: ServiceContext, reading: InvoiceReading): Date {
  const failures = reading.payments.filter((payment) => payment.status === 'failed');
  const [first] = failures.map((payment) => payment.createdAt).sort((a, b) => a.getTime() - b.getTime());
  return first ?? reading.finalizedAt ?? ctx.now;
}

function openCase(ctx: ServiceContext, { customerId, invoiceId }: InvoiceOwner, openedAt: Date): Writes {
  const { dunningCases } = schema;
  const row = {
    id: ctx.newId(),
    customerId,
    invoiceId,
    status: 'open',
    openedAt,
    nextAttemptAt: nextAttemptAt(openedAt, 0),
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  return (db) => [
    audited(
      db,
      db
        .insert(dunningCases)
        .values(row)
        .onConflictDoNothing({ target: dunningCases.invoiceId })
        .returning({ id: dunningCases.id }),
      auditRow(ctx, {
        action: 'dunning.opened',
        objectType: 'dunning_case',
        objectId: row.id,
        customerId,
        after: row,
      }),
    ),
  ];
}

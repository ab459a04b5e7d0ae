import { inArray, sql } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';
import { type CreditNoteState, canCreditNoteMove } from '../../domain/credit-note-state.ts';
import type { CreditNoteReading } from '../../stripe/read-credit-notes.ts';
import { auditedUnlessOutdated } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import { toJson } from '../audit/to-json.ts';
import type { ServiceContext } from '../context.ts';
import { changesBetween } from './changes.ts';
import type { InvoiceOwner } from './invoice-header.ts';
import type { Part } from './plan.ts';

type CreditNoteRow = typeof schema.creditNotes.$inferSelect;

interface CreditNotesInput {
  readings: readonly CreditNoteReading[];
  mirrored: readonly CreditNoteRow[];
  owner: InvoiceOwner;
}

export function selectCreditNotes(db: QueryBuilder, stripeIds: readonly string[]) {
  const { creditNotes } = schema;
  return db
    .select()
    .from(creditNotes)
    .where(inArray(creditNotes.stripeCreditNoteId, [...stripeIds]));
}

export function planCreditNotes(
  ctx: ServiceContext,
  { readings, mirrored, owner }: CreditNotesInput,
): Part[] {
  return readings.map((reading) =>
    planCreditNote(ctx, {
      reading,
      current: mirrored.find((row) => row.stripeCreditNoteId === reading.stripeCreditNoteId),
      owner,
    }),
  );
}

interface CreditNoteInput {
  reading: CreditNoteReading;
  current: CreditNoteRow | undefined;
  owner: InvoiceOwner;
}

/** What a note says stays as it was issued; it can only become void, and void is for ever. */
function planCreditNote(ctx: ServiceContext, { reading, current, owner }: CreditNoteInput): Part {
  if (current !== undefined && !canCreditNoteMove(current.status as CreditNoteState, reading.status)) {
    return 'disbelieved';
  }
  const columns = { ...reading, ...owner, lines: toJson(reading.lines) };
  const changes = changesBetween({ ...current }, columns);
  if (changes === null) return null;
  const { creditNotes } = schema;
  const creditNoteId = current?.id ?? ctx.newId();
  const written = { ...columns, updatedAt: ctx.now, mirroredAt: ctx.now };
  return (db) => [
    auditedUnlessOutdated(
      db,
      db
        .insert(creditNotes)
        .values({ id: creditNoteId, ...written })
        .onConflictDoUpdate({
          target: creditNotes.stripeCreditNoteId,
          set: written,
          setWhere: sql`(${creditNotes.status} <> 'void' or ${reading.status} = 'void')`,
        })
        .returning({ id: creditNotes.id }),
      auditRow(ctx, {
        action: 'credit_note.mirrored',
        objectType: 'credit_note',
        objectId: creditNoteId,
        customerId: owner.customerId,
        before: current === undefined ? null : changes.before,
        after: changes.after,
      }),
    ),
  ];
}

import { eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { canInvoiceMove, type InvoiceState } from '../../domain/invoice-state.ts';
import { type InvoiceReading, readInvoice } from '../../stripe/read-invoice.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { planCreditNotes } from './credit-notes.ts';
import { planCommitment } from './invoice-commitment.ts';
import { planDigests } from './invoice-digests.ts';
import { planDunning } from './invoice-dunning.ts';
import { planHeader } from './invoice-header.ts';
import { planLines } from './invoice-lines.ts';
import { planReview } from './invoice-review.ts';
import { loadInvoice, type MirroredInvoice } from './load-invoice.ts';
import { mergeParts } from './merge-parts.ts';
import { planPayments } from './payments.ts';
import { DISBELIEVED, FOREIGN, GONE, type MirrorPlan, type MirrorRequest } from './plan.ts';
import { requireMirrored } from './require-mirrored.ts';

/** What hangs together is written together: the invoice, its lines, payments, refunds and credit notes, its dunning case, and the seal of its usage. */
export async function planInvoice(
  ctx: ServiceContext,
  { id: stripeInvoiceId, place, mirror, known, restore = false }: MirrorRequest,
): Promise<MirrorPlan> {
  const reading = await readInvoice(ctx.stripe, stripeInvoiceId);
  if (reading === null) return planVanished(ctx, stripeInvoiceId);
  if (reading.stripeCustomerId === null) return FOREIGN;
  const customerId = await requireMirrored(ctx, {
    type: 'customer',
    id: reading.stripeCustomerId,
    mirror,
    known,
  });
  if (customerId === null) return FOREIGN;
  const subscriptionId = await subscriptionOf(ctx, reading, { mirror, ...(known && { known }) });
  const mirrored = await loadInvoice(ctx, reading);
  if (!restore && isOlder(mirrored, reading)) return DISBELIEVED;
  const invoiceId = mirrored.invoice?.id ?? ctx.newId();
  const owner = { invoiceId, customerId };
  return mergeParts([
    planHeader(ctx, { reading, mirrored, owner, subscriptionId, restore }),
    planLines(ctx, { reading, mirrored, owner, restore }),
    ...planPayments(ctx, { payments: reading.payments, mirrored, owner, place, restore }),
    ...planCreditNotes(ctx, { readings: reading.creditNotes, mirrored: mirrored.creditNotes, owner }),
    planCommitment(ctx, { reading, mirrored, owner }),
    planDigests(ctx, { reading, mirrored, owner, subscriptionId }),
    planDunning(ctx, { reading, mirrored, owner }),
    planReview(ctx, { reading, mirrored, owner }),
  ]);
}

function subscriptionOf(
  ctx: ServiceContext,
  { stripeSubscriptionId }: InvoiceReading,
  { mirror, known }: Pick<MirrorRequest, 'mirror' | 'known'>,
): Promise<string | null> {
  if (stripeSubscriptionId === null) return Promise.resolve(null);
  return requireMirrored(ctx, { type: 'subscription', id: stripeSubscriptionId, mirror, known });
}

/** Paid and void are for ever: a reading that says otherwise is an echo. */
function isOlder({ invoice }: MirroredInvoice, reading: InvoiceReading): boolean {
  return invoice !== undefined && !canInvoiceMove(invoice.status as InvoiceState, reading.status);
}

/** Only a draft can be deleted in Stripe, and then it was never an invoice to anybody. */
async function planVanished(ctx: ServiceContext, stripeInvoiceId: string): Promise<MirrorPlan> {
  const { invoices } = schema;
  const [[draft]] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.select().from(invoices).where(eq(invoices.stripeInvoiceId, stripeInvoiceId)),
  ]);
  if (draft?.status !== 'draft') return GONE;
  return {
    outcome: 'applied',
    write: (db) => [
      audited(
        db,
        db.delete(invoices).where(eq(invoices.id, draft.id)).returning({ id: invoices.id }),
        auditRow(ctx, {
          action: 'invoice.draft_deleted',
          objectType: 'invoice',
          objectId: draft.id,
          customerId: draft.customerId,
          before: draft,
        }),
      ),
    ],
  };
}

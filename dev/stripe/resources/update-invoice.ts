import { GRACE_SECONDS, refreshDraft } from '../billing/draft-invoice.ts';
import type { Context } from '../context.ts';
import { requireInvoice } from '../state/lookups.ts';
import type { Invoice } from '../state/records.ts';
import { setTimer } from '../state/timers.ts';
import { toInvoice } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { invalidRequest } from '../wire/errors.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { type DraftParams, draftValues } from './invoice-draft-values.ts';

/** What may still be changed once an invoice is finalized. */
const OPEN_FIELDS = new Set([
  'metadata',
  'auto_advance',
  'default_payment_method',
  'due_date',
  'days_until_due',
]);

export function updateInvoice(ctx: Context, id: string, params: DraftParams): Invoice {
  const before = requireInvoice(ctx, id, 'invoice', 'path');
  const isDraft = before.status === 'draft';
  const frozen = Object.keys(params).find((key) => !OPEN_FIELDS.has(key));
  if (!isDraft && frozen !== undefined) {
    throw invalidRequest(
      `Finalized invoices can't be updated in this way: ${frozen} may only be set on a draft.`,
      {
        code: 'invoice_not_editable',
        param: frozen,
      },
    );
  }
  const autoAdvance = params.auto_advance ?? before.auto_advance ?? false;
  if (params.auto_advance !== undefined && (before.status === 'paid' || before.status === 'void')) {
    throw invalidRequest('You can only update auto_advance on draft and open invoices.', {
      param: 'auto_advance',
    });
  }
  const changed = ctx.store.invoices.put({
    ...before,
    ...draftValues(ctx, params, { customer: before.customer ?? '', currency: before.currency }, before),
    auto_advance: autoAdvance,
    metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
    ...advanceTimes(ctx, before, params),
  });
  const next = nextStep(changed);
  if (next !== nextStep(before)) setTimer(ctx, { kind: 'invoice', subject: id, at: next });
  const after = isDraft ? refreshDraft(ctx, changed) : changed;
  emit(ctx, 'invoice.updated', toInvoice(after), toInvoice(before));
  return toInvoice(after);
}

function advanceTimes(ctx: Context, before: Invoice, params: DraftParams): Partial<Invoice> {
  if (params.automatically_finalizes_at !== undefined) {
    return {
      automatically_finalizes_at: params.automatically_finalizes_at,
      next_payment_attempt: params.automatically_finalizes_at,
    };
  }
  if (params.auto_advance === false) return { automatically_finalizes_at: null, next_payment_attempt: null };
  if (
    params.auto_advance === true &&
    before.status === 'draft' &&
    before.automatically_finalizes_at === null
  ) {
    const at = ctx.now + GRACE_SECONDS;
    return { automatically_finalizes_at: at, next_payment_attempt: at };
  }
  if (resumesCollection(before, params)) return { next_payment_attempt: ctx.now + GRACE_SECONDS };
  return {};
}

/** Collection that was stopped, by hand or by the end of the subscription, goes on. */
function resumesCollection(
  { status, auto_advance: advances, collection_method: collection }: Invoice,
  params: DraftParams,
): boolean {
  const isStopped = status === 'open' && !advances && collection === 'charge_automatically';
  return isStopped && params.auto_advance === true;
}

function nextStep(invoice: Invoice): number | null {
  if (invoice.status === 'open' && invoice.collection_method === 'send_invoice') return invoice.due_date;
  if (!invoice.auto_advance) return null;
  return invoice.status === 'draft' ? invoice.automatically_finalizes_at : invoice.next_payment_attempt;
}

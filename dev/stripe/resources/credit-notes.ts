import type { Context } from '../context.ts';
import {
  applyToInvoice,
  type CreditNoteGiven,
  composeCreditNote,
  createCreditNote,
} from '../credit-notes/create-credit-note.ts';
import { route } from '../server/router.ts';
import { requireInvoice } from '../state/lookups.ts';
import type { CreditNote } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { decimal } from '../wire/decimal-param.ts';
import { invalidRequest, noSuch } from '../wire/errors.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { inRange, listOf, pageParams, rangeParam } from '../wire/pagination.ts';
import {
  emptyable,
  integer,
  list,
  object,
  oneOf,
  type ParsedFields,
  required,
  text,
  timestamp,
} from '../wire/params.ts';
import { metadataParam } from './shared-params.ts';

const LINES_SHOWN = 10;

const fields = {
  ...metadataParam,
  invoice: required(text()),
  amount: integer({ min: 0 }),
  credit_amount: integer({ min: 0 }),
  effective_at: timestamp(),
  email_type: oneOf('credit_note', 'none'),
  lines: list(
    object({
      ...metadataParam,
      type: required(oneOf('custom_line_item', 'invoice_line_item')),
      invoice_line_item: text(),
      amount: integer({ min: 0 }),
      description: text(),
      quantity: integer({ min: 0 }),
      unit_amount: integer(),
      unit_amount_decimal: decimal(),
      tax_rates: emptyable(list(text())),
    }),
  ),
  memo: text(),
  out_of_band_amount: integer({ min: 0 }),
  reason: oneOf('duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory'),
  refund_amount: integer({ min: 0 }),
  refunds: list(
    object({
      refund: text(),
      amount_refunded: integer({ min: 0 }),
      type: oneOf('refund', 'payment_record_refund'),
    }),
  ),
};

function toGiven({
  metadata,
  email_type: _emailType,
  ...params
}: ParsedFields<typeof fields>): CreditNoteGiven {
  return { ...params, metadata: mergeMetadata({}, metadata) };
}

function requireNote(ctx: Context, id: string): CreditNote {
  const found = ctx.store.creditNotes.get(id);
  if (!found) throw noSuch('credit_note', id, 'id', 'path');
  return found;
}

function toCreditNote(note: CreditNote): CreditNote {
  const { data, ...rest } = note.lines;
  if (data.length <= LINES_SHOWN) return note;
  return { ...note, lines: { ...rest, data: data.slice(0, LINES_SHOWN), has_more: true } };
}

function voidCreditNote(ctx: Context, id: string): CreditNote {
  const note = requireNote(ctx, id);
  const invoice = requireInvoice(ctx, note.invoice, 'invoice', 'parameter');
  if (note.status === 'void') throw invalidRequest('This credit note is already void.');
  if (note.type !== 'pre_payment' || invoice.status !== 'open') {
    throw invalidRequest(
      'You can only void a credit note that was issued before payment, while its invoice is open.',
    );
  }
  const voided = ctx.store.creditNotes.put({ ...note, status: 'void', voided_at: ctx.now });
  emit(ctx, 'credit_note.voided', toCreditNote(voided));
  applyToInvoice(ctx, invoice, -note.pre_payment_amount, 0);
  return voided;
}

export const creditNoteRoutes = [
  route('POST', '/v1/credit_notes', fields, (ctx, params) =>
    toCreditNote(createCreditNote(ctx, toGiven(params))),
  ),
  route('GET', '/v1/credit_notes/preview', fields, (ctx, params) =>
    toCreditNote(composeCreditNote(ctx, toGiven(params))),
  ),
  route('GET', '/v1/credit_notes/preview/lines', { ...fields, ...pageParams }, (ctx, params) => {
    const { limit, starting_after, ending_before, ...given } = params;
    const page = {
      ...(limit === undefined ? {} : { limit }),
      ...(starting_after === undefined ? {} : { starting_after }),
      ...(ending_before === undefined ? {} : { ending_before }),
    };
    const { lines } = composeCreditNote(ctx, toGiven(given));
    return listOf(lines.data, page, '/v1/credit_notes/preview/lines', (line) => line);
  }),
  route(
    'GET',
    '/v1/credit_notes',
    { ...pageParams, customer: text(), invoice: text(), created: rangeParam() },
    (ctx, params) =>
      listOf(
        ctx.store.creditNotes
          .newestFirst()
          .filter(
            (note) =>
              (params.customer === undefined || note.customer === params.customer) &&
              (params.invoice === undefined || note.invoice === params.invoice) &&
              inRange(note.created, params.created),
          ),
        params,
        '/v1/credit_notes',
        toCreditNote,
      ),
  ),
  route('GET', '/v1/credit_notes/:id', {}, (ctx, _params, path) => toCreditNote(requireNote(ctx, path.id()))),
  route('POST', '/v1/credit_notes/:id', { ...metadataParam, memo: text() }, (ctx, params, path) => {
    const before = requireNote(ctx, path.id());
    const after = ctx.store.creditNotes.put({
      ...before,
      ...(params.memo === undefined ? {} : { memo: params.memo }),
      metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
    });
    emit(ctx, 'credit_note.updated', toCreditNote(after), toCreditNote(before));
    return toCreditNote(after);
  }),
  route('GET', '/v1/credit_notes/:id/lines', pageParams, (ctx, params, path) => {
    const { lines } = requireNote(ctx, path.id());
    return listOf(lines.data, params, lines.url, (line) => line);
  }),
  route('POST', '/v1/credit_notes/:id/void', {}, (ctx, _params, path) =>
    toCreditNote(voidCreditNote(ctx, path.id())),
  ),
];

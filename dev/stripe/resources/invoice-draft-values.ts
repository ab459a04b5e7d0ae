import { createDiscounts } from '../billing/redeem-discounts.ts';
import type { Context } from '../context.ts';
import { resolvePaymentMethod } from '../payments/adopt-payment-method.ts';
import { requireTaxRate } from '../state/lookups.ts';
import type { Invoice } from '../state/records.ts';
import { invalidRequest } from '../wire/errors.ts';
import { boolean, emptyable, list, oneOf, type ParsedFields, text, timestamp } from '../wire/params.ts';
import { requireDueTerms } from './due-terms.ts';
import { automaticTaxParam, customFieldsParam, daysUntilDueParam, metadataParam } from './shared-params.ts';
import { discountsParam } from './subscription-params.ts';

const DAY_SECONDS = 86_400;

export const draftFields = {
  ...metadataParam,
  auto_advance: boolean(),
  automatic_tax: automaticTaxParam(),
  automatically_finalizes_at: timestamp(),
  collection_method: oneOf('charge_automatically', 'send_invoice'),
  custom_fields: customFieldsParam(),
  days_until_due: daysUntilDueParam(),
  default_payment_method: emptyable(text()),
  default_tax_rates: emptyable(list(text())),
  description: emptyable(text(1500)),
  discounts: discountsParam(),
  due_date: timestamp(),
  effective_at: emptyable(timestamp()),
  footer: emptyable(text()),
  number: emptyable(text(26)),
  statement_descriptor: text(22),
};

export type DraftParams = ParsedFields<typeof draftFields>;

/** What a request sets on a draft. */
export function draftValues(
  ctx: Context,
  params: DraftParams,
  { customer, currency }: { customer: string; currency: string },
  before: Invoice | null,
): Partial<Invoice> {
  const enabled = params.automatic_tax?.enabled;
  const method = params.default_payment_method;
  const collection = params.collection_method ?? before?.collection_method;
  requireDueTerms(collection ?? 'charge_automatically', params, before?.due_date ?? null);
  if (params.due_date !== undefined && params.due_date <= ctx.now) {
    throw invalidRequest('Invalid timestamp: must be in the future.', { param: 'due_date' });
  }
  const dueDate =
    params.due_date ??
    (params.days_until_due === undefined ? undefined : ctx.now + params.days_until_due * DAY_SECONDS);
  return {
    ...(enabled === undefined
      ? {}
      : {
          automatic_tax: {
            disabled_reason: null,
            enabled,
            liability: enabled ? { type: 'self' as const } : null,
            provider: enabled ? 'stripe' : null,
            status: enabled ? ('complete' as const) : null,
          },
        }),
    ...(collection === undefined ? {} : { collection_method: collection }),
    ...(params.custom_fields === undefined
      ? {}
      : {
          custom_fields: params.custom_fields?.map(({ name = '', value = '' }) => ({ name, value })) ?? null,
        }),
    ...(dueDate === undefined ? {} : { due_date: dueDate }),
    ...(method === undefined
      ? {}
      : {
          default_payment_method:
            method && resolvePaymentMethod(ctx, { id: method, customer, param: 'default_payment_method' }).id,
        }),
    ...(params.default_tax_rates === undefined
      ? {}
      : {
          default_tax_rates: (params.default_tax_rates ?? []).map((id) =>
            requireTaxRate(ctx, id, 'default_tax_rates', 'parameter'),
          ),
        }),
    ...(params.discounts === undefined
      ? {}
      : {
          discounts: createDiscounts(ctx, params.discounts, {
            customer,
            currency,
            has: before?.discounts ?? [],
          }),
        }),
    ...(params.effective_at === undefined ? {} : { effective_at: params.effective_at }),
    ...(params.description === undefined ? {} : { description: params.description }),
    ...(params.footer === undefined ? {} : { footer: params.footer }),
    ...(params.number === undefined ? {} : { number: params.number }),
    ...(params.statement_descriptor === undefined
      ? {}
      : { statement_descriptor: params.statement_descriptor }),
  };
}

import { requireTaxLocation } from '../billing/automatic-tax.ts';
import type { Context } from '../context.ts';
import { resolvePaymentMethod } from '../payments/adopt-payment-method.ts';
import { requireCustomer, requireTaxRate } from '../state/lookups.ts';
import type { SubscriptionRecord } from '../state/records.ts';
import type { ParsedFields } from '../wire/params.ts';
import type { createFields } from './subscription-params.ts';

type SharedParams = Pick<
  ParsedFields<typeof createFields>,
  | 'automatic_tax'
  | 'collection_method'
  | 'days_until_due'
  | 'default_tax_rates'
  | 'description'
  | 'invoice_settings'
  | 'payment_settings'
  | 'trial_settings'
> & { default_payment_method?: string | null };

/** The plain values that a request sets, for creating and updating alike. */
export function sharedValues(
  ctx: Context,
  params: SharedParams,
  before: SubscriptionRecord,
): Partial<SubscriptionRecord> {
  const { customer } = before;
  const method = params.default_payment_method;
  const enabled = params.automatic_tax?.enabled;
  if (enabled) requireTaxLocation(ctx, requireCustomer(ctx, customer, 'customer', 'parameter'));
  return {
    ...(enabled === undefined
      ? {}
      : {
          automatic_tax: {
            disabled_reason: null,
            enabled,
            liability: enabled ? { type: 'self' as const } : null,
          },
        }),
    ...(params.collection_method === undefined ? {} : { collection_method: params.collection_method }),
    ...(params.days_until_due === undefined ? {} : { days_until_due: params.days_until_due }),
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
    ...(params.invoice_settings === undefined
      ? {}
      : { invoice_settings: { ...before.invoice_settings, ...params.invoice_settings } }),
    ...(params.description === undefined ? {} : { description: params.description }),
    ...(params.payment_settings === undefined
      ? {}
      : {
          payment_settings: {
            payment_method_options: null,
            payment_method_types: (params.payment_settings.payment_method_types ?? null) as never,
            save_default_payment_method: params.payment_settings.save_default_payment_method ?? 'off',
          },
        }),
    ...(params.trial_settings === undefined
      ? {}
      : {
          trial_settings: {
            end_behavior: { billing_cycle_anchor: null, ...params.trial_settings.end_behavior },
          },
        }),
  };
}

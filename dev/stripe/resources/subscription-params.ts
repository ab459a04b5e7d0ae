import { currency } from '../wire/currencies.ts';
import { decimal } from '../wire/decimal-param.ts';
import {
  boolean,
  either,
  emptyable,
  integer,
  list,
  object,
  oneOf,
  required,
  text,
  timestamp,
} from '../wire/params.ts';
import { recurringParam, taxBehaviorParam } from './price-params.ts';
import { automaticTaxParam, daysUntilDueParam, metadataParam } from './shared-params.ts';

export const discountsParam = () =>
  emptyable(list(object({ coupon: text(), discount: text(), promotion_code: text() })));

export const itemFields = {
  ...metadataParam,
  price: text(),
  price_data: object({
    currency: required(currency()),
    product: required(text()),
    recurring: required(recurringParam()),
    tax_behavior: taxBehaviorParam(),
    unit_amount: integer({ min: 0 }),
    unit_amount_decimal: decimal({ min: 0n }),
  }),
  quantity: integer({ min: 0 }),
  tax_rates: emptyable(list(text())),
  discounts: discountsParam(),
};

export const updatedItemFields = { ...itemFields, id: text(), deleted: boolean(), clear_usage: boolean() };

export const addInvoiceItemsParam = () =>
  list(
    object({
      ...metadataParam,
      price: text(),
      price_data: object({
        currency: required(currency()),
        product: required(text()),
        unit_amount: integer(),
        tax_behavior: taxBehaviorParam(),
      }),
      quantity: integer({ min: 0 }),
      tax_rates: emptyable(list(text())),
      discounts: discountsParam(),
    }),
  );

export const paymentBehaviorParam = () =>
  oneOf('allow_incomplete', 'default_incomplete', 'error_if_incomplete', 'pending_if_incomplete');

export const prorationBehaviorParam = () => oneOf('always_invoice', 'create_prorations', 'none');

export const anchorChangeParam = () => object({ type: required(oneOf('now', 'unchanged')) });

/** A time, or the end of the period; all items have one, so that the earliest is the latest as well. */
export const cancelAtParam = () => either(oneOf('max_period_end', 'min_period_end'), timestamp());

export const trialEndParam = () => either(oneOf('now'), timestamp());

/** What creating and updating a subscription have in common. */
export const sharedFields = {
  ...metadataParam,
  automatic_tax: automaticTaxParam(),
  cancel_at_period_end: boolean(),
  collection_method: oneOf('charge_automatically', 'send_invoice'),
  days_until_due: daysUntilDueParam(),
  default_payment_method: text(),
  default_tax_rates: emptyable(list(text())),
  description: emptyable(text(500)),
  discounts: discountsParam(),
  add_invoice_items: addInvoiceItemsParam(),
  invoice_settings: object({ description: emptyable(text()), footer: emptyable(text()) }),
  off_session: boolean(),
  payment_behavior: paymentBehaviorParam(),
  payment_settings: object({
    payment_method_types: emptyable(list(text())),
    save_default_payment_method: oneOf('off', 'on_subscription'),
  }),
  proration_behavior: prorationBehaviorParam(),
  trial_end: trialEndParam(),
  trial_from_plan: boolean(),
  trial_settings: object({
    end_behavior: required(
      object({ missing_payment_method: required(oneOf('cancel', 'create_invoice', 'pause')) }),
    ),
  }),
};

export const createFields = {
  ...sharedFields,
  customer: required(text()),
  currency: currency(),
  items: required(list(object(itemFields))),
  backdate_start_date: timestamp(),
  billing_cycle_anchor: timestamp(),
  billing_cycle_anchor_config: object({
    day_of_month: required(integer({ min: 1, max: 31 })),
    hour: integer({ min: 0, max: 23 }),
    minute: integer({ min: 0, max: 59 }),
    month: integer({ min: 1, max: 12 }),
    second: integer({ min: 0, max: 59 }),
  }),
  billing_mode: object({ type: required(oneOf('classic', 'flexible')) }),
  cancel_at: cancelAtParam(),
  trial_period_days: integer({ min: 1 }),
};

export const updateFields = {
  ...sharedFields,
  billing_cycle_anchor: anchorChangeParam(),
  cancel_at: emptyable(cancelAtParam()),
  cancellation_details: object({ comment: emptyable(text()), feedback: emptyable(feedbackParam()) }),
  default_payment_method: emptyable(text()),
  items: list(object(updatedItemFields)),
  pause_collection: emptyable(
    object({
      behavior: required(oneOf('keep_as_draft', 'mark_uncollectible', 'void')),
      resumes_at: timestamp(),
    }),
  ),
  proration_date: timestamp(),
};

export function feedbackParam() {
  return oneOf(
    'customer_service',
    'low_quality',
    'missing_features',
    'other',
    'switched_service',
    'too_complex',
    'too_expensive',
    'unused',
  );
}

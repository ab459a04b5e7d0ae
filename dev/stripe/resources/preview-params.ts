import { currency } from '../wire/currencies.ts';
import { decimal } from '../wire/decimal-param.ts';
import {
  boolean,
  emptyable,
  integer,
  list,
  object,
  oneOf,
  required,
  text,
  timestamp,
} from '../wire/params.ts';
import { itemPriceDataParam } from './invoice-item-price.ts';
import { taxBehaviorParam } from './price-params.ts';
import { automaticTaxParam, metadataParam } from './shared-params.ts';
import {
  cancelAtParam,
  discountsParam,
  prorationBehaviorParam,
  trialEndParam,
  updatedItemFields,
} from './subscription-params.ts';

const previewItemParam = () =>
  object({
    amount: integer(),
    currency: currency(),
    ...metadataParam,
    description: text(),
    discountable: boolean(),
    discounts: discountsParam(),
    price_data: itemPriceDataParam(),
    tax_behavior: taxBehaviorParam(),
    unit_amount: integer(),
    unit_amount_decimal: decimal(),
    period: object({ start: timestamp(), end: timestamp() }),
    price: text(),
    quantity: integer({ min: 0 }),
    tax_rates: emptyable(list(text())),
  });

const detailFields = {
  billing_cycle_anchor: object({
    type: required(oneOf('now', 'timestamp', 'unchanged')),
    timestamp: timestamp(),
  }),
  billing_mode: object({ type: oneOf('classic', 'flexible') }),
  cancel_at: emptyable(cancelAtParam()),
  cancel_at_period_end: boolean(),
  cancel_now: boolean(),
  default_tax_rates: emptyable(list(text())),
  items: list(object(updatedItemFields)),
  proration_behavior: prorationBehaviorParam(),
  proration_date: timestamp(),
  start_date: timestamp(),
  trial_end: trialEndParam(),
};

export const previewFields = {
  automatic_tax: automaticTaxParam(),
  currency: currency(),
  customer: text(),
  discounts: discountsParam(),
  invoice_items: list(previewItemParam()),
  preview_mode: oneOf('next', 'recurring'),
  subscription: text(),
  subscription_details: object(detailFields),
};

/** Where a preview has what a subscription's own request has at its top. */
export function toPreviewParam(param: string): string {
  const [name = ''] = param.split('[');
  const isDetail = Object.hasOwn(detailFields, name) && !Object.hasOwn(previewFields, name);
  return isDetail ? `subscription_details[${name}]${param.slice(name.length)}` : param;
}

/** `discounts[0]` as `[discounts][0]`; the price lies at an item's top here. */
export function toPreviewItemParam(param: string, index: number): string {
  return `invoice_items[${index}]${param.replace(/^pricing\[price\]/, 'price').replace(/^\w+/, '[$&]')}`;
}

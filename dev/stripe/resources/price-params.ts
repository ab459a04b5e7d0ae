import {
  boolean,
  decimal,
  either,
  integer,
  list,
  mapOf,
  object,
  oneOf,
  required,
  text,
} from '../wire/params.ts';
import { metadataParam } from './shared-params.ts';

export const tierParam = () =>
  object({
    up_to: required(either(integer({ min: 1 }), oneOf('inf'))),
    flat_amount: integer(),
    flat_amount_decimal: decimal(),
    unit_amount: integer(),
    unit_amount_decimal: decimal(),
  });

export const taxBehaviorParam = () => oneOf('exclusive', 'inclusive', 'unspecified');

export const currencyOptionParam = () =>
  object({
    unit_amount: integer({ min: 0 }),
    unit_amount_decimal: decimal({ min: 0n }),
    tiers: list(tierParam()),
    tax_behavior: taxBehaviorParam(),
  });

const intervalFields = {
  interval: required(oneOf('day', 'week', 'month', 'year')),
  interval_count: integer({ min: 1 }),
};

/** A product's first price; one that is metered has to be made by itself. */
export const defaultPriceFields = {
  ...metadataParam,
  currency: required(text(3)),
  unit_amount: integer({ min: 0 }),
  unit_amount_decimal: decimal({ min: 0n }),
  recurring: object(intervalFields),
  tax_behavior: taxBehaviorParam(),
  currency_options: mapOf(currencyOptionParam()),
};

export const createFields = {
  ...defaultPriceFields,
  recurring: object({
    ...intervalFields,
    meter: text(),
    usage_type: oneOf('licensed', 'metered'),
    trial_period_days: integer({ min: 1 }),
  }),
  active: boolean(),
  billing_scheme: oneOf('per_unit', 'tiered'),
  lookup_key: text(200),
  nickname: text(),
  product: text(),
  product_data: object({
    ...metadataParam,
    id: text(),
    name: required(text()),
    active: boolean(),
    unit_label: text(12),
    statement_descriptor: text(22),
    tax_code: text(),
  }),
  tiers: list(tierParam()),
  tiers_mode: oneOf('graduated', 'volume'),
  transfer_lookup_key: boolean(),
  transform_quantity: object({
    divide_by: required(integer({ min: 1 })),
    round: required(oneOf('up', 'down')),
  }),
};

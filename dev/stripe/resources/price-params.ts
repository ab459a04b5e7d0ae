import { byCurrency, currency } from '../wire/currencies.ts';
import { decimal } from '../wire/decimal-param.ts';
import { invalidRequest } from '../wire/errors.ts';
import { chosenId } from '../wire/formats.ts';
import {
  boolean,
  either,
  integer,
  list,
  object,
  oneOf,
  type ParsedFields,
  refined,
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

const THREE_YEARS = { day: 1_095, week: 156, month: 36, year: 3 };

/** Of a recurring price, at most three years. */
function withinThreeYears<R extends ParsedFields<typeof intervalFields>>(recurring: R, path: string): R {
  const { interval, interval_count: count = 1 } = recurring;
  if (count <= THREE_YEARS[interval]) return recurring;
  throw invalidRequest('The interval of a price is at most three years (3 years, 36 months, or 156 weeks).', {
    param: `${path}[interval_count]`,
  });
}

export const recurringParam = () => refined(object(intervalFields), withinThreeYears);

/** A product's first price; one that is metered has to be made by itself. */
export const defaultPriceFields = {
  ...metadataParam,
  currency: required(currency()),
  unit_amount: integer({ min: 0 }),
  unit_amount_decimal: decimal({ min: 0n }),
  recurring: recurringParam(),
  tax_behavior: taxBehaviorParam(),
  currency_options: byCurrency(currencyOptionParam()),
};

export const createFields = {
  ...defaultPriceFields,
  recurring: refined(
    object({
      ...intervalFields,
      meter: text(),
      usage_type: oneOf('licensed', 'metered'),
      trial_period_days: integer({ min: 1, max: 730 }),
    }),
    withinThreeYears,
  ),
  active: boolean(),
  billing_scheme: oneOf('per_unit', 'tiered'),
  lookup_key: text(200),
  nickname: text(),
  product: text(),
  product_data: object({
    ...metadataParam,
    id: chosenId(255),
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

import type { Context } from '../context.ts';
import { requirePrice } from '../state/lookups.ts';
import type { Price } from '../state/records.ts';
import { currency } from '../wire/currencies.ts';
import type { Decimal } from '../wire/decimal.ts';
import { decimal } from '../wire/decimal-param.ts';
import { invalidRequest, renamingParams, within } from '../wire/errors.ts';
import {
  boolean,
  emptyable,
  integer,
  list,
  object,
  type ParsedFields,
  required,
  text,
  timestamp,
} from '../wire/params.ts';
import { createPrice } from './create-price.ts';
import { taxBehaviorParam } from './price-params.ts';
import { metadataParam } from './shared-params.ts';
import { discountsParam } from './subscription-params.ts';

const priceDataFields = {
  currency: required(currency()),
  unit_amount: integer(),
  unit_amount_decimal: decimal(),
  tax_behavior: taxBehaviorParam(),
};

export const itemPriceDataParam = () => object({ ...priceDataFields, product: required(text()) });

/** A line's may make its product too. */
const linePriceDataParam = () =>
  object({
    ...priceDataFields,
    product: text(),
    product_data: object({
      ...metadataParam,
      name: required(text(250)),
      description: text(40_000),
      images: list(text()),
      tax_code: text(),
      unit_label: text(12),
    }),
  });

/** What creating and updating an invoice item have in common. */
export const itemFields = {
  ...metadataParam,
  amount: integer(),
  description: emptyable(text()),
  discountable: boolean(),
  discounts: discountsParam(),
  period: object({ start: required(timestamp()), end: required(timestamp()) }),
  pricing: object({ price: text() }),
  price_data: itemPriceDataParam(),
  quantity: integer({ min: 0 }),
  unit_amount_decimal: decimal(),
  tax_behavior: taxBehaviorParam(),
  tax_rates: emptyable(list(text())),
};

const { unit_amount_decimal: _ofItems, tax_behavior: _ofPrices, ...sharedFields } = itemFields;

/** The same of a line of a draft. */
export const lineFields = { ...sharedFields, description: text(), price_data: linePriceDataParam() };

export type ItemParams = Omit<ParsedFields<typeof itemFields>, 'price_data'> &
  Pick<ParsedFields<typeof lineFields>, 'price_data'>;
type TaxBehavior = NonNullable<ItemParams['tax_behavior']>;

/** The price that an item is given, kept or made for it; null: it is given by an amount. */
export function itemPrice(ctx: Context, params: ItemParams): Price | null {
  if (params.pricing?.price !== undefined) {
    const price = requirePrice(ctx, params.pricing.price, 'pricing[price]', 'parameter');
    if (price.type !== 'one_time') {
      throw invalidRequest(
        'The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.',
        { param: 'pricing[price]' },
      );
    }
    return price;
  }
  if (!params.price_data) return null;
  const { unit_amount: amount, unit_amount_decimal: amountDecimal, ...data } = params.price_data;
  const unit =
    amountDecimal === undefined ? { unit_amount: amount ?? 0 } : { unit_amount_decimal: amountDecimal };
  return renamingParams(within('price_data'), () => createPrice(ctx, { ...data, ...unit }));
}

/** An item by mere amount gets a price and a product of its own, inactive from the start. */
export function adHocPrice(
  ctx: Context,
  given: { currency: string; unit: Decimal; description: string | null; taxBehavior?: TaxBehavior },
): Price {
  return createPrice(ctx, {
    active: false,
    currency: given.currency,
    product_data: { name: given.description || 'Invoice item', active: false },
    unit_amount_decimal: given.unit,
    ...(given.taxBehavior === undefined ? {} : { tax_behavior: given.taxBehavior }),
  });
}

/** An amount stands for itself: nothing else may say what an item costs. */
export function requireOneAmount(params: ItemParams, price: Price | null): void {
  if (
    params.amount !== undefined &&
    (price || params.quantity !== undefined || params.unit_amount_decimal !== undefined)
  ) {
    throw invalidRequest(
      'You may not specify `amount` together with `pricing`, `price_data`, `quantity` or `unit_amount_decimal`.',
      { param: 'amount' },
    );
  }
}

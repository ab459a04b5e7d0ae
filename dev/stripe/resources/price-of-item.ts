import type { Context } from '../context.ts';
import type { Parsed } from '../wire/params.ts';
import { createPrice } from './create-price.ts';
import type { itemFields } from './subscription-params.ts';

/** An item's price by id; one that is described in place is made first. */
export function withPriceId<T extends { price?: string; price_data?: Parsed<typeof itemFields.price_data> }>(
  ctx: Context,
  { price_data: data, ...item }: T,
): Omit<T, 'price_data'> {
  return data === undefined ? item : { ...item, price: createPrice(ctx, data).id };
}

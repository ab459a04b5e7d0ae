import type { Context } from '../context.ts';
import { newId } from '../state/new-id.ts';
import type { Product } from '../state/records.ts';
import { invalidRequest } from '../wire/errors.ts';

/** A product that is not stored yet, under an id that is free. */
export function newProduct(ctx: Context, given: { id?: string; name: string } & Partial<Product>): Product {
  const id = given.id ?? newId(ctx, 'prod', 14);
  if (ctx.store.products.get(id)) {
    throw invalidRequest('Product already exists.', { code: 'resource_already_exists', param: 'id' });
  }
  return {
    object: 'product',
    active: true,
    created: ctx.now,
    default_price: null,
    description: null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: {},
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: null,
    updated: ctx.now,
    url: null,
    ...given,
    id,
  };
}

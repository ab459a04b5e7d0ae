import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import { requirePrice, requireProduct } from '../state/lookups.ts';
import type { Product } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { invalidRequest } from '../wire/errors.ts';
import { chosenId, url } from '../wire/formats.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { inRange, listOf, pageParams, rangeParam } from '../wire/pagination.ts';
import { boolean, emptyable, list, object, type ParsedFields, required, text } from '../wire/params.ts';
import { createPrice } from './create-price.ts';
import { newProduct } from './new-product.ts';
import { defaultPriceFields } from './price-params.ts';
import { metadataParam } from './shared-params.ts';

const fields = {
  ...metadataParam,
  active: boolean(),
  description: emptyable(text(40_000)),
  images: emptyable(list(text())),
  marketing_features: emptyable(list(object({ name: required(text(80)) }))),
  name: text(250),
  statement_descriptor: text(22),
  tax_code: emptyable(text()),
  unit_label: emptyable(text(12)),
  url: emptyable(url()),
  shippable: boolean(),
};

const createFields = {
  ...fields,
  id: chosenId(255),
  name: required(text(250)),
  type: text(),
  default_price_data: object(defaultPriceFields),
};

function createProduct(ctx: Context, params: ParsedFields<typeof createFields>): Product {
  const { id, name } = params;
  const blank = newProduct(ctx, { name, ...(id === undefined ? {} : { id }) });
  const product = ctx.store.products.put(withFields(blank, params, ctx.now));
  emit(ctx, 'product.created', product);
  if (!params.default_price_data) return product;
  const price = createPrice(ctx, { ...params.default_price_data, product: product.id });
  return ctx.store.products.put({ ...product, default_price: price.id });
}

function withFields(product: Product, params: ParsedFields<typeof fields>, now: number): Product {
  const { metadata, marketing_features: features, images } = params;
  return {
    ...product,
    ...plainFields(params),
    ...(features === undefined ? {} : { marketing_features: features ?? [] }),
    ...(images === undefined ? {} : { images: images ?? [] }),
    metadata: mergeMetadata(product.metadata, metadata),
    updated: now,
  };
}

/** The fields that are set as they are given. */
function plainFields(params: ParsedFields<typeof fields>): Partial<Product> {
  const { active, description, name, statement_descriptor, tax_code, unit_label, url, shippable } = params;
  const given = { active, description, name, statement_descriptor, tax_code, unit_label, url, shippable };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function deleteProduct(ctx: Context, id: string): object {
  const product = requireProduct(ctx, id, 'id', 'path');
  if (ctx.store.prices.by('product', id).length > 0) {
    throw invalidRequest('This product cannot be deleted because it has one or more user-created prices.');
  }
  ctx.store.products.delete(id);
  emit(ctx, 'product.deleted', product);
  return { id, object: 'product', deleted: true };
}

export const productRoutes = [
  route('POST', '/v1/products', createFields, createProduct),
  route('GET', '/v1/products/:id', {}, (ctx, _params, path) => requireProduct(ctx, path.id(), 'id', 'path')),
  route('POST', '/v1/products/:id', { ...fields, default_price: text() }, (ctx, params, path) => {
    const before = requireProduct(ctx, path.id(), 'id', 'path');
    const { default_price: defaultPrice, ...rest } = params;
    const updated = withFields(before, rest, ctx.now);
    const after = ctx.store.products.put(
      defaultPrice === undefined
        ? updated
        : { ...updated, default_price: requirePrice(ctx, defaultPrice, 'default_price', 'parameter').id },
    );
    emit(ctx, 'product.updated', after, before);
    return after;
  }),
  route('DELETE', '/v1/products/:id', {}, (ctx, _params, path) => deleteProduct(ctx, path.id())),
  route(
    'GET',
    '/v1/products',
    { ...pageParams, active: boolean(), ids: list(text()), created: rangeParam(), url: text() },
    (ctx, params) =>
      listOf(
        ctx.store.products
          .newestFirst()
          .filter(
            (product) =>
              (params.active === undefined || product.active === params.active) &&
              (params.ids === undefined || params.ids.includes(product.id)) &&
              (params.url === undefined || product.url === params.url) &&
              inRange(product.created, params.created),
          ),
        params,
        '/v1/products',
        (product) => product,
      ),
  ),
];

import { isRecord } from '../judge/violations.ts';
import { type IdTranslation, isId } from './id-translation.ts';
import type { Cassette, RecordedExchange } from './recorded-exchange.ts';
import type { WireClient } from './wire-client.ts';

/** Prices as the recordings show them, by id: they were made before the first recorded call. */
export type PriceBook = ReadonlyMap<string, Record<string, unknown>>;

export function collectPrices(cassettes: readonly Cassette[]): PriceBook {
  const prices = new Map<string, Record<string, unknown>>();
  const visit = (value: unknown): void => {
    if (!isRecord(value)) return;
    if (value.object === 'price') prices.set(String(value.id), value);
    for (const child of Object.values(value)) visit(child);
  };
  for (const { exchanges } of cassettes) for (const { answer } of exchanges) visit(answer);
  return prices;
}

/** Makes what a request names and no recorded call made. False when that cannot be made from outside. */
export async function arrange(
  request: RecordedExchange,
  ids: IdTranslation,
  prices: PriceBook,
  call: WireClient,
): Promise<boolean> {
  for (const { key, value } of namedIn(request)) {
    if (ids.knows(value)) continue;
    const made = await make(key, value, request, ids, prices, call);
    if (made === null) return false;
    ids.learn(value, made);
  }
  return true;
}

async function make(
  key: string,
  id: string,
  request: RecordedExchange,
  ids: IdTranslation,
  prices: PriceBook,
  call: WireClient,
): Promise<string | null> {
  const price = key === 'price' && prices.get(id);
  if (price) return idOf(await call('POST', '/v1/prices', priceLike(price)));
  if (request.status !== 200) return id;
  if (key === 'coupon') {
    return idOf(await call('POST', '/v1/coupons', { id, percent_off: 10, duration: 'forever' }));
  }
  if (id.startsWith('cus_'))
    return idOf(await call('POST', '/v1/customers', { email: 'corpus@example.com' }));
  if (id.startsWith('pm_')) {
    const customer = ids.translatePath(request.path).split('/')[3];
    return idOf(await call('POST', '/v1/payment_methods/pm_card_visa/attach', { customer }));
  }
  return null;
}

function priceLike(price: Record<string, unknown>): Record<string, unknown> {
  const recurring = isRecord(price.recurring) ? price.recurring : null;
  return {
    currency: price.currency,
    unit_amount: price.unit_amount,
    product_data: { name: 'Corpus' },
    ...(recurring && {
      recurring: { interval: recurring.interval, interval_count: recurring.interval_count },
    }),
  };
}

function idOf({ body }: { body: unknown }): string | null {
  return isRecord(body) && typeof body.id === 'string' ? body.id : null;
}

function namedIn({ path, params }: RecordedExchange): { key: string; value: string }[] {
  const inPath = path.split('/').map((value) => ({ key: 'path', value }));
  return [...inPath, ...leaves(params, '')].filter(
    ({ key, value }) => key === 'price' || key === 'coupon' || isId(value),
  );
}

function leaves(value: unknown, key: string): { key: string; value: string }[] {
  if (typeof value === 'string') return key === 'expand' ? [] : [{ key, value }];
  if (Array.isArray(value)) return value.flatMap((item) => leaves(item, key));
  return isRecord(value) ? Object.entries(value).flatMap(([name, child]) => leaves(child, name)) : [];
}

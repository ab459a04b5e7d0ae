import type { CatalogPrice } from '../domain/catalog.ts';
import type { Metric } from '../domain/metric.ts';
import type { StripeClient } from './client.ts';
import { toPriceParams } from './to-price-params.ts';

/** Stripe looks up at most ten keys in one call. */
const LOOKUP_KEYS_PER_CALL = 10;

export interface PriceToEnsure {
  price: CatalogPrice;
  productId: string;
  metadata: Record<string, string>;
}

/** Finds each price by its lookup key or makes it; answers Stripe's id by lookup key. */
export async function ensurePrices(
  stripe: StripeClient,
  input: { prices: readonly PriceToEnsure[]; meterIds: ReadonlyMap<Metric, string> },
): Promise<ReadonlyMap<string, string>> {
  const ids = await findPrices(
    stripe,
    input.prices.map(({ price }) => price.lookupKey),
  );
  for (const wanted of input.prices) {
    const { lookupKey } = wanted.price;
    if (ids.has(lookupKey)) continue;
    const created = await stripe.prices.create(toPriceParams(wanted, input.meterIds), {
      idempotencyKey: `provision:price:${lookupKey}`,
    });
    ids.set(lookupKey, created.id);
  }
  return ids;
}

async function findPrices(stripe: StripeClient, lookupKeys: readonly string[]): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (let start = 0; start < lookupKeys.length; start += LOOKUP_KEYS_PER_CALL) {
    const { data } = await stripe.prices.list({
      lookup_keys: lookupKeys.slice(start, start + LOOKUP_KEYS_PER_CALL),
      limit: LOOKUP_KEYS_PER_CALL,
    });
    for (const { id, lookup_key: lookupKey } of data) if (lookupKey !== null) ids.set(lookupKey, id);
  }
  return ids;
}

import type Stripe from 'stripe';
import type { CatalogPrice } from '../domain/catalog.ts';
import { BillingError } from '../domain/errors.ts';
import type { Metric } from '../domain/metric.ts';
import type { StripeClient } from './client.ts';
import { stripePriceTerms } from './price-terms.ts';
import { toPriceParams } from './to-price-params.ts';

/** Stripe looks up at most ten keys in one call. */
const LOOKUP_KEYS_PER_CALL = 10;

export interface PriceToEnsure {
  price: CatalogPrice;
  productId: string;
  metadata: Record<string, string>;
}

/**
 * Finds each price by its lookup key or makes it; answers Stripe's id by lookup key. Throws `conflict` when the price
 * under a key charges something else: it was made for other terms, and a price never changes.
 */
export async function ensurePrices(
  stripe: StripeClient,
  input: { prices: readonly PriceToEnsure[]; meterIds: ReadonlyMap<Metric, string> },
): Promise<ReadonlyMap<string, string>> {
  const found = await findPrices(
    stripe,
    input.prices.map(({ price }) => price.lookupKey),
  );
  const ids = new Map<string, string>();
  for (const wanted of input.prices) {
    const { lookupKey } = wanted.price;
    const params = toPriceParams(wanted, input.meterIds);
    const known = found.get(lookupKey);
    if (known !== undefined) requireSameTerms(known, params);
    const { id } =
      known ?? (await stripe.prices.create(params, { idempotencyKey: `provision:price:${lookupKey}` }));
    ids.set(lookupKey, id);
  }
  return ids;
}

function requireSameTerms(known: Stripe.Price, wanted: Stripe.PriceCreateParams): void {
  if (stripePriceTerms(known) === stripePriceTerms(wanted)) return;
  throw new BillingError(
    'conflict',
    `Stripe has ${known.lookup_key} on other terms already; give the plan a new version.`,
  );
}

async function findPrices(
  stripe: StripeClient,
  lookupKeys: readonly string[],
): Promise<Map<string, Stripe.Price>> {
  const found = new Map<string, Stripe.Price>();
  for (let start = 0; start < lookupKeys.length; start += LOOKUP_KEYS_PER_CALL) {
    const { data } = await stripe.prices.list({
      lookup_keys: lookupKeys.slice(start, start + LOOKUP_KEYS_PER_CALL),
      limit: LOOKUP_KEYS_PER_CALL,
      expand: ['data.tiers'],
    });
    for (const price of data) if (price.lookup_key !== null) found.set(price.lookup_key, price);
  }
  return found;
}

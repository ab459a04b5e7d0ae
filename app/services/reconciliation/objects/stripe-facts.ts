import type { Facts } from '../../../domain/reconciliation/compare-facts.ts';
import type { StripeObject } from '../../../stripe/reconciliation/stripe-object.ts';
import type { CatalogPriceRow } from './load-here.ts';

/** What we say of every subscription: it sells one plan of ours, whole. */
export const WHOLE_PLAN = 'one whole plan';

/** Stripe's facts, and for a subscription which plan its prices are. */
export function stripeFacts(object: StripeObject, prices: ReadonlyMap<string, CatalogPriceRow>): Facts {
  const { priceIds } = object;
  if (priceIds === undefined) return object.facts;
  const known = priceIds.flatMap((id) => prices.get(id) ?? []);
  const base = known.find(({ component }) => component === 'base');
  return {
    ...object.facts,
    ...(base && { plan: base.plan_version_id }),
    catalog: describePlan({ priceIds, known, base, prices }),
  };
}

export function hereFacts(kind: string, facts: Facts): Facts {
  return kind === 'subscription' ? { ...facts, catalog: WHOLE_PLAN } : facts;
}

interface SoldPrices {
  priceIds: readonly string[];
  known: readonly CatalogPriceRow[];
  base: CatalogPriceRow | undefined;
  prices: ReadonlyMap<string, CatalogPriceRow>;
}

function describePlan({ priceIds, known, base, prices }: SoldPrices): string {
  const foreign = priceIds.filter((id) => !known.some((price) => price.stripe_price_id === id));
  if (foreign.length > 0) return `a price that we do not sell: ${foreign.join(' ')}`;
  if (base === undefined) return 'without base';
  if (known.some((price) => price.plan_version_id !== base.plan_version_id)) return 'prices of several plans';
  const missing = [...prices.values()].filter(
    (price) =>
      price.plan_version_id === base.plan_version_id &&
      price.currency === base.currency &&
      !priceIds.includes(price.stripe_price_id),
  );
  if (missing.length === 0) return WHOLE_PLAN;
  return `without ${missing
    .map(({ component }) => component)
    .sort()
    .join(' ')}`;
}

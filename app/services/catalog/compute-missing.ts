import type { CatalogPlan, CatalogPrice } from '../../domain/catalog.ts';
import { formatDecimal } from '../../domain/decimal.ts';
import { BillingError } from '../../domain/errors.ts';
import { METRICS, type Metric } from '../../domain/metric.ts';
import type { CatalogState, StoredPrice } from './load-catalog-state.ts';

export interface MissingFromCatalog {
  prices: readonly { plan: CatalogPlan; price: CatalogPrice }[];
  metrics: readonly Metric[];
}

/**
 * What still has to be made, here or at Stripe. Throws `conflict` when a stored price differs from the list: somebody
 * may be subscribed to it, so new terms need a new version.
 */
export function computeMissing(catalog: readonly CatalogPlan[], state: CatalogState): MissingFromCatalog {
  const prices = catalog
    .flatMap((plan) => plan.prices.map((price) => ({ plan, price })))
    .filter(({ price }) => {
      const stored = state.prices.get(price.lookupKey);
      if (stored !== undefined) requireSameTerms(price, stored);
      return (stored?.stripe_price_id ?? null) === null;
    });
  return { prices, metrics: METRICS.filter((metric) => !state.meterIds.has(metric)) };
}

function requireSameTerms(price: CatalogPrice, stored: StoredPrice): void {
  if (termsOf(price) === termsOfStored(stored)) return;
  throw new BillingError(
    'conflict',
    `The price ${price.lookupKey} is already sold on other terms; give the plan a new version.`,
  );
}

function termsOf(price: CatalogPrice): string {
  if (price.component === 'base') return price.unitAmountMinor.toString();
  return price.tiers.map(({ upTo, unitAmount }) => `${upTo ?? 'inf'}:${formatDecimal(unitAmount)}`).join(' ');
}

function termsOfStored({ unit_amount_minor: unitAmountMinor, tiers }: StoredPrice): string {
  if (unitAmountMinor !== null) return unitAmountMinor;
  return tiers.map((tier) => `${tier.up_to ?? 'inf'}:${tier.unit_amount_decimal}`).join(' ');
}

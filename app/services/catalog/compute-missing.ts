import type { CatalogPlan, CatalogPrice } from '../../domain/catalog.ts';
import { BillingError } from '../../domain/errors.ts';
import { METRICS, type Metric } from '../../domain/metric.ts';
import type { Currency } from '../../domain/money.ts';
import { type CatalogState, commitmentKey, type StoredPrice } from './load-catalog-state.ts';
import { priceToText } from './terms-text.ts';

export interface MissingFromCatalog {
  prices: readonly { plan: CatalogPlan; price: CatalogPrice }[];
  metrics: readonly Metric[];
}

/**
 * What still has to be made, here or at Stripe. Throws `conflict` when a stored price or commitment differs from the
 * plan: somebody may be subscribed to it, so new terms need a new version.
 */
export function computeMissing(plans: readonly CatalogPlan[], state: CatalogState): MissingFromCatalog {
  const prices = plans
    .flatMap((plan) => plan.prices.map((price) => ({ plan, price })))
    .filter(({ plan, price }) => {
      const stored = state.prices.get(price.lookupKey);
      if (stored !== undefined) {
        requireSameTerms(price, stored);
        requireSameCommitment(plan, price, state);
      }
      return (stored?.stripePriceId ?? null) === null;
    });
  return { prices, metrics: METRICS.filter((metric) => !state.meterIds.has(metric)) };
}

function requireSameTerms(price: CatalogPrice, { terms: stored }: StoredPrice): void {
  if (termsOf(price) !== termsOf(stored)) throw soldOnOtherTerms(price.lookupKey);
}

function requireSameCommitment(
  plan: CatalogPlan,
  { currency, lookupKey }: CatalogPrice,
  state: CatalogState,
) {
  const stored = state.commitments.get(commitmentKey(plan, currency)) ?? null;
  if (commitmentOf(plan, currency) !== stored) throw soldOnOtherTerms(lookupKey);
}

function commitmentOf({ commitments }: CatalogPlan, currency: Currency): bigint | null {
  return commitments.find((commitment) => commitment.currency === currency)?.amountMinor ?? null;
}

function soldOnOtherTerms(lookupKey: string): BillingError {
  return new BillingError(
    'conflict',
    `The price ${lookupKey} is already sold on other terms; give the plan a new version.`,
  );
}

function termsOf(row: StoredPrice['terms']): string {
  return row.component === 'base' ? row.unitAmountMinor.toString() : priceToText(row.price);
}

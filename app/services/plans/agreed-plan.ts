import { type CatalogPlan, type CatalogPrice, priceLookupKey } from '../../domain/catalog.ts';
import { METRICS } from '../../domain/metric.ts';
import type { Currency } from '../../domain/money.ts';
import { PLAN_IDS, type PlanId } from '../../domain/plan-id.ts';
import { PLAN_TERMS } from '../../domain/plan-terms.ts';
import type { AgreedTerms } from './plan-terms-input.ts';

/** The plan version that the terms make, as the catalog writes one. */
export function agreedPlan(input: {
  customerId: string;
  planId: PlanId;
  currency: Currency;
  terms: AgreedTerms;
}): CatalogPlan {
  const { customerId, planId, currency, terms } = input;
  const identity = { id: planId, version: terms.version, customerId };
  const prices: CatalogPrice[] = [
    {
      component: 'base',
      currency,
      lookupKey: priceLookupKey(identity, 'base', currency),
      unitAmountMinor: terms.baseFeeMinor,
    },
    ...METRICS.map((metric) => ({
      component: metric,
      currency,
      lookupKey: priceLookupKey(identity, metric, currency),
      price: terms.metered[metric],
    })),
  ];
  const { minimumCommitmentMinor: amountMinor } = terms;
  return {
    ...identity,
    name: PLAN_TERMS[planId].name,
    rank: PLAN_IDS.indexOf(planId) + 1,
    prices,
    commitments: amountMinor === null ? [] : [{ currency, amountMinor }],
  };
}

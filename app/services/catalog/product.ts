import type { CatalogPlan, PriceComponent } from '../../domain/catalog.ts';

const COMPONENT_NAMES: Record<PriceComponent, string> = {
  base: 'plan',
  impressions: 'ad impressions',
  api_calls: 'API calls',
  data_transfer_bytes: 'data transfer (bytes)',
};

/** A product for each component of a plan, because Stripe prints the product's name on the invoice line. */
export function productOf(plan: Pick<CatalogPlan, 'id' | 'name'>, component: PriceComponent) {
  return {
    id: `apex_${plan.id}_${component}`,
    name: `${plan.name} ${COMPONENT_NAMES[component]}`,
    metadata: { plan_id: plan.id, component },
  };
}

export function baseProductId(plan: CatalogPlan): string {
  return productOf(plan, 'base').id;
}

import type { PlanPrices } from '../../domain/pricing/rate-plan.ts';

/** A plan version that a customer can see, with what it costs in the customer's currency. */
export interface ListedPlan {
  versionId: string;
  planId: string;
  name: string;
  version: number;
  /** What the running subscription is on; in a replay after the end, what the last one was. */
  isCurrent: boolean;
  /** Agreed with this customer alone. */
  isCustom: boolean;
  prices: PlanPrices;
}

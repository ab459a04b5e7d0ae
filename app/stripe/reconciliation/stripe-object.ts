import type { Facts } from '../../domain/reconciliation/compare-facts.ts';

/** An object of Stripe's as the reconciliation sees it: whose it is, and what it says as plain texts. */
export interface StripeObject {
  stripeId: string;
  stripeCustomerId: string | null;
  createdAt: Date;
  /** The latest change that it tells of itself; null where it tells of none. */
  changedAt: Date | null;
  facts: Facts;
  /** The prices of a subscription: base first is not promised. */
  priceIds?: readonly string[];
  /** The charge of a refund. */
  chargeId?: string | null;
}

export interface StripePage {
  objects: readonly StripeObject[];
  /** Where the next page begins; null after the last. */
  next: string | null;
  /** Calls that it took. */
  calls: number;
}

export interface ListRequest {
  stripeCustomerId: string | null;
  from: Date;
  to: Date;
  after: string | null;
}

export const PAGE_LIMIT = 100;

/** The parameters that every list has in common. */
export function pageOf({ from, to, after }: ListRequest) {
  return {
    limit: PAGE_LIMIT,
    created: { gte: Math.floor(from.getTime() / 1000), lte: Math.floor(to.getTime() / 1000) },
    ...(after !== null && { starting_after: after }),
  };
}

export function latestOf(instants: readonly (Date | null)[]): Date | null {
  const known = instants.filter((at) => at !== null);
  return known.length === 0 ? null : new Date(Math.max(...known.map((at) => at.getTime())));
}

export function toPage(
  objects: readonly StripeObject[],
  { hasMore, calls = 1 }: { hasMore: boolean; calls?: number },
): StripePage {
  return { objects, next: hasMore ? (objects.at(-1)?.stripeId ?? null) : null, calls };
}

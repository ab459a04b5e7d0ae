import type { ServiceContext } from '../context.ts';
import type { CustomerSummary } from './customer-summary.ts';
import { findCustomers } from './find-customers.ts';

/** So many are offered to choose from; who means another types more. */
export const MOST_CHOICES = 8;

export type CustomerMatch =
  | { kind: 'one'; customer: CustomerSummary }
  | { kind: 'several'; customers: readonly CustomerSummary[]; hasMore: boolean }
  | { kind: 'none' };

/**
 * The one customer that a text means, found as the desk's search finds: the only one that it finds, or the only one whose
 * name, e-mail address, id or invoice number it is, whole. Else those to choose from. Staff only; one trip.
 */
export async function matchCustomer(ctx: ServiceContext, text: string): Promise<CustomerMatch> {
  const wanted = text.trim();
  const { customers, identified, hasMore } = await findCustomers(ctx, {
    text: wanted,
    after: null,
    limit: MOST_CHOICES,
  });
  const exact = customers.filter((customer, index) => index < identified || isNamed(customer, wanted));
  const [only, ...others] = exact.length > 0 ? exact : customers;
  if (only === undefined) return { kind: 'none' };
  const isOnly = others.length === 0 && (exact.length > 0 || !hasMore);
  return isOnly ? { kind: 'one', customer: only } : { kind: 'several', customers, hasMore };
}

function isNamed({ stripeCustomerId, email, name }: CustomerSummary, text: string): boolean {
  return [stripeCustomerId, email, name].some((own) => own?.toLowerCase() === text.toLowerCase());
}

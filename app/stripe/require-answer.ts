import { BillingError } from '../domain/errors.ts';
import { describeStripeError } from './describe-error.ts';
import { stripeRefusal } from './refusal.ts';

/**
 * Runs work for a person who waits for it. Where Stripe does not answer at all it throws `stripe_unavailable` with `told`,
 * which says what was done and what was not; what Stripe says about the object goes through as it is.
 */
export async function requireAnswer<T>(told: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const refusal = stripeRefusal(error);
    if (refusal === null) throw error;
    throw new BillingError('stripe_unavailable', told, {
      detail: describeStripeError(error) ?? told,
      cause: error,
      ...(refusal.retryAfterMs !== null && { retryAfterMs: refusal.retryAfterMs }),
    });
  }
}

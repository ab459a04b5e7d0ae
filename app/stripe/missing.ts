import Stripe from 'stripe';

/** Null where Stripe says that the object does not exist (any more). Every other error is thrown on. */
export async function nullWhenMissing<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404;
}

/** Null where Stripe does not know the object that a page was to begin after. */
export async function nullWhenCursorIsGone<T>(page: Promise<T>): Promise<T | null> {
  try {
    return await page;
  } catch (error) {
    const isGone =
      error instanceof Stripe.errors.StripeInvalidRequestError && error.param === 'starting_after';
    if (isGone) return null;
    throw error;
  }
}

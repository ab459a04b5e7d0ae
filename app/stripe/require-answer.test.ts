import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { requireAnswer } from './require-answer.ts';

const TOLD = 'Nothing was given.';

function after(error: Error) {
  return requireAnswer(TOLD, () => Promise.reject(error));
}

test('a Stripe that cannot be reached, fails or throttles is told in the words given, with its own kept for the log', async () => {
  const connection = new Stripe.errors.StripeConnectionError({ type: 'api_error', message: 'Refused.' });
  await expect(after(connection)).rejects.toMatchObject({
    code: 'stripe_unavailable',
    userMessage: TOLD,
    message: expect.stringContaining('Refused.'),
    cause: connection,
  });
  const throttled = new Stripe.errors.StripeRateLimitError({
    type: 'rate_limit_error',
    message: 'Slow down.',
    headers: { 'retry-after': '3' },
  });
  await expect(after(throttled)).rejects.toMatchObject({ code: 'stripe_unavailable', retryAfterMs: 3_000 });
});

test('what Stripe says about the object, and what is not Stripe’s, goes through', async () => {
  const missing = new Stripe.errors.StripeInvalidRequestError({
    type: 'invalid_request_error',
    message: 'No such invoice.',
  });
  await expect(after(missing)).rejects.toBe(missing);
  const own = new TypeError('ours');
  await expect(after(own)).rejects.toBe(own);
});

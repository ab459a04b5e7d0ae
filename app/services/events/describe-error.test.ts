import { DrizzleQueryError } from 'drizzle-orm';
import Stripe from 'stripe';
import { expect, it } from 'vitest';
import { describeError } from './describe-error.ts';

it('names the kind of a Stripe error and the request that Stripe finds it by', () => {
  const error = new Stripe.errors.StripeRateLimitError({
    type: 'rate_limit_error',
    message: 'Slow down.',
    requestId: 'req_1',
  });
  expect(describeError(error)).toBe('StripeRateLimitError: Slow down. (Stripe request req_1)');
});

it('says of a key that Stripe refuses where it is set, and shows nothing of it', () => {
  const unknown = new Stripe.errors.StripeAuthenticationError({
    type: 'invalid_request_error',
    message: 'Invalid API Key provided: sk_live_****************************4242',
  });
  expect(describeError(unknown)).toBe(
    'StripeAuthenticationError: Stripe does not know the key in STRIPE_SECRET_KEY (wrong or revoked). Invalid API Key provided: sk_live_…',
  );
  const narrow = new Stripe.errors.StripePermissionError({
    type: 'invalid_request_error',
    message: "The provided key 'rk_live_51AbC*xyz' does not have the required permissions for this endpoint.",
  });
  expect(describeError(narrow)).toBe(
    "StripePermissionError: Stripe does not let the key in STRIPE_SECRET_KEY do this. The provided key 'rk_live_…' does not have the required permissions for this endpoint.",
  );
});

it('repeats no parameter of a failed query', () => {
  const error = new DrizzleQueryError(
    'insert into customers values ($1)',
    ['secret@x.test'],
    new Error('refused'),
  );
  expect(describeError(error)).toBe('Error: refused');
});

it('cuts what is long and survives what is no error', () => {
  expect(describeError(new TypeError('x'.repeat(2_000)))).toHaveLength(500);
  expect(describeError('plain text')).toBe('thrown string');
});

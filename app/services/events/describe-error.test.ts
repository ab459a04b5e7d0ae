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

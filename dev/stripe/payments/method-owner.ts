import type { Context } from '../context.ts';
import type { PaymentMethod } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { invalidRequest, type StripeError } from '../wire/errors.ts';

/** The refusal of a method that is not the customer's. */
export function foreignMethod(id: string, param: string): StripeError {
  return invalidRequest(
    `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
    { code: 'resource_missing', param },
  );
}

/** What was detached, or paid once without belonging to anybody, is never used again. */
export function requireUnspent(ctx: Context, method: PaymentMethod): void {
  if (!ctx.store.cards.get(method.id)?.isSpent) return;
  throw invalidRequest(
    'This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.',
    { param: 'payment_method' },
  );
}

export function spendMethod(ctx: Context, method: PaymentMethod): void {
  const card = ctx.store.cards.get(method.id);
  if (card) ctx.store.cards.put({ ...card, isSpent: true });
}

/** It is nobody's from now on, for good. */
export function detachMethod(ctx: Context, before: PaymentMethod): PaymentMethod {
  const after = ctx.store.paymentMethods.put({ ...before, customer: null });
  spendMethod(ctx, after);
  emit(ctx, 'payment_method.detached', after, before);
  return after;
}

import type { Context } from '../context.ts';
import type { PaymentMethod } from '../state/records.ts';
import { invalidRequest } from '../wire/errors.ts';
import { openPaymentMethod } from './adopt-payment-method.ts';
import { foreignMethod, requireUnspent } from './method-owner.ts';

const PARAM = 'payment_method';

/** The method that a request pays with: the customer's own, or one of nobody that was not used before. */
export function openUsableMethod(ctx: Context, id: string, customer: string | null): PaymentMethod {
  const method = openPaymentMethod(ctx, id, PARAM, 'parameter');
  if (method.customer === null) {
    requireUnspent(ctx, method);
    return method;
  }
  if (customer === null) {
    throw invalidRequest(
      `The PaymentMethod ${id} is attached to a customer; that customer must be provided with it.`,
      { param: PARAM },
    );
  }
  if (method.customer !== customer) throw foreignMethod(id, PARAM);
  return method;
}

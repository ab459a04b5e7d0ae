import type { Context } from '../context.ts';
import { requireCustomer } from '../state/lookups.ts';
import type { PaymentMethod } from '../state/records.ts';
import { invalidRequest } from '../wire/errors.ts';
import { openPaymentMethod } from './adopt-payment-method.ts';
import { requireUnspent } from './method-owner.ts';

const PARAM = 'payment_method';

/**
 * The method that a request for an intent pays with: the customer's own, or one of nobody that was not used before. A
 * deleted customer pays with none.
 */
export function openUsableMethod(
  ctx: Context,
  id: string,
  customer: string | null,
  noun: 'PaymentIntent' | 'SetupIntent',
): PaymentMethod {
  if (customer !== null) requireCustomer(ctx, customer, 'customer', 'parameter');
  const method = openPaymentMethod(ctx, id, PARAM, 'parameter');
  if (method.customer === null) {
    requireUnspent(ctx, method);
    return method;
  }
  if (customer === null) {
    const which =
      noun === 'PaymentIntent' ? `\`${PARAM}\` parameter supplied ${id}` : `payment method supplied (${id})`;
    throw invalidRequest(
      `The ${which} belongs to the Customer ${method.customer}. Please include the Customer in the \`customer\` parameter on the ${noun}.`,
      { param: PARAM },
    );
  }
  if (method.customer !== customer) {
    throw invalidRequest(
      `The PaymentMethod ${id} does not belong to the Customer you supplied ${customer}. Please use this PaymentMethod with the Customer that it belongs to instead.`,
      { param: PARAM },
    );
  }
  return method;
}

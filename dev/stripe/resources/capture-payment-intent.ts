import type { Context } from '../context.ts';
import { cardOf } from '../payments/adopt-payment-method.ts';
import { recordChargeTransaction } from '../payments/charge-card.ts';
import { unexpectedState } from '../payments/unexpected-state.ts';
import type { PaymentIntent } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { invalidRequest } from '../wire/errors.ts';

/** Takes what an intent only reserved, or a part of it. */
export function capturePaymentIntent(
  ctx: Context,
  intent: PaymentIntent,
  amount: number | undefined,
): PaymentIntent {
  if (intent.status !== 'requires_capture') {
    throw unexpectedState(
      intent,
      `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
    );
  }
  const captured = amount ?? intent.amount_capturable;
  if (captured > intent.amount_capturable) {
    throw invalidRequest('The amount to capture is greater than the capturable amount.', {
      param: 'amount_to_capture',
      code: 'amount_too_large',
    });
  }
  const charge = ctx.store.charges.get(intent.latest_charge ?? '');
  if (charge) {
    const card = cardOf(ctx, charge.payment_method ?? '');
    const transaction = recordChargeTransaction(ctx, charge.id, { ...intent, amount: captured }, card);
    const after = ctx.store.charges.put({
      ...charge,
      captured: true,
      amount_captured: captured,
      balance_transaction: transaction.id,
    });
    emit(ctx, 'charge.captured', after);
  }
  const after = ctx.store.paymentIntents.put({
    ...intent,
    amount_capturable: 0,
    amount_received: captured,
    status: 'succeeded',
  });
  emit(ctx, 'payment_intent.succeeded', after);
  return after;
}

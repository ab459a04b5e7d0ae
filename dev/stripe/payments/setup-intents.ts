import type { Context } from '../context.ts';
import type { PaymentMethod, SetupIntent } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { docUrl, type StripeError } from '../wire/errors.ts';
import { cardOf } from './adopt-payment-method.ts';
import { authenticationStep } from './authentication-step.ts';
import { cardError, declineCodes } from './card-error.ts';
import { markSetUp } from './payment-intents.ts';
import { endPendingSetup } from './pending-setup.ts';
import type { Decline } from './test-cards.ts';

/** Saves a card for later: refused by its bank, waiting for the customer to authenticate, or done and attached. */
export function confirmSetup(
  ctx: Context,
  intent: SetupIntent,
  method: PaymentMethod,
  details: { authenticated: boolean; returnUrl: string | null },
): SetupIntent {
  const card = cardOf(ctx, method.id);
  if (card.attachDecline) throw refuse(ctx, intent, method, card.attachDecline);
  if (card.authentication && !details.authenticated) {
    const waiting = ctx.store.setupIntents.put({
      ...intent,
      payment_method: method.id,
      last_setup_error: null,
      status: 'requires_action',
      next_action: authenticationStep(details.returnUrl),
    });
    emit(ctx, 'setup_intent.requires_action', waiting);
    return waiting;
  }
  if (details.authenticated) markSetUp(ctx, method, intent.usage);
  if (intent.customer !== null && method.customer === null) {
    emit(
      ctx,
      'payment_method.attached',
      ctx.store.paymentMethods.put({ ...method, customer: intent.customer }),
    );
  }
  const done = ctx.store.setupIntents.put({
    ...intent,
    payment_method: method.id,
    last_setup_error: null,
    next_action: null,
    status: 'succeeded',
  });
  emit(ctx, 'setup_intent.succeeded', done);
  endPendingSetup(ctx, done);
  return done;
}

function refuse(ctx: Context, intent: SetupIntent, method: PaymentMethod, decline: Decline): StripeError {
  const failed = ctx.store.setupIntents.put({
    ...intent,
    payment_method: null,
    status: 'requires_payment_method',
    last_setup_error: {
      type: 'card_error',
      code: decline.code as NonNullable<NonNullable<SetupIntent['last_setup_error']>['code']>,
      message: decline.message,
      doc_url: docUrl(decline.code),
      payment_method: method,
      ...declineCodes(decline),
    },
  });
  emit(ctx, 'setup_intent.setup_failed', failed);
  return cardError(decline, {
    ...(decline.code === 'expired_card' && { param: 'exp_month' }),
    setup_intent: failed,
    payment_method: method,
    keepsChanges: true,
  });
}

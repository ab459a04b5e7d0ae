import type { Context } from '../context.ts';
import { newId } from '../state/new-id.ts';
import type { PaymentIntent, PaymentMethod } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { docUrl } from '../wire/errors.ts';
import { randomText } from '../wire/ids.ts';
import { cardOf } from './adopt-payment-method.ts';
import { authenticationStep } from './authentication-step.ts';
import { cardError, declineCodes } from './card-error.ts';
import { type ChargeAttempt, chargeCard } from './charge-card.ts';
import type { Decline } from './test-cards.ts';

export function createIntent(
  ctx: Context,
  given: Partial<PaymentIntent> & { amount: number; currency: string },
): PaymentIntent {
  const id = newId(ctx, 'pi');
  const intent = ctx.store.paymentIntents.put({
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic',
    client_secret: `${id}_secret_${randomText(24)}`,
    confirmation_method: 'automatic',
    created: ctx.now,
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: given.payment_method ? 'requires_confirmation' : 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
    ...given,
  });
  emit(ctx, 'payment_intent.created', intent);
  return intent;
}

export type IntentOutcome =
  | { readonly kind: 'succeeded'; readonly intent: PaymentIntent; readonly charge: ChargeAttempt['charge'] }
  | { readonly kind: 'authentication'; readonly intent: PaymentIntent }
  | {
      readonly kind: 'declined';
      readonly intent: PaymentIntent;
      readonly charge: ChargeAttempt['charge'];
      readonly decline: Decline;
    };

/**
 * Tries the intent with a payment method: paid, refused, or waiting for the customer to authenticate. `unattended`: how
 * it is refused when they would have to.
 */
export function confirmIntent(
  ctx: Context,
  intent: PaymentIntent,
  method: PaymentMethod,
  details: {
    authenticated?: boolean;
    offSession?: boolean;
    returnUrl?: string | null;
    unattended?: Decline;
  } = {},
): IntentOutcome {
  const { authenticated = false, offSession = false, unattended = null } = details;
  const prepared = { ...intent, payment_method: method.id, last_payment_error: null, next_action: null };
  const needsCustomer = !authenticated && needsAuthentication(ctx, method, offSession);
  if (needsCustomer && unattended === null) {
    const waiting = ctx.store.paymentIntents.put({
      ...prepared,
      status: 'requires_action',
      next_action: authenticationStep(details.returnUrl ?? null),
    });
    emit(ctx, 'payment_intent.requires_action', waiting);
    return { kind: 'authentication', intent: waiting };
  }
  const captured = intent.capture_method !== 'manual';
  const { charge, decline } = chargeCard(ctx, prepared, method, {
    authenticated,
    captured,
    unattended: needsCustomer ? unattended : null,
  });
  if (decline) {
    const failed = ctx.store.paymentIntents.put({
      ...prepared,
      latest_charge: charge.id,
      payment_method: null,
      status: 'requires_payment_method',
      last_payment_error: {
        type: 'card_error',
        code: decline.code as NonNullable<PaymentIntent['last_payment_error']>['code'] & string,
        message: decline.message,
        doc_url: docUrl(decline.code),
        charge: charge.id,
        payment_method: method,
        ...declineCodes(decline),
      },
    });
    emit(ctx, 'charge.failed', charge);
    emit(ctx, 'payment_intent.payment_failed', failed);
    return { kind: 'declined', intent: failed, charge, decline };
  }
  const paid = ctx.store.paymentIntents.put({
    ...prepared,
    latest_charge: charge.id,
    ...(captured
      ? { status: 'succeeded' as const, amount_received: intent.amount }
      : { status: 'requires_capture' as const, amount_capturable: intent.amount }),
  });
  if (authenticated) markSetUp(ctx, method, intent.setup_future_usage);
  emit(ctx, 'charge.succeeded', charge);
  emit(ctx, captured ? 'payment_intent.succeeded' : 'payment_intent.amount_capturable_updated', paid);
  return { kind: 'succeeded', intent: paid, charge };
}

function needsAuthentication(ctx: Context, method: PaymentMethod, offSession: boolean): boolean {
  const { authentication } = cardOf(ctx, method.id);
  if (authentication === 'on_session') return !offSession;
  if (authentication === 'unless_set_up')
    return !offSession || ctx.store.cards.get(method.id)?.setUp !== true;
  return authentication === 'always';
}

/** Its customer authenticated a card: for payments at which they are not there, if it was for those. */
export function markSetUp(ctx: Context, method: PaymentMethod, usage: string | null): void {
  if (usage !== 'off_session') return;
  const card = ctx.store.cards.get(method.id);
  if (card) ctx.store.cards.put({ ...card, setUp: true });
}

/** The 402 that tells of a refused charge; unless said otherwise the failed attempt stays on record. */
export function intentError(
  outcome: Extract<IntentOutcome, { kind: 'declined' }>,
  method: PaymentMethod,
  { keepsChanges = true }: { keepsChanges?: boolean } = {},
): Error {
  return cardError(outcome.decline, {
    charge: outcome.charge.id,
    payment_intent: outcome.intent,
    payment_method: method,
    keepsChanges,
  });
}

export function cancelIntent(
  ctx: Context,
  intent: PaymentIntent,
  reason: PaymentIntent['cancellation_reason'],
): PaymentIntent {
  if (intent.status === 'succeeded' || intent.status === 'canceled') return intent;
  const canceled = ctx.store.paymentIntents.put({
    ...intent,
    status: 'canceled',
    canceled_at: ctx.now,
    cancellation_reason: reason,
    amount_capturable: 0,
    next_action: null,
  });
  emit(ctx, 'payment_intent.canceled', canceled);
  return canceled;
}

import type { Context } from '../context.ts';
import { hasAuthenticated } from '../payments/authentication-step.ts';
import { settleInvoiceOf } from '../payments/invoice-payment.ts';
import { spendMethod } from '../payments/method-owner.ts';
import { confirmIntent, intentError } from '../payments/payment-intents.ts';
import { type Decline, unauthenticated } from '../payments/test-cards.ts';
import { isUnconfirmed, missingMethod, unexpectedState } from '../payments/unexpected-state.ts';
import { openUsableMethod } from '../payments/usable-method.ts';
import type { PaymentIntent, PaymentMethod } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { invalidRequest } from '../wire/errors.ts';
import { email } from '../wire/formats.ts';
import { boolean, either, emptyable, oneOf, type ParsedFields, text } from '../wire/params.ts';

/** How an intent is confirmed, when it is created or later. */
export const confirmationFields = {
  error_on_requires_action: boolean(),
  off_session: either(boolean(), oneOf('one_off', 'recurring')),
  return_url: text(),
};

/** What a confirmation may still say of the intent itself. */
export const lateFields = {
  receipt_email: emptyable(email()),
  setup_future_usage: emptyable(oneOf('off_session', 'on_session')),
};

type Confirmation = ParsedFields<typeof confirmationFields>;

/** What says how to confirm is refused of an intent that is only created. */
export function requireConfirmed(params: Confirmation & { confirm?: boolean }): void {
  if (params.confirm === true) return;
  for (const key of Object.keys(confirmationFields)) {
    if (!Object.hasOwn(params, key)) continue;
    throw invalidRequest(`The parameter ${key} can only be used with confirm=true.`, { param: key });
  }
}

export function confirmPaymentIntent(
  ctx: Context,
  given: PaymentIntent,
  params: Confirmation & ParsedFields<typeof lateFields> & { payment_method?: string },
): PaymentIntent {
  const { receipt_email = given.receipt_email, setup_future_usage = given.setup_future_usage } = params;
  const intent = { ...given, receipt_email, setup_future_usage };
  if (!isUnconfirmed(intent)) {
    throw unexpectedState(
      given,
      intent.status === 'succeeded'
        ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
        : `You cannot confirm this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be confirmed: requires_confirmation, requires_action.`,
    );
  }
  const id = params.payment_method ?? intent.payment_method;
  if (id === null) throw missingMethod(given);
  refuseFutureUsage(intent, params);
  const method = openUsableMethod(ctx, id, intent.customer, 'PaymentIntent');
  const unattended = declineUnattended(params);
  const outcome = confirmIntent(ctx, intent, method, {
    authenticated: hasAuthenticated(intent, method),
    offSession: isOffSession(params),
    returnUrl: params.return_url ?? null,
    ...(unattended && { unattended }),
  });
  // First, so that a subscription can keep what its invoice was paid with.
  if (outcome.kind === 'succeeded' && method.customer === null) keepOrSpend(ctx, outcome.intent, method);
  settleInvoiceOf(ctx, outcome);
  if (outcome.kind === 'declined') throw intentError(outcome, method);
  return outcome.intent;
}

/** What nobody is there for sets nothing up for later. */
function refuseFutureUsage({ setup_future_usage: usage }: PaymentIntent, params: Confirmation): void {
  if (usage === null || !isOffSession(params)) return;
  throw invalidRequest(
    'You cannot confirm with the `off_session` parameter when `setup_future_usage` is also set on the PaymentIntent because you cannot set up future usages when processing payments off-session.',
    { param: 'off_session' },
  );
}

function isOffSession({ off_session: given = false }: Confirmation): boolean {
  return given !== false;
}

/** How a payment that the customer would have to authenticate ends where they cannot, or their step is not wanted. */
function declineUnattended(params: Confirmation): Decline | null {
  if (isOffSession(params)) return unauthenticated('authentication_required');
  return params.error_on_requires_action ? unauthenticated('authentication_not_handled') : null;
}

/** What paid is saved for the customer who wants it for later, or has done its work. */
function keepOrSpend(ctx: Context, intent: PaymentIntent, method: PaymentMethod): void {
  const { customer, setup_future_usage: usage } = intent;
  if (usage === null || customer === null) {
    spendMethod(ctx, method);
    return;
  }
  emit(ctx, 'payment_method.attached', ctx.store.paymentMethods.put({ ...method, customer }));
}

import type { Context } from '../context.ts';
import type { Charge, PaymentIntent, PaymentMethod } from '../state/records.ts';
import { randomText } from '../wire/ids.ts';
import { cardOf } from './adopt-payment-method.ts';

const AUTHORIZATION_DAYS = 7;
const DAY_SECONDS = 86_400;

type CardDetails = NonNullable<NonNullable<Charge['payment_method_details']>['card']>;

/** What a charge shows of the card and of what its network said. */
export function cardDetails(
  ctx: Context,
  intent: PaymentIntent,
  method: PaymentMethod,
  { succeeded, captured, authenticated }: { succeeded: boolean; captured: boolean; authenticated: boolean },
): CardDetails {
  const card = cardOf(ctx, method.id);
  return {
    amount_authorized: succeeded ? intent.amount : null,
    authorization_code: succeeded ? randomText(6).toUpperCase() : null,
    brand: card.brand,
    ...(succeeded && !captured && { capture_before: ctx.now + AUTHORIZATION_DAYS * DAY_SECONDS }),
    checks: method.card?.checks ?? null,
    country: card.country,
    electronic_commerce_indicator: null,
    exp_month: method.card?.exp_month ?? 1,
    exp_year: method.card?.exp_year ?? 2030,
    extended_authorization: { status: 'disabled' },
    fingerprint: method.card?.fingerprint ?? null,
    funding: card.funding,
    incremental_authorization: { status: 'unavailable' },
    installments: null,
    last4: card.number.slice(-4),
    mandate: null,
    multicapture: { status: 'unavailable' },
    network: card.brand,
    network_token: { used: false },
    network_transaction_id: succeeded ? randomDigits(15) : null,
    overcapture: { maximum_amount_capturable: intent.amount, status: 'unavailable' },
    regulated_status: 'unregulated',
    three_d_secure: authenticated
      ? {
          authentication_flow: 'challenge',
          electronic_commerce_indicator: '05',
          exemption_indicator: null,
          result: 'authenticated',
          result_reason: null,
          transaction_id: null,
          version: '2.2.0',
        }
      : null,
    transaction_link_id: null,
    wallet: null,
  };
}

function randomDigits(length: number): string {
  return [...randomText(length)].map((letter) => letter.charCodeAt(0) % 10).join('');
}

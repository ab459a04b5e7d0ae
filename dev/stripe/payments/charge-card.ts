import type { Context } from '../context.ts';
import { newId } from '../state/new-id.ts';
import type { BalanceTransaction, Charge, PaymentIntent, PaymentMethod } from '../state/records.ts';
import { divideHalfUp } from '../wire/decimal.ts';
import { randomText } from '../wire/ids.ts';
import { cardOf } from './adopt-payment-method.ts';
import { cardDetails } from './card-details.ts';
import { dashboardDecline } from './dashboard-decline.ts';
import type { Decline, TestCard } from './test-cards.ts';

const FEE_PER_MILLE = 29n;
const FIXED_FEE = 30;
const DAY_SECONDS = 86_400;
const SETTLEMENT_DAYS = 2;

export interface ChargeAttempt {
  readonly charge: Charge;
  readonly decline: Decline | null;
}

/** One attempt to take the intent's amount from a card; a refused one leaves a failed charge. */
export function chargeCard(
  ctx: Context,
  intent: PaymentIntent,
  method: PaymentMethod,
  details: { authenticated: boolean; captured: boolean; unattended: Decline | null },
): ChargeAttempt {
  const card = cardOf(ctx, method.id);
  const decline = details.unattended ?? dashboardDecline(ctx, method.id) ?? card.chargeDecline ?? null;
  const id = newId(ctx, 'ch', 24);
  const succeeded = decline === null;
  const transaction = succeeded && details.captured ? recordChargeTransaction(ctx, id, intent, card) : null;
  const charge = ctx.store.charges.put({
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: succeeded && details.captured ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: transaction?.id ?? null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: ctx.account.name.toUpperCase().slice(0, 22),
    captured: succeeded && details.captured,
    created: ctx.now,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcomeOf(card, decline),
    paid: succeeded,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: {
      card: cardDetails(ctx, intent, method, { ...details, succeeded }),
      type: 'card',
    },
    radar_options: {},
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: succeeded ? `https://pay.stripe.com/receipts/payment/${randomText(32)}` : null,
    refunded: false,
    review: null,
    shipping: intent.shipping as Charge['shipping'],
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: succeeded ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  });
  return { charge, decline };
}

function outcomeOf(card: TestCard, decline: Decline | null): Charge['outcome'] {
  if (decline === null) {
    return {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: card.isRisky ? 'elevated' : 'normal',
      risk_score: card.isRisky ? 70 : 20,
      seller_message: 'Payment complete.',
      type: 'authorized',
    };
  }
  return {
    advice_code: decline.adviceCode,
    network_advice_code: !decline.blocked && decline.adviceCode === 'do_not_try_again' ? '03' : null,
    network_decline_code: decline.networkDeclineCode,
    network_status: decline.blocked ? 'not_sent_to_network' : 'declined_by_network',
    reason: decline.blocked ? 'highest_risk_level' : decline.declineCode,
    risk_level: decline.blocked ? 'highest' : 'normal',
    risk_score: decline.blocked ? 90 : 20,
    seller_message: decline.blocked
      ? 'Stripe blocked this payment as too risky.'
      : 'The bank did not return any further details with this decline.',
    type: decline.blocked ? 'blocked' : 'issuer_declined',
  };
}

export function recordChargeTransaction(
  ctx: Context,
  charge: string,
  intent: PaymentIntent,
  { settlesAtOnce = false }: Pick<TestCard, 'settlesAtOnce'>,
): BalanceTransaction {
  const fee = Number(divideHalfUp(BigInt(intent.amount) * FEE_PER_MILLE, 1000n)) + FIXED_FEE;
  return ctx.store.balanceTransactions.put({
    id: newId(ctx, 'txn'),
    object: 'balance_transaction',
    amount: intent.amount,
    available_on: settlesAtOnce ? ctx.now : ctx.now + SETTLEMENT_DAYS * DAY_SECONDS,
    balance_type: 'payments',
    created: ctx.now,
    currency: intent.currency,
    description: intent.description,
    exchange_rate: null,
    fee,
    fee_details: [
      {
        amount: fee,
        application: null,
        currency: intent.currency,
        description: 'Stripe processing fees',
        type: 'stripe_fee',
      },
    ],
    net: intent.amount - fee,
    reporting_category: 'charge',
    source: charge,
    status: settlesAtOnce ? 'available' : 'pending',
    type: 'charge',
  });
}

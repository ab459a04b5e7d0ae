import { formatAmount } from '../billing/currency.ts';
import type { Context } from '../context.ts';
import { newId } from '../state/new-id.ts';
import type { Charge, Refund } from '../state/records.ts';
import { setTimer } from '../state/timers.ts';
import { emit } from '../webhooks/emit.ts';
import { invalidRequest } from '../wire/errors.ts';
import { randomText } from '../wire/ids.ts';
import type { Metadata } from '../wire/types.ts';
import { cardOf } from './adopt-payment-method.ts';
import { requireWholeSteps } from './chargeable-amount.ts';

const BANK_DELAY_SECONDS = 86_400;

/** Gives back all or part of a charge, never more than was taken. The bank may take its time, or refuse later. */
export function refundCharge(
  ctx: Context,
  charge: Charge,
  given: { amount?: number; reason?: Refund['reason']; metadata?: Metadata },
): Refund {
  if (charge.status !== 'succeeded' || !charge.captured) {
    throw invalidRequest(`Charge ${charge.id} has not been captured and cannot be refunded.`, {
      code: 'charge_not_refundable',
    });
  }
  const left = charge.amount_captured - charge.amount_refunded;
  if (left === 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    });
  }
  const amount = given.amount ?? left;
  if (amount > left) {
    throw invalidRequest(
      `Refund amount (${formatAmount(String(amount), charge.currency)}) is greater than unrefunded amount on charge (${formatAmount(String(left), charge.currency)})`,
      { param: 'amount', code: 'amount_too_large' },
    );
  }
  requireWholeSteps(amount, charge.currency);
  const behaviour = charge.payment_method === null ? undefined : cardOf(ctx, charge.payment_method).refund;
  const id = newId(ctx, 're');
  const refund = ctx.store.refunds.put({
    id,
    object: 'refund',
    amount,
    balance_transaction: recordRefundTransaction(ctx, id, charge, amount),
    charge: charge.id,
    created: ctx.now,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: {
        reference: randomText(12),
        reference_status: 'available',
        reference_type: 'acquirer_reference_number',
        type: 'refund',
      },
      type: 'card',
    },
    metadata: given.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: given.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: behaviour === 'pending' ? 'pending' : 'succeeded',
    transfer_reversal: null,
    ...(behaviour === 'pending' ? { pending_reason: 'processing' as const } : {}),
  });
  if (behaviour) setTimer(ctx, { kind: 'refund', subject: id, at: ctx.now + BANK_DELAY_SECONDS });
  emit(ctx, 'refund.created', refund);
  changeRefunded(ctx, charge, amount, 'charge.refunded');
  return refund;
}

function recordRefundTransaction(ctx: Context, refund: string, charge: Charge, amount: number): string {
  return ctx.store.balanceTransactions.put({
    id: newId(ctx, 'txn'),
    object: 'balance_transaction',
    amount: -amount,
    available_on: ctx.now,
    balance_type: 'payments',
    created: ctx.now,
    currency: charge.currency,
    description: `REFUND FOR CHARGE (${charge.description ?? charge.id})`,
    exchange_rate: null,
    fee: 0,
    fee_details: [],
    net: -amount,
    reporting_category: 'refund',
    source: refund,
    status: 'pending',
    type: 'refund',
  }).id;
}

function changeRefunded(ctx: Context, charge: Charge, change: number, event: string): void {
  const amountRefunded = charge.amount_refunded + change;
  const after = ctx.store.charges.put({
    ...charge,
    amount_refunded: amountRefunded,
    refunded: amountRefunded === charge.amount_captured,
  });
  emit(ctx, event, after, charge);
}

/** The bank's later word: a pending refund arrives, or one that succeeded comes back. */
export function settleRefund(ctx: Context, refund: Refund): void {
  if (refund.status === 'pending') {
    const { pending_reason: _reason, ...rest } = refund;
    announceRefund(ctx, ctx.store.refunds.put({ ...rest, status: 'succeeded' }), refund, 'refund.updated');
    return;
  }
  if (refund.status === 'succeeded') failRefund(ctx, refund, 'lost_or_stolen_card');
}

export function failRefund(ctx: Context, refund: Refund, reason: string): Refund {
  const charge = ctx.store.charges.get(refund.charge ?? '');
  const { pending_reason: _reason, ...rest } = refund;
  const failed = ctx.store.refunds.put({
    ...rest,
    status: 'failed',
    failure_reason: reason,
    ...(charge
      ? { failure_balance_transaction: recordRefundTransaction(ctx, refund.id, charge, -refund.amount) }
      : {}),
  });
  if (charge) changeRefunded(ctx, charge, -refund.amount, 'charge.updated');
  emit(ctx, 'refund.failed', failed);
  announceRefund(ctx, failed, refund, 'refund.updated');
  return failed;
}

export function cancelRefund(ctx: Context, refund: Refund): Refund {
  if (refund.status !== 'pending' && refund.status !== 'requires_action') {
    throw invalidRequest('Only a refund that requires action or is pending can be canceled.');
  }
  const charge = ctx.store.charges.get(refund.charge ?? '');
  setTimer(ctx, { kind: 'refund', subject: refund.id, at: null });
  const { pending_reason: _reason, ...rest } = refund;
  const canceled = ctx.store.refunds.put({ ...rest, status: 'canceled' });
  if (charge) changeRefunded(ctx, charge, -refund.amount, 'charge.updated');
  announceRefund(ctx, canceled, refund, 'refund.updated');
  return canceled;
}

/** Charges have an event of their own for whatever happens to their refunds. */
export function announceRefund(ctx: Context, after: Refund, before: Refund, event: string): void {
  emit(ctx, event, after, before);
  emit(ctx, 'charge.refund.updated', after, before);
}

import { describe, expect, it } from 'vitest';
import {
  attemptKey,
  caseEnding,
  type DebtState,
  type DunningState,
  hasCollectionFailed,
  judgeDebt,
  nextAttemptAt,
} from './dunning.ts';
import { INVOICE_STATES } from './invoice-state.ts';

const dayZero = new Date('2026-02-26T09:30:00.000Z');

describe('nextAttemptAt', () => {
  it('is 3 and then 7 days after day 0, and then never', () => {
    expect(nextAttemptAt(dayZero, 0)).toEqual(new Date('2026-03-01T09:30:00.000Z'));
    expect(nextAttemptAt(dayZero, 1)).toEqual(new Date('2026-03-05T09:30:00.000Z'));
    expect(nextAttemptAt(dayZero, 2)).toBeNull();
  });
});

describe('attemptKey', () => {
  it('is one per invoice and attempt', () => {
    expect(attemptKey('in_1', 1)).toBe('dunning_in_1_1');
    expect(attemptKey('in_1', 2)).not.toBe(attemptKey('in_1', 1));
    expect(attemptKey('in_2', 1)).not.toBe(attemptKey('in_1', 1));
  });
});

describe('hasCollectionFailed', () => {
  const failed = {
    status: 'open',
    chargedAutomatically: true,
    attempted: true,
    amountRemainingMinor: 1n,
    paymentInFlight: false,
  } as const;

  it('when an open invoice was attempted and still owes 1 cent', () => {
    expect(hasCollectionFailed(failed)).toBe(true);
  });

  it.each([
    ['before the first attempt', { attempted: false }],
    ['for an invoice that the customer pays by hand', { chargedAutomatically: false }],
    ['with nothing left to pay', { amountRemainingMinor: 0n }],
    ['while a payment is with the bank', { paymentInFlight: true }],
    ['once paid', { status: 'paid' as const }],
    ['for a draft', { status: 'draft' as const }],
  ])('not %s', (_, change) => {
    expect(hasCollectionFailed({ ...failed, ...change })).toBe(false);
  });
});

describe('caseEnding', () => {
  it('recovers with the payment, however the ladder stood', () => {
    expect(caseEnding('open', 'paid')).toEqual({ status: 'recovered', reason: 'paid' });
    expect(caseEnding('exhausted', 'paid')).toEqual({ status: 'recovered', reason: 'paid' });
  });

  it('stops when the debt is given up', () => {
    expect(caseEnding('open', 'void')).toEqual({ status: 'stopped', reason: 'void' });
    expect(caseEnding('exhausted', 'uncollectible')).toEqual({ status: 'stopped', reason: 'uncollectible' });
  });

  it('leaves a case alone while its invoice is open, and a closed one for ever', () => {
    expect(caseEnding('open', 'open')).toBeNull();
    for (const closed of ['recovered', 'stopped'] satisfies DunningState[]) {
      for (const status of INVOICE_STATES) expect(caseEnding(closed, status)).toBeNull();
    }
  });
});

describe('judgeDebt', () => {
  const debt: DebtState = {
    status: 'open',
    subscriptionStatus: 'past_due',
    customerDeleted: false,
    paymentInFlight: false,
    nextPaymentAttemptAt: null,
    paymentMethodId: 'pm_1',
    lastFailure: { paymentMethodId: 'pm_1', declineCode: 'insufficient_funds', adviceCode: null },
  };

  it('charges the same card again after a soft decline', () => {
    expect(judgeDebt(debt)).toEqual({ kind: 'charge' });
  });

  it.each([
    ['paid', 'recovered'],
    ['void', 'stopped'],
    ['uncollectible', 'stopped'],
  ] as const)('charges nothing when the invoice is %s', (status, expected) => {
    expect(judgeDebt({ ...debt, status })).toEqual({ kind: 'end', status: expected, reason: status });
  });

  it('stops when the subscription was cancelled or the customer deleted', () => {
    expect(judgeDebt({ ...debt, subscriptionStatus: 'canceled' })).toMatchObject({
      kind: 'end',
      reason: 'subscription_canceled',
    });
    expect(judgeDebt({ ...debt, customerDeleted: true })).toMatchObject({
      kind: 'end',
      reason: 'customer_deleted',
    });
  });

  it('charges nothing while Stripe means to charge, and says when', () => {
    const retryAt = new Date('2026-03-02T00:00:00.000Z');
    expect(judgeDebt({ ...debt, nextPaymentAttemptAt: retryAt })).toEqual({ kind: 'alarm', retryAt });
  });

  it('calls a paid invoice recovered even if Stripe had meant to retry', () => {
    const retryAt = new Date('2026-03-02T00:00:00.000Z');
    expect(judgeDebt({ ...debt, status: 'paid', nextPaymentAttemptAt: retryAt }).kind).toBe('end');
  });

  it('waits while a payment is with the bank', () => {
    expect(judgeDebt({ ...debt, paymentInFlight: true })).toEqual({ kind: 'wait' });
  });

  it('does not charge the card again that was reported stolen', () => {
    const lastFailure = { paymentMethodId: 'pm_1', declineCode: 'stolen_card', adviceCode: null };
    expect(judgeDebt({ ...debt, lastFailure })).toMatchObject({ kind: 'skip', reason: 'hard_decline' });
  });

  it('charges another card after one was reported stolen', () => {
    const lastFailure = { paymentMethodId: 'pm_1', declineCode: 'stolen_card', adviceCode: null };
    expect(judgeDebt({ ...debt, lastFailure, paymentMethodId: 'pm_2' })).toEqual({ kind: 'charge' });
  });

  it('skips when there is no card to charge', () => {
    expect(judgeDebt({ ...debt, paymentMethodId: null, lastFailure: null })).toEqual({
      kind: 'skip',
      reason: 'no_payment_method',
      decline: null,
    });
  });
});

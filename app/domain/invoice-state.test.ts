import { describe, expect, it } from 'vitest';
import { canInvoiceMove, INVOICE_STATES, isInvoiceIssued, isInvoiceState } from './invoice-state.ts';
import { canPaymentMove, PAYMENT_STATES } from './payment-state.ts';
import { canSubscriptionMove } from './subscription-state.ts';

describe('canInvoiceMove', () => {
  it('never leaves paid or void', () => {
    for (const end of ['paid', 'void'] as const) {
      const reachable = INVOICE_STATES.filter((state) => canInvoiceMove(end, state));
      expect(reachable).toEqual([end]);
    }
  });

  it('never goes back to draft, nor to open once it was given up', () => {
    expect(INVOICE_STATES.filter((state) => canInvoiceMove(state, 'draft'))).toEqual(['draft']);
    expect(canInvoiceMove('uncollectible', 'open')).toBe(false);
    expect(canInvoiceMove('uncollectible', 'paid')).toBe(true);
  });

  it('can only move forward: no two different states reach each other', () => {
    for (const a of INVOICE_STATES) {
      for (const b of INVOICE_STATES) {
        if (a !== b) expect(canInvoiceMove(a, b) && canInvoiceMove(b, a)).toBe(false);
      }
    }
  });
});

describe('isInvoiceIssued', () => {
  it('is everything but a draft', () => {
    expect(INVOICE_STATES.filter(isInvoiceIssued)).toEqual(['open', 'paid', 'void', 'uncollectible']);
  });
});

describe('isInvoiceState', () => {
  it('knows nothing beside the five states', () => {
    expect(isInvoiceState('deleted')).toBe(false);
    expect(isInvoiceState(null)).toBe(false);
    expect(isInvoiceState('open')).toBe(true);
  });
});

describe('canPaymentMove', () => {
  it('decides once', () => {
    for (const to of PAYMENT_STATES) {
      expect(canPaymentMove('pending', to)).toBe(true);
      expect(canPaymentMove('succeeded', to)).toBe(to === 'succeeded');
      expect(canPaymentMove('failed', to)).toBe(to === 'failed');
    }
  });
});

describe('canSubscriptionMove', () => {
  it('never revives an ended one, and takes states it has not heard of', () => {
    expect(canSubscriptionMove('canceled', 'active')).toBe(false);
    expect(canSubscriptionMove('incomplete_expired', 'active')).toBe(false);
    expect(canSubscriptionMove('past_due', 'active')).toBe(true);
    expect(canSubscriptionMove('active', 'hibernating')).toBe(true);
  });
});

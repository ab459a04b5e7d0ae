import { describe, expect, it } from 'vitest';
import type { InvoiceDetail, InvoicePayment } from '../../services/invoices/invoice.ts';
import { toInvoiceView } from './invoice-view.server.ts';

const CREATED = new Date('2026-11-01T00:05:00Z');

const PAID_WITH_CARD: InvoicePayment = {
  id: 'paid',
  status: 'succeeded',
  amountMinor: 11_900n,
  amountRefundedMinor: 0n,
  methodLabel: 'Visa •••• 4242',
  failureMessage: null,
  declineCode: null,
  createdAt: new Date('2026-11-01T01:00:00Z'),
};

const DECLINED: InvoicePayment = {
  ...PAID_WITH_CARD,
  id: 'declined',
  status: 'failed',
  declineCode: 'insufficient_funds',
};

const OPEN_CASE: InvoiceDetail['dunning'] = {
  status: 'open',
  openedAt: CREATED,
  nextAttemptAt: new Date('2026-11-04T01:00:00Z'),
  attemptsMade: 0,
  attempts: [],
};

function invoice(change: Partial<InvoiceDetail> = {}): InvoiceDetail {
  return {
    id: 'id',
    customerId: 'customer',
    number: 'APX-0001',
    status: 'paid',
    currency: 'eur',
    amountMinor: 11_900n,
    amountPaidMinor: 11_900n,
    amountRemainingMinor: 0n,
    periodStart: new Date('2026-10-01T00:00:00Z'),
    periodEnd: CREATED,
    dueDate: null,
    paidAt: PAID_WITH_CARD.createdAt,
    stripeInvoiceId: 'in_1',
    createdAt: CREATED,
    updatedAt: CREATED,
    locale: 'de-DE',
    billingReason: 'subscription_cycle',
    subtotalMinor: 10_000n,
    taxMinor: 1_900n,
    amountDueMinor: 11_900n,
    finalizedAt: CREATED,
    voidedAt: null,
    markedUncollectibleAt: null,
    hostedInvoiceUrl: null,
    billTo: {
      name: 'Blauwald Verlag GmbH',
      email: null,
      address: {
        line1: 'Hafenstraße 12',
        line2: null,
        city: 'Hamburg',
        postalCode: '20457',
        state: null,
        country: 'DE',
      },
      taxIds: [{ type: 'eu_vat', value: 'DE123456789' }],
    },
    taxes: [{ amountMinor: 1_900n, label: 'VAT 19 %', inclusive: false }],
    lineItems: [
      {
        id: 'line',
        description: 'Data transfer above plan',
        component: 'data_transfer_bytes',
        quantity: '12340000000',
        unitAmountDecimal: '0.00000000846',
        amountMinor: 104n,
        periodStart: new Date('2026-10-01T00:00:00Z'),
        periodEnd: new Date('2026-11-01T00:00:00Z'),
        proration: false,
      },
    ],
    payments: [PAID_WITH_CARD],
    refunds: [],
    creditNotes: [],
    dunning: null,
    ...change,
  };
}

function open(change: Partial<InvoiceDetail> = {}) {
  return invoice({
    status: 'open',
    paidAt: null,
    amountPaidMinor: 0n,
    amountRemainingMinor: 11_900n,
    payments: [DECLINED],
    dunning: OPEN_CASE,
    ...change,
  });
}

const view = (detail: InvoiceDetail) => toInvoiceView(detail, { locale: 'en-US', mayPay: true });

describe('credit notes', () => {
  const issued = {
    id: 'note',
    number: 'APX-0001-CN-01',
    status: 'issued' as const,
    amountMinor: 1_200n,
    memo: 'Correction of usage',
    createdAt: new Date('2026-11-05T10:00:00Z'),
  };

  it('are taken off in the totals and stand in the timeline; a void one only there', () => {
    const void_ = { ...issued, id: 'void', number: 'APX-0001-CN-02', status: 'void' as const };
    const { totals, timeline } = view(invoice({ creditNotes: [issued, void_] }));
    expect(totals).toContainEqual({ label: 'Credited', amount: '-€12.00', isStrong: false });
    expect(timeline.map(({ kind, title, detail }) => [kind, title, detail])).toEqual([
      ['credited', 'Credited', 'APX-0001-CN-01 · Correction of usage'],
      ['failed', 'Credit note, void', 'APX-0001-CN-02 · Correction of usage'],
      ['paid', 'Paid', 'Visa •••• 4242'],
    ]);
  });
});

describe('lines and totals', () => {
  it('tells transfer in GB at its price per GB: 12.34 GB × €0.0846', () => {
    expect(view(invoice()).lines[0]).toMatchObject({
      quantity: '12.34 GB',
      rate: '€0.0846 per GB',
      amount: '€1.04',
      notes: ['Oct 1\u2009–\u200931, 2026'],
    });
  });

  it('writes the dates within a line’s own words as the reader does', () => {
    const lineItems = invoice().lineItems.map((line) => ({
      ...line,
      description: 'Unused time on Starter after 20 May 2026',
    }));
    expect(view(invoice({ lineItems })).lines[0]?.description).toBe(
      'Unused time on Starter after May 20, 2026',
    );
  });

  it('reads the plan first, then the metrics by tier, and calls a free tier included', () => {
    const [template] = invoice().lineItems;
    if (template === undefined) throw new Error('The fixture has a line');
    const line = (id: string, component: string, description: string, unitAmountDecimal: string) => ({
      ...template,
      id,
      component,
      description,
      unitAmountDecimal,
    });
    const lineItems = [
      line('calls', 'api_calls', '7 × Growth API calls (Tier 1 at $0.00 / month)', '0'),
      line('tier1', 'impressions', '10 × Growth ad impressions (Tier 1 at $0.00 / month)', '0'),
      line('tier2', 'impressions', '20 × Growth ad impressions (Tier 2 at $0.01 / month)', '1'),
      line('plan', 'base', '1 × Growth plan (at $499.00 / month)', '49900'),
    ];
    const { lines } = view(invoice({ lineItems }));
    expect(lines.map(({ id }) => id)).toEqual(['plan', 'tier1', 'tier2', 'calls']);
    expect(lines[1]).toMatchObject({
      description: 'Growth ad impressions',
      rate: 'Included',
      isIncluded: true,
    });
    expect(lines[2]).toMatchObject({ rate: '€10.00 per 1,000', isIncluded: false });
    expect(lines[2]?.notes).toContain('Tier 2');
  });

  it('adds up: 100.00 + 19.00 VAT = 119.00, paid, nothing due', () => {
    expect(view(invoice()).totals).toEqual([
      { label: 'Subtotal', amount: '€100.00', isStrong: false },
      { label: 'VAT 19 %', amount: '€19.00', isStrong: false },
      { label: 'Total', amount: '€119.00', isStrong: true },
      { label: 'Paid', amount: '-€119.00', isStrong: false },
      { label: 'Still due', amount: '€0.00', isStrong: true },
    ]);
  });

  it('says what was taken off: 100.00 − 10.00 + 19.00 VAT = 109.00; tax within the lines is not on top', () => {
    const totalsOf = (given: Partial<InvoiceDetail>) =>
      view(invoice(given)).totals.map(({ label, amount }) => `${label} ${amount}`);
    expect(totalsOf({ amountMinor: 10_900n }).slice(0, 4)).toEqual([
      'Subtotal €100.00',
      'Discount -€10.00',
      'VAT 19 % €19.00',
      'Total €109.00',
    ]);
    const taxes = [{ label: 'VAT 19 %', amountMinor: 1_597n, inclusive: true }];
    expect(totalsOf({ amountMinor: 10_000n, taxes }).join()).not.toContain('Discount');
    expect(totalsOf({ amountMinor: 10_000n, taxes })).toContain('VAT 19 % (included) €15.97');
  });

  it('addresses it as an envelope, with the VAT id', () => {
    expect(view(invoice()).billTo).toEqual([
      'Blauwald Verlag GmbH',
      'Hafenstraße 12',
      '20457 Hamburg',
      'Germany',
      'VAT DE123456789',
    ]);
  });
});

describe('headline', () => {
  it.each([
    [invoice(), 'Paid', '€119.00', 'On Nov 1, 2026'],
    [open(), 'Amount due', '€119.00', 'Charged automatically'],
    [open({ dueDate: new Date('2026-11-15T00:00:00Z') }), 'Amount due', '€119.00', 'By Nov 15, 2026'],
    [invoice({ status: 'void', voidedAt: CREATED }), 'Void', '€119.00', 'Nothing is owed on it'],
  ])('case %#', (detail, label, amount, note) => {
    expect(view(detail).headline).toEqual({ label, amount, note });
  });
});

describe('notice', () => {
  it('says why the payment failed and when the next attempt is', () => {
    expect(view(open()).notice).toEqual({
      tone: 'warning',
      title: "The payment failed. We'll try again on Nov 4, 2026.",
      text: '€119.00 unpaid since Nov 1, 2026. There was not enough money on the card. Nothing is needed from you if the card can be charged by then.',
      payUrl: null,
    });
  });

  it('says where it can be paid', () => {
    const hostedInvoiceUrl = 'https://invoice.stripe.com/i/x';
    expect(view(open({ hostedInvoiceUrl })).notice?.payUrl).toBe(hostedInvoiceUrl);
    const staff = toInvoiceView(open({ hostedInvoiceUrl }), { locale: 'en-US', mayPay: false });
    expect(staff.notice?.payUrl).toBeNull();
  });

  it('says that the ladder has ended', () => {
    const dunning = { ...OPEN_CASE, status: 'exhausted', nextAttemptAt: null, attemptsMade: 2 } as const;
    expect(view(open({ dunning })).notice).toMatchObject({
      tone: 'danger',
      title: 'This invoice is past due',
      text: expect.stringContaining('All 2 further attempts failed'),
    });
  });

  it('still tells of the debt once the plan has ended and nobody tries any more', () => {
    const dunning = { ...OPEN_CASE, status: 'stopped', nextAttemptAt: null, attemptsMade: 0 } as const;
    expect(view(open({ dunning })).notice).toMatchObject({
      tone: 'danger',
      title: 'This invoice is past due',
      text: expect.stringMatching(/unpaid since .*\. We will not try again by ourselves\. Please/),
    });
  });

  it('is silent once paid, also where a case was open', () => {
    expect(view(invoice({ dunning: { ...OPEN_CASE, status: 'recovered' } })).notice).toBeNull();
    expect(view(invoice({ dunning: OPEN_CASE })).notice).toBeNull();
  });
});

describe('timeline', () => {
  it('stands newest first, the planned attempt on top', () => {
    const later = { ...DECLINED, id: 'later', createdAt: new Date('2026-11-03T00:00:00Z') };
    expect(view(open({ payments: [DECLINED, later] })).timeline.map(({ key }) => key)).toEqual([
      'planned',
      'later',
      'declined',
    ]);
  });

  it('tells of a refund with its reason', () => {
    const refund = {
      id: 'refund',
      status: 'succeeded',
      amountMinor: 500n,
      reason: 'requested_by_customer',
      createdAt: new Date('2026-11-05T00:00:00Z'),
    };
    const { timeline, totals } = view(
      invoice({ refunds: [refund], payments: [{ ...PAID_WITH_CARD, amountRefundedMinor: 500n }] }),
    );
    expect(timeline[0]).toMatchObject({ kind: 'refunded', amount: '€5.00', detail: 'At your request' });
    expect(totals).toContainEqual({ label: 'Refunded', amount: '€5.00', isStrong: false });
    const odd = view(invoice({ refunds: [{ ...refund, reason: 'constructor' }] })).timeline;
    expect(odd[0]).toMatchObject({ kind: 'refunded', detail: null });
  });

  it('plans nothing on a paid invoice', () => {
    expect(view(invoice({ dunning: OPEN_CASE })).timeline.map(({ kind }) => kind)).toEqual(['paid']);
  });
});

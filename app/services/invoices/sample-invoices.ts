import type { InvoiceDetail, InvoiceLineItem } from './invoice.ts';

/** Invoices for tests, as `getInvoice` answers them. */
const OCTOBER = {
  periodStart: new Date('2025-10-01T00:00:00.000Z'),
  periodEnd: new Date('2025-11-01T00:00:00.000Z'),
};

type LineInput = Pick<
  InvoiceLineItem,
  'description' | 'component' | 'quantity' | 'unitAmountDecimal' | 'amountMinor'
>;

function line(input: LineInput, index: number): InvoiceLineItem {
  return { id: `il_${index}`, proration: false, ...OCTOBER, ...input };
}

/** $499.00 + 2,345,678 × $0.00008 + 12,345.678901234 − 500 GB × $0.08 = $499.00 + $187.65 + $947.65. */
export const GROWTH_USD: InvoiceDetail = {
  id: '0197a000-0000-7000-8000-000000000001',
  customerId: '0197a000-0000-7000-8000-0000000000aa',
  number: 'APEX-0001-0007',
  status: 'open',
  locale: 'en-US',
  currency: 'usd',
  subtotalMinor: 163_430n,
  taxMinor: 0n,
  amountMinor: 163_430n,
  amountDueMinor: 163_430n,
  amountPaidMinor: 0n,
  amountRemainingMinor: 163_430n,
  ...OCTOBER,
  dueDate: new Date('2025-11-01T01:00:00.000Z'),
  paidAt: null,
  finalizedAt: new Date('2025-11-01T01:00:00.000Z'),
  voidedAt: null,
  markedUncollectibleAt: null,
  stripeInvoiceId: 'in_0001',
  hostedInvoiceUrl: null,
  billingReason: 'subscription_cycle',
  createdAt: new Date('2025-11-01T00:00:00.000Z'),
  updatedAt: new Date('2025-11-01T01:00:00.000Z'),
  billTo: {
    name: 'Northwind Games Inc.',
    email: 'finance@northwind.test',
    address: {
      line1: '500 Howard Street',
      line2: 'Suite 300',
      city: 'San Francisco',
      postalCode: '94105',
      state: 'CA',
      country: 'US',
    },
    taxIds: [],
  },
  taxes: [],
  lineItems: [
    {
      description: 'Growth plan',
      component: 'base',
      quantity: '1',
      unitAmountDecimal: '49900',
      amountMinor: 49_900n,
    },
    {
      description: 'Impressions, included',
      component: 'impressions',
      quantity: '10000000',
      unitAmountDecimal: '0',
      amountMinor: 0n,
    },
    {
      description: 'Impressions above 10,000,000',
      component: 'impressions',
      quantity: '2345678',
      unitAmountDecimal: '0.008',
      amountMinor: 18_765n,
    },
    {
      description: 'Data transfer above 500 GB',
      component: 'data_transfer_bytes',
      quantity: '11845678901234',
      unitAmountDecimal: '0.000000008',
      amountMinor: 94_765n,
    },
  ].map(line),
  payments: [],
  refunds: [],
  creditNotes: [],
  dunning: null,
};

export const STARTER_JPY: InvoiceDetail = {
  ...GROWTH_USD,
  id: '0197a000-0000-7000-8000-000000000002',
  number: 'APEX-0002-0003',
  status: 'paid',
  locale: 'ja-JP',
  currency: 'jpy',
  subtotalMinor: 21_365n,
  amountMinor: 21_365n,
  amountDueMinor: 21_365n,
  amountPaidMinor: 21_365n,
  amountRemainingMinor: 0n,
  dueDate: null,
  paidAt: new Date('2025-11-01T01:00:05.000Z'),
  billTo: {
    name: '株式会社さくらゲームス',
    email: 'keiri@sakura-games.test',
    address: {
      line1: '神宮前1丁目2-3',
      line2: 'さくらビル5階',
      city: '渋谷区',
      postalCode: '150-0001',
      state: '東京都',
      country: 'JP',
    },
    taxIds: [{ type: 'jp_trn', value: 'T1234567890123' }],
  },
  lineItems: [
    {
      description: 'Starter plan',
      component: 'base',
      quantity: '1',
      unitAmountDecimal: '14900',
      amountMinor: 14_900n,
    },
    {
      description: 'API calls above 100,000',
      component: 'api_calls',
      quantity: '86200',
      unitAmountDecimal: '0.075',
      amountMinor: 6_465n,
    },
  ].map(line),
  payments: [
    {
      id: '0197a000-0000-7000-8000-0000000000f1',
      status: 'succeeded',
      amountMinor: 21_365n,
      amountRefundedMinor: 0n,
      methodLabel: 'Visa •••• 4242',
      failureMessage: null,
      declineCode: null,
      createdAt: new Date('2025-11-01T01:00:05.000Z'),
    },
  ],
};

/** 1,879.00 € + 19 % = 2,236.01 €. */
export const SCALE_EUR: InvoiceDetail = {
  ...GROWTH_USD,
  id: '0197a000-0000-7000-8000-000000000003',
  number: 'APEX-0003-0011',
  locale: 'de-DE',
  currency: 'eur',
  subtotalMinor: 187_900n,
  taxMinor: 35_701n,
  amountMinor: 223_601n,
  amountDueMinor: 223_601n,
  amountPaidMinor: 0n,
  amountRemainingMinor: 223_601n,
  billTo: {
    name: 'Löwenspiele Verlags- und Vertriebsgesellschaft für Unterhaltungselektronik mbH & Co. KG',
    email: 'buchhaltung@loewenspiele.test',
    address: {
      line1: 'Torstraße 140',
      line2: null,
      city: 'Berlin',
      postalCode: '10119',
      state: null,
      country: 'DE',
    },
    taxIds: [{ type: 'eu_vat', value: 'DE123456789' }],
  },
  taxes: [{ label: 'VAT 19 %', amountMinor: 35_701n, inclusive: false }],
  lineItems: [
    {
      description: 'Scale plan',
      component: 'base',
      quantity: '1',
      unitAmountDecimal: '187900',
      amountMinor: 187_900n,
    },
  ].map(line),
};

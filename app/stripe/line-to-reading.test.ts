import Stripe from 'stripe';
import { expect, it } from 'vitest';
import { lineToReading } from './line-to-reading.ts';

const tier: Stripe.InvoiceLineItem = {
  id: 'il_1',
  object: 'line_item',
  amount: 112,
  currency: 'usd',
  description: '31 credit × (Tier 2 at $0.036 / month)',
  discount_amounts: [],
  discountable: true,
  discounts: [],
  invoice: 'in_1',
  livemode: false,
  metadata: {},
  parent: null,
  period: { start: 1_790_000_000, end: 1_792_592_000 },
  pretax_credit_amounts: [],
  pricing: {
    type: 'price_details',
    price_details: { price: 'price_1', product: 'prod_1' },
    unit_amount_decimal: Stripe.Decimal.from('3.6'),
  },
  quantity: 31,
  quantity_decimal: Stripe.Decimal.from('31'),
  subscription: null,
  subtotal: 112,
  taxes: [],
};

it('keeps the unit price exact: 31 units at 3.6 cents', () => {
  expect(lineToReading(tier)).toMatchObject({
    stripeLineItemId: 'il_1',
    quantity: '31',
    unitAmountDecimal: '3.6',
    amountMinor: 112n,
    stripePriceId: 'price_1',
    proration: false,
    periodStart: new Date(1_790_000_000_000),
    periodEnd: new Date(1_792_592_000_000),
  });
});

it('takes the amount of a line without a price as its unit price', () => {
  const line = { ...tier, pricing: null, quantity: null, quantity_decimal: null, description: null };
  expect(lineToReading(line)).toMatchObject({
    quantity: '1',
    unitAmountDecimal: '112',
    stripePriceId: null,
    description: '',
  });
});

it('knows a proration by its parent', () => {
  const details = { invoice_item: 'ii_1', proration: true, proration_details: null, subscription: 'sub_1' };
  const parent: Stripe.InvoiceLineItem.Parent = {
    type: 'invoice_item_details',
    invoice_item_details: details,
    subscription_item_details: null,
  };
  expect(lineToReading({ ...tier, parent }).proration).toBe(true);
});

import { expect, test } from 'vitest';
import { invoicePreviewSchema } from './invoice-preview-schema.ts';
import { invoicePreviewToJson } from './invoice-preview-to-json.ts';

const periodStart = new Date('2026-11-01T00:00:00Z');
const preview = {
  periodStart,
  currency: 'jpy' as const,
  subtotalMinor: 10_000n,
  usageBefore: null,
  otherItemsMinor: 0n,
  discountMinor: 1_000n,
  taxMinor: 900n,
  includedTaxMinor: 0n,
  totalMinor: 9_900n,
  balanceMinor: -20_000n,
  amountDueMinor: 0n,
  quantities: { impressions: 2n ** 60n, api_calls: 0n, data_transfer_bytes: 7n },
  previewedAt: new Date('2026-11-22T16:20:00Z'),
};

test('of ¥20,000 credit ¥9,900 go into the invoice, and 2^60 units stay exact', () => {
  const json = invoicePreviewToJson({ preview, periodStart });
  expect(invoicePreviewSchema.parse(JSON.parse(JSON.stringify(json)))).toEqual({
    subtotal: 10_000,
    discounts: 1_000,
    tax: 900,
    included_tax: 0,
    total: 9_900,
    customer_balance: -9_900,
    amount_due: 0,
    currency: 'jpy',
    units: { impressions: '1152921504606846976', api_calls: 0, data_transfer_bytes: 7 },
    previewed_at: '2026-11-22T16:20:00.000Z',
  });
});

test.each([
  ['none', null],
  ['one of an earlier period', { ...preview, periodStart: new Date('2026-10-01T00:00:00Z') }],
])('%s is null', (_, given) => {
  expect(invoicePreviewToJson({ preview: given, periodStart })).toBeNull();
});

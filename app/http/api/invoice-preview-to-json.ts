import { money } from '../../domain/money.ts';
import type { NextInvoice } from '../../services/usage/next-invoice/next-invoice.ts';
import { exactInteger } from './exact-number.ts';
import type { InvoicePreviewJson } from './invoice-preview-schema.ts';
import { majorUnits } from './major-units.ts';

/** One of an earlier period says nothing about the invoice that comes next. */
export function invoicePreviewToJson({
  preview,
  periodStart,
}: Pick<NextInvoice, 'preview' | 'periodStart'>): InvoicePreviewJson | null {
  if (preview?.periodStart.getTime() !== periodStart.getTime()) return null;
  const { currency, quantities } = preview;
  const amount = (minor: bigint) => majorUnits(money(minor, currency));
  return {
    subtotal: amount(preview.subtotalMinor),
    discounts: amount(preview.discountMinor),
    tax: amount(preview.taxMinor),
    included_tax: amount(preview.includedTaxMinor),
    total: amount(preview.totalMinor),
    customer_balance: amount(preview.amountDueMinor - preview.totalMinor),
    amount_due: amount(preview.amountDueMinor),
    currency,
    units: {
      impressions: exactInteger(quantities.impressions),
      api_calls: exactInteger(quantities.api_calls),
      data_transfer_bytes: exactInteger(quantities.data_transfer_bytes),
    },
    previewed_at: preview.previewedAt.toISOString(),
  };
}

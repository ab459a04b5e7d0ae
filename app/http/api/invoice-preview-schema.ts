import { z } from 'zod';
import { CURRENCIES } from '../../domain/money.ts';

const instant = z.iso.datetime();
const exactNumber = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]);
const units = exactNumber.meta({ description: 'Units; bytes for data_transfer_bytes' });
const majorUnits = exactNumber.meta({ description: 'Major unit of `currency`' });

/** The next invoice as Stripe last previewed it: `subtotal − discounts + tax = total`. */
export const invoicePreviewSchema = z
  .object({
    subtotal: majorUnits,
    discounts: majorUnits,
    tax: majorUnits.meta({ description: 'On top of the subtotal' }),
    included_tax: majorUnits.meta({ description: 'Within the subtotal' }),
    total: majorUnits,
    customer_balance: majorUnits.meta({
      description: 'Applied to the total: below zero it is credit, above zero what was owed before',
    }),
    amount_due: majorUnits.meta({ description: '`total` and `customer_balance`' }),
    currency: z.enum(CURRENCIES),
    units: z
      .object({ impressions: units, api_calls: units, data_transfer_bytes: units })
      .meta({ description: 'That it was computed at; `current_period` may have more by now' }),
    previewed_at: instant,
  })
  .meta({ id: 'InvoicePreview' });

export type InvoicePreviewJson = z.infer<typeof invoicePreviewSchema>;

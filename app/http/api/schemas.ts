import { z } from 'zod';
import { CURRENCIES } from '../../domain/money.ts';
import { INVOICE_STATUSES } from '../../services/invoices/invoice.ts';
import { invoicePreviewSchema } from './invoice-preview-schema.ts';
import { nextInvoiceSchema } from './next-invoice-schema.ts';

/** Response bodies of the API. Presenters return their types, tests parse real answers with them, OpenAPI is made of them. */

const instant = z.iso.datetime().meta({ description: 'UTC instant' });
const currency = z.enum(CURRENCIES).meta({ description: 'ISO 4217, lower case' });
const exactNumber = z
  .union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)])
  .meta({ description: 'A number; a decimal string where it has more digits than 2^53.' });
const minorUnits = exactNumber.meta({ description: 'Minor units of `currency`' });

const overage = z.object({
  amount: exactNumber.meta({ description: 'Units beyond those included' }),
  cost: exactNumber.meta({ description: 'Major unit of `currency`: the sum of its lines, each rounded' }),
});

export const currentUsageSchema = z
  .object({
    current_period: z.object({
      start: instant,
      end: instant.meta({ description: 'Exclusive' }),
      impressions: exactNumber,
      api_calls: exactNumber,
      data_transfer_gb: exactNumber.meta({ description: 'GB of 10^9 bytes, exact to 9 decimals' }),
    }),
    overages: z.object({
      impressions: overage,
      api_calls: overage,
      data_transfer: overage.meta({ description: '`amount` in GB' }),
      total_overage_cost: exactNumber,
    }),
    subscription: z.object({
      plan_type: z.string(),
      included_impressions: exactNumber,
      included_api_calls: exactNumber,
      included_data_transfer_gb: exactNumber,
    }),
    minimum_commitment: z
      .object({
        amount: exactNumber.meta({
          description: 'Of this period; of one that is a part of a month its share',
        }),
        charged_so_far: exactNumber.meta({
          description:
            'The flat fee that was charged for the period, prorations among it, and overage so far',
        }),
        expected_true_up: exactNumber.nullable().meta({
          description:
            'Missing to the minimum as it stands; in none of the other figures. Null where the plan was changed within the period: what is due then a person says once it is over',
        }),
      })
      .nullable()
      .meta({ description: 'The least that the period costs, before tax; null where nothing is agreed' }),
    next_invoice: nextInvoiceSchema.meta({ description: 'As the usage page tells it' }),
    next_invoice_preview: invoicePreviewSchema.nullable().meta({
      description: 'Null until Stripe was asked for one of this period, which is once a day',
    }),
    currency,
    as_of: instant.nullable().meta({ description: 'End of the last finished sync; null before the first' }),
  })
  .meta({ id: 'CurrentUsage' });

export const invoiceLineItemSchema = z
  .object({
    description: z.string(),
    quantity: exactNumber,
    unit_amount: exactNumber.meta({ description: 'Minor units, may be fractional' }),
    unit_amount_decimal: z.string().meta({ description: 'Minor units, exact' }),
    amount: minorUnits,
  })
  .meta({ id: 'InvoiceLineItem' });

export const invoiceSchema = z
  .object({
    id: z.guid(),
    invoice_number: z.string().nullable().meta({ description: 'Null while a draft' }),
    customer_id: z.guid(),
    amount: minorUnits,
    currency,
    status: z.enum(INVOICE_STATUSES),
    period_start: instant,
    period_end: instant.meta({ description: 'Exclusive' }),
    due_date: instant.nullable(),
    paid_at: instant.nullable(),
    stripe_invoice_id: z.string(),
    pdf_url: z.url().nullable().meta({ description: 'Null while a draft' }),
    created_at: instant,
    updated_at: instant,
    line_items: z.array(invoiceLineItemSchema).optional(),
  })
  .meta({ id: 'Invoice' });

export const invoicePageSchema = z
  .object({
    invoices: z.array(invoiceSchema),
    pagination: z.object({
      page: z.int(),
      limit: z.int(),
      total: z.int(),
      total_pages: z.int(),
    }),
  })
  .meta({ id: 'InvoicePage' });

export const featuresSchema = z
  .object({
    billingEnabled: z.boolean(),
    migrationEnabled: z.boolean(),
    paymentMethodsEnabled: z.boolean(),
  })
  .meta({ id: 'Features' });

export const csrfTokenSchema = z.object({ token: z.string() }).meta({ id: 'CsrfToken' });

const reachability = z.enum(['ok', 'unreachable']);

export const healthSchema = z
  .object({
    status: z.enum(['ok', 'degraded']),
    checks: z.object({
      database: reachability,
      replica: reachability,
      usage_sync_age_seconds: z.int().nullable(),
      events_backlog: z.int().nullable(),
      events_oldest_due_seconds: z.int().nullable(),
      events_dead: z.int().nullable(),
      usage_outbox_backlog: z.int().nullable(),
    }),
  })
  .meta({ id: 'Health' });

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    requestId: z.string(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'On 400 and 422' }),
  })
  .meta({ id: 'Problem' });

export type CurrentUsageJson = z.infer<typeof currentUsageSchema>;
export type InvoiceJson = z.infer<typeof invoiceSchema>;
export type InvoicePageJson = z.infer<typeof invoicePageSchema>;
export type FeaturesJson = z.infer<typeof featuresSchema>;
export type HealthJson = z.infer<typeof healthSchema>;

import { z } from 'zod';
import { SETTLEMENT_STATES } from '../../domain/adjustments/settlement-state.ts';
import { METRICS } from '../../domain/metric.ts';
import { CURRENCIES } from '../../domain/money.ts';
import { CHANGE_CAUSES } from '../../domain/usage/bill-change.ts';
import { INVOICE_STATUSES } from '../../services/invoices/invoice.ts';

/** Response bodies of `/billing/usage/history`, `/explain` and `/changes`. */

const instant = z.iso.datetime();
const currency = z.enum(CURRENCIES);
const exactNumber = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]);
const units = exactNumber.meta({ description: 'Units; bytes for data_transfer_bytes' });
const majorUnits = exactNumber.meta({ description: 'Major unit of `currency`' });
const decimal = z.string().meta({ description: 'Exact decimal, minor units' });
const exclusive = instant.meta({ description: 'Exclusive' });

const invoiceReference = z.object({ id: z.guid(), number: z.string().nullable() });
const issuedInvoice = invoiceReference.extend({ status: z.enum(INVOICE_STATUSES) });

export const usageHistorySchema = z
  .object({
    periods: z.array(
      z.object({
        start: instant,
        end: exclusive,
        is_running: z.boolean(),
        plan_type: z.string().meta({ description: 'What it ran on' }),
        impressions: units,
        api_calls: units,
        data_transfer_bytes: units,
        data_transfer_gb: exactNumber,
        currency: currency.nullable(),
        usage_charge: majorUnits
          .nullable()
          .meta({ description: 'Overage, before tax; null where none was invoiced' }),
        invoice: issuedInvoice
          .extend({
            total: majorUnits,
            currency,
            billed: z
              .object({
                impressions: units.nullable(),
                api_calls: units.nullable(),
                data_transfer_bytes: units.nullable(),
              })
              .meta({
                description:
                  'Units on the invoice; what came later is in the period’s units only. Null where packages were billed and their units are not known',
              }),
          })
          .nullable(),
      }),
    ),
  })
  .meta({ id: 'UsageHistory' });

const seal = z.object({ digest: z.string(), hours: z.int(), quantity: units });

export const chargeExplanationSchema = z
  .object({
    metric: z.enum(METRICS),
    period: z.object({ start: instant, end: exclusive, is_running: z.boolean() }),
    currency,
    invoice: issuedInvoice.nullable(),
    charged_quantity: units
      .nullable()
      .meta({ description: 'Null where packages were billed and their units are not known' }),
    plan_change: z
      .object({ plans: z.array(z.string()), included: units })
      .nullable()
      .meta({
        description:
          'The plans, in turn, at whose prices the invoice, or its draft, bills the parts of the period; one of them where it was left and taken up again with no usage between. `lines` are then those of the invoice, and `included` what all parts include together. Null where the period is billed in one',
      }),
    lines: z.array(
      z.object({
        from: units,
        up_to: units.nullable(),
        units,
        packages: units.nullable(),
        unit_amount_decimal: decimal,
        flat_amount_decimal: decimal.nullable(),
        exact_amount_decimal: decimal.meta({ description: 'Before rounding half up' }),
        amount: majorUnits,
        invoiced: majorUnits.nullable(),
      }),
    ),
    total: majorUnits,
    invoiced_total: majorUnits.nullable(),
    days: z.array(z.object({ day: z.iso.date(), quantity: units })),
    hours: z
      .array(z.object({ hour: instant, quantity: units, adjusted_quantity: units, billable_quantity: units }))
      .nullable(),
    seal: z.object({
      sealed: seal.extend({ at: instant }).nullable(),
      now: seal,
      is_unchanged: z.boolean().nullable(),
    }),
    late: z.array(
      z.object({
        kind: z.string(),
        status: z.enum(SETTLEMENT_STATES).meta({
          description: '`billed` and `credited`: on an issued document; `awaits_*`: decided, not on one yet',
        }),
        description: z.string(),
        quantity_delta: units,
        amount: majorUnits,
        currency,
        created_at: instant,
      }),
    ),
    buckets: z
      .array(z.object({ name: z.enum(['invoiced', ...SETTLEMENT_STATES, 'open']), units }))
      .nullable()
      .meta({
        description:
          'Where the units of an invoiced period went: on its invoice, settled later as `late` says, or `open`, which nobody has decided. They add up to `days`. Null while nothing is invoiced',
      }),
  })
  .meta({ id: 'ChargeExplanation' });

export const billChangeSchema = z
  .object({
    period: z.object({ start: instant, end: exclusive, is_running: z.boolean() }),
    previous_period: z.object({ start: instant, end: exclusive }),
    invoice: invoiceReference.nullable(),
    previous_invoice: invoiceReference,
    before: z.object({ amount: majorUnits, currency }),
    after: z.object({ amount: majorUnits, currency }).meta({
      description:
        'Of a running period as it stands, before discounts and tax, as is `before` then: what `next_invoice` of the current usage comes to',
    }),
    difference: majorUnits.nullable().meta({ description: 'Null between two currencies' }),
    parts: z.array(
      z.object({
        cause: z.enum(CHANGE_CAUSES),
        metric: z.enum(METRICS).nullable(),
        amount: majorUnits,
        currency,
      }),
    ),
  })
  .meta({ id: 'BillChange' });

export type UsageHistoryJson = z.infer<typeof usageHistorySchema>;
export type ChargeExplanationJson = z.infer<typeof chargeExplanationSchema>;
export type BillChangeJson = z.infer<typeof billChangeSchema>;

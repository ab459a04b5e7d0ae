import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { CURRENCIES } from '../../domain/money.ts';

const integer = z.string().transform(BigInt);

const dueCommitmentRow = z
  .object({
    invoice_id: z.string(),
    customer_id: z.string(),
    customer_name: z.string(),
    subscription_id: z.string(),
    attempts: z.number(),
    invoice_status: z.enum(['draft', 'open', 'paid', 'void', 'uncollectible']),
    currency: z.enum(CURRENCIES),
    period_start: z.coerce.date(),
    period_end: z.coerce.date(),
    whole_start: z.coerce.date(),
    whole_end: z.coerce.date(),
    metered: z
      .array(
        z.object({ metric: z.enum(METRICS), price: z.string(), stretches: z.number(), quantity: integer }),
      )
      .nullable()
      .transform((sold) => sold ?? []),
    versions: z
      .array(
        z
          .object({ id: z.string(), plan_name: z.string(), commitment_minor: integer.nullable() })
          .transform((version) => ({
            id: version.id,
            planName: version.plan_name,
            /** Of a month; null where nothing is agreed in the invoice's currency. */
            commitmentMinor: version.commitment_minor,
          })),
      )
      .nullable()
      .transform((versions) => versions ?? []),
    base_fee_minor: integer.nullable(),
    is_fee_void: z.boolean(),
    next_subscription_id: z.string().nullable(),
    is_unsent: z.boolean(),
    revision: z.number(),
  })
  .transform((row) => ({
    invoiceId: row.invoice_id,
    customerId: row.customer_id,
    customerName: row.customer_name,
    subscriptionId: row.subscription_id,
    attempts: row.attempts,
    invoiceStatus: row.invoice_status,
    currency: row.currency,
    period: { start: row.period_start, end: row.period_end },
    /** The monthly period that `period` is all or a part of. */
    whole: { start: row.whole_start, end: row.whole_end },
    metered: row.metered,
    /** Those whose prices the invoice names. */
    planVersions: row.versions,
    /** Charged for the period; null when no invoice is here that did. */
    baseFeeMinor: row.base_fee_minor,
    /** An invoice that charged the flat fee is void. */
    isFeeVoid: row.is_fee_void,
    nextSubscriptionId: row.next_subscription_id,
    /** Usage of the period is still on its way to the meter. */
    isUnsent: row.is_unsent,
    revision: row.revision,
  }));

/** A closed period under a minimum commitment whose true-up is not decided yet. */
export type DueCommitment = z.output<typeof dueCommitmentRow>;

export function toDueCommitments(rows: readonly unknown[]): readonly DueCommitment[] {
  return z.array(dueCommitmentRow).parse(rows);
}

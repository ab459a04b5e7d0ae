import { z } from 'zod';
import { ADJUSTED_COMPONENTS } from '../../domain/adjustments/adjustment.ts';
import { ADJUSTMENT_REASONS } from '../../domain/adjustments/adjustment-reason.ts';
import { SETTLED_AS } from '../../domain/adjustments/settled-as.ts';
import { exact, instant } from './reconciliation-schemas.ts';

export const lateUsageStatuses = ['open', 'settled'] as const;
export const lateUsageQuerySchema = z.object({
  status: z.enum(lateUsageStatuses).default('open'),
});

/** The body of `POST /billing/late-usage/:id/settlement`; the service judges all of it. */
export const settlementBodySchema = z
  .strictObject({
    settled_as: z.enum(SETTLED_AS).meta({
      description:
        '`outside`: billed or given back outside of this. `waived`: nothing was, and a later difference of the period the other way takes it up without money',
    }),
    keyword: z.string().meta({ description: '`settled`' }),
    reason: z.string().meta({ description: '3 to 1,000 characters' }),
  })
  .meta({ description: 'Moves no money: writes down that what was left is settled by hand' });

export const lateUsageSchema = z
  .object({
    id: z.guid(),
    status: z.enum(['open', 'being_made', 'settled', 'taken_up']),
    customer_id: z.guid(),
    of: z.enum(ADJUSTED_COMPONENTS),
    period_start: instant,
    period_end: instant,
    quantity: exact.meta({ description: 'Units that it is about' }),
    left: exact.meta({
      description:
        'Minor units: what is left to bill, below zero to give back; zero where no plan rates the units. Of what is settled, what was left then',
    }),
    currency: z.string(),
    description: z.string(),
    reason: z.enum(ADJUSTMENT_REASONS).nullable().meta({ description: 'Why no rule settles it' }),
    error: z.string().nullable().meta({ description: 'Why it was not made in Stripe' }),
    created_at: instant,
    settled_as: z.enum(SETTLED_AS).nullable(),
    settled_at: instant.nullable(),
    settled_by: z.string().nullable(),
    settlement: z.string().nullable().meta({ description: 'The reason that was given' }),
  })
  .meta({ id: 'LateUsage' });

export const lateUsageListSchema = z
  .object({ late_usage: z.array(lateUsageSchema) })
  .meta({ id: 'LateUsageList' });

export type LateUsageJson = z.infer<typeof lateUsageSchema>;
export type LateUsageListJson = z.infer<typeof lateUsageListSchema>;

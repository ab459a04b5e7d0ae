import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { CAUSES } from '../../domain/reconciliation/cause.ts';
import { OBJECT_KINDS } from '../../domain/reconciliation/classify-object.ts';

export const instant = z.iso.datetime().meta({ description: 'UTC instant' });
export const exact = z
  .union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)])
  .meta({ description: 'A number; a decimal string where it has more digits than 2^53.' });
const cause = z.enum(CAUSES).meta({ description: 'The likeliest cause' });
const evidence = z.record(z.string(), z.unknown());

export const discrepancySchema = z
  .object({
    subscription_id: z.guid(),
    customer_id: z.guid(),
    metric: z.enum(METRICS),
    period_start: instant,
    period_end: instant.meta({ description: 'Exclusive' }),
    internal_value: exact,
    stripe_value: exact,
    difference: exact.meta({ description: 'Internal less Stripe, in units' }),
    percentage_diff: exact.meta({ description: '|difference| ÷ the larger of the two × 100' }),
    currency: z.string(),
    amount_effect: exact.meta({
      description:
        'Minor units: ours rated, less what Stripe would bill; where the plan was changed within the period (`evidence.isInParts`) the most that it may be, at the dearest of its rates',
    }),
    cause,
    evidence,
  })
  .meta({ id: 'Discrepancy' });

export const findingSchema = z
  .object({
    kind: z.enum(OBJECT_KINDS),
    object_id: z.guid().nullable().meta({ description: 'Ours; null where we do not have it' }),
    stripe_id: z.string(),
    customer_id: z.guid().nullable(),
    fields: z.array(
      z.object({
        field: z.string(),
        internal_value: z.string().nullable(),
        stripe_value: z.string().nullable(),
      }),
    ),
    cause,
    evidence,
  })
  .meta({ id: 'ReconciliationFinding' });

export const reconciliationSchema = z
  .object({
    success: z.boolean(),
    discrepancies: z.array(discrepancySchema),
    total_discrepancy_amount: exact.meta({
      description: 'USD minor units; differences in other currencies are in `totals` only',
    }),
    totals: z.array(z.object({ currency: z.string(), amount: exact })),
    findings: z.array(findingSchema),
    reconciliation_id: z.string(),
    timestamp: instant,
    status: z.enum(['succeeded', 'failed']),
    compared: z.int().meta({ description: 'Meters and periods, and objects' }),
    within_tolerance: z.int(),
    foreign_objects: z.int().meta({ description: 'In Stripe, but of no customer of ours: not compared' }),
    awaiting_decision: z.int().meta({ description: 'Differences that lie before a person unchanged' }),
    truncated: z.boolean().meta({ description: 'There is more than one answer holds: see the CSV' }),
  })
  .meta({ id: 'Reconciliation' });

export const reconciliationStartedSchema = z
  .object({
    reconciliation_id: z.string(),
    status: z.literal('running'),
    status_url: z.string(),
  })
  .meta({ id: 'ReconciliationStarted' });

export const reconciliationRunningSchema = z
  .object({
    reconciliation_id: z.string(),
    status: z.literal('running'),
    progress: z.number().min(0).max(1).meta({ description: 'Share of its parts that are done' }),
  })
  .meta({ id: 'ReconciliationRunning' });

export const repairPlanSchema = z
  .object({
    reconciliation_id: z.string(),
    plan_hash: z.string(),
    actions: z.array(
      z.object({
        type: z.string(),
        difference: z.string(),
        customer_id: z.guid().nullable(),
        detail: z.record(z.string(), z.unknown()),
      }),
    ),
    more: z.boolean().meta({ description: 'There is more than one plan holds: reconcile again afterwards' }),
  })
  .meta({ id: 'RepairPlan' });

export const repairResultSchema = z
  .object({
    reconciliation_id: z.string(),
    plan_hash: z.string(),
    done: z.int(),
    told: z.int().meta({ description: 'Of those, put before a person; nothing was changed' }),
    failed: z.int(),
    left: z.int().meta({ description: 'Goes on in the queue' }),
  })
  .meta({ id: 'RepairResult' });

export type ReconciliationJson = z.infer<typeof reconciliationSchema>;
export type ReconciliationStartedJson = z.infer<typeof reconciliationStartedSchema>;
export type ReconciliationRunningJson = z.infer<typeof reconciliationRunningSchema>;
export type RepairPlanJson = z.infer<typeof repairPlanSchema>;
export type RepairResultJson = z.infer<typeof repairResultSchema>;

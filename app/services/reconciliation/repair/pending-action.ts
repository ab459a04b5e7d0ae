import { z } from 'zod';

const units = z.string().transform(BigInt);

const repairAction = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('send_usage_difference'),
    hours: z.array(z.object({ hour: z.coerce.date(), quantity: units })),
  }),
  z.object({
    type: z.literal('bill_late_usage'),
    hours: z.array(z.object({ hour: z.coerce.date(), lost: units, refused: units })),
  }),
  z.object({
    type: z.enum(['resync_customer', 'resync_subscription', 'resync_invoice', 'resync_payment']),
    stripeId: z.string(),
  }),
  z.object({ type: z.literal('propose_credit'), amountMinor: units, currency: z.string(), units }),
  z.object({ type: z.literal('alert'), reason: z.string() }),
  z.object({ type: z.literal('none'), reason: z.string() }),
]);

/** A step as it was stored, with what its difference is about. */
export const actionRow = z.object({
  run_id: z.string(),
  position: z.number(),
  type: z.string(),
  difference_key: z.string(),
  customer_id: z.string().nullable(),
  customer_name: z.string().nullable(),
  kind: z.string().nullable(),
  metric: z.string().nullable(),
  subscription_id: z.string().nullable(),
  period_end: z.coerce.date().nullable(),
  detail: z.object({ action: repairAction, state: z.unknown(), fingerprint: z.string() }),
});
export type PendingAction = z.output<typeof actionRow>;
export type ActionOf<T extends PendingAction['detail']['action']['type']> = Extract<
  PendingAction['detail']['action'],
  { type: T }
>;

import { z } from 'zod';
import { QUARANTINE_REASONS, type QuarantineReason } from '../../../domain/quarantine-reason.ts';

export interface QuarantinedRow {
  customerId: string;
  /** Null while nobody knows the customer. */
  customerName: string | null;
  metric: string;
  /** As PostgreSQL writes it: it need not be an hour, nor finite. */
  hour: string;
  /** As the replica said, `NaN` included. */
  quantity: string;
  reason: QuarantineReason;
  firstSeenAt: Date;
  lastSeenAt: Date;
  /** When a good row for the same hour came, or what was missing. */
  resolvedAt: Date | null;
}

export const quarantinedRow = z
  .object({
    customer_id: z.string(),
    customer_name: z.string().nullable(),
    metric: z.string(),
    hour: z.string(),
    quantity: z.string(),
    reason: z.enum(QUARANTINE_REASONS),
    first_seen_at: z.coerce.date(),
    last_seen_at: z.coerce.date(),
    resolved_at: z.coerce.date().nullable(),
  })
  .transform(
    (row): QuarantinedRow => ({
      customerId: row.customer_id,
      customerName: row.customer_name,
      metric: row.metric,
      hour: row.hour,
      quantity: row.quantity,
      reason: row.reason,
      firstSeenAt: row.first_seen_at,
      lastSeenAt: row.last_seen_at,
      resolvedAt: row.resolved_at,
    }),
  );

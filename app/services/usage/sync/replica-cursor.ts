import { z } from 'zod';

/** Where a page ended: the key of its last row, as PostgreSQL wrote it, so that no microsecond is lost. */
export const replicaCursor = z.object({
  updatedAt: z.string(),
  customerId: z.string(),
  metric: z.string(),
  hour: z.string(),
});

export type ReplicaCursor = z.output<typeof replicaCursor>;

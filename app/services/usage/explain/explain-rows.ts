import { z } from 'zod';

const units = z.string().transform(BigInt);
export const dayRow = z.object({ day: z.string(), quantity: units });
export const hourRow = z
  .object({
    hour: z.coerce.date(),
    quantity: units,
    adjusted_quantity: units,
    billable_quantity: units,
  })
  .transform((row) => ({
    hour: row.hour,
    quantity: row.quantity,
    adjustedQuantity: row.adjusted_quantity,
    billableQuantity: row.billable_quantity,
  }));

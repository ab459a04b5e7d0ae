import { z } from 'zod';
import { CURRENCIES, money } from '../../../domain/money.ts';

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
export const lateRow = z
  .object({
    kind: z.string(),
    status: z.string(),
    description: z.string(),
    quantity_delta: units,
    amount_minor: units,
    currency: z.enum(CURRENCIES),
    created_at: z.coerce.date(),
  })
  .transform((row) => ({
    kind: row.kind,
    status: row.status,
    description: row.description,
    quantityDelta: row.quantity_delta,
    amount: money(row.amount_minor, row.currency),
    createdAt: row.created_at,
  }));

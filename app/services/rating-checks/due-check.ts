import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { CURRENCIES } from '../../domain/money.ts';
import { priceRow } from '../catalog/price-row.ts';

const dueRow = z.object({
  id: z.string(),
  customer_id: z.string(),
  customer_name: z.string(),
  stripe_subscription_id: z.string(),
  currency: z.enum(CURRENCIES),
  period_start: z.coerce.date(),
  is_ending: z.boolean(),
  quantities: z.record(z.enum(METRICS), z.string().transform(BigInt)),
  prices: z.array(z.intersection(z.object({ stripe_price_id: z.string().nullable() }), priceRow)),
  is_unsent: z.boolean(),
  last_accepted_at: z.coerce.date().nullable(),
});

/** A running period to compare: what `selectDueChecks` selects. */
export type DueCheck = z.output<typeof dueRow>;

export function toDueChecks(rows: readonly unknown[]): readonly DueCheck[] {
  return z.array(dueRow).parse(rows);
}

import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { awaitedMinorSql } from './next-invoice.ts';
import { runningSubscription, type UsageKey } from './usage-queries.ts';

const awaitedRow = z.object({ awaited_minor: z.string().transform(BigInt) });

/** What waits for the running plan's next invoice, as `readAwaitedMinor` reads it; no row while nothing runs. */
export function selectAwaitedMinor(input: UsageKey): SQL {
  const of = { id: sql`s.id`, customerId: sql`s.customer_id`, currency: sql`s.currency` };
  return sql`select ${awaitedMinorSql(of)} as awaited_minor from ${runningSubscription(input)} as s`;
}

export function readAwaitedMinor([row]: readonly unknown[]): bigint {
  return row === undefined ? 0n : awaitedRow.parse(row).awaited_minor;
}

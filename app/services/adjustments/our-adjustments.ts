import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { ServiceContext } from '../context.ts';

const rows = z.array(z.object({ id: z.string() }));

/**
 * Which of the ids that credit notes name are adjustments of that customer, as of now: a note is made only after its
 * adjustment was written. No trip for none.
 */
export async function ourAdjustments(
  ctx: Pick<ServiceContext, 'db'>,
  { customerId, ids }: { customerId: string; ids: readonly string[] },
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select id from period_adjustments
      where customer_id = ${customerId}::uuid
        and id in (select named::uuid from json_array_elements_text(${JSON.stringify(ids)}::json) as named)`),
  ]);
  return new Set(rows.parse(found.rows).map(({ id }) => id));
}

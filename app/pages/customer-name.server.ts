import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { schema } from '../db/client.ts';
import { withFirstBatch } from '../db/first-batch.ts';
import type { ServiceContext } from '../services/context.ts';

const nameRows = z.array(z.object({ name: z.string() }));

/** The same context, whose first batch also reads the customer's name: the page stays at one trip. */
export function withCustomerName<C extends ServiceContext>(
  ctx: C,
  customerId: string,
): { ctx: C; readName(): string | null } {
  let name: string | null = null;
  const { customers } = schema;
  const db = withFirstBatch(
    ctx.db,
    (queries) => queries.select({ name: customers.name }).from(customers).where(eq(customers.id, customerId)),
    (rows) => {
      name = nameRows.parse(rows)[0]?.name ?? null;
    },
  );
  return { ctx: { ...ctx, db }, readName: () => name };
}

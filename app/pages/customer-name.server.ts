import { eq } from 'drizzle-orm';
import { type Database, schema } from '../db/client.ts';
import type { ServiceContext } from '../services/context.ts';

/** The same context, whose first batch also reads the customer's name: the page stays at one trip. */
export function withCustomerName<C extends ServiceContext>(
  ctx: C,
  customerId: string,
): { ctx: C; readName(): string | null } {
  let name: string | null = null;
  const { customers } = schema;
  let isRead = false;
  const db: Database = {
    transaction: (scope, work) => ctx.db.transaction(scope, work),
    async batch(scope, build) {
      if (isRead) return ctx.db.batch(scope, build);
      isRead = true;
      const [rows, ...results] = await ctx.db.batch(scope, (queries) => [
        queries.select({ name: customers.name }).from(customers).where(eq(customers.id, customerId)),
        ...build(queries),
      ]);
      name = rows[0]?.name ?? null;
      return results as never;
    },
  };
  return { ctx: { ...ctx, db }, readName: () => name };
}

import { eq } from 'drizzle-orm';
import { schema } from '../../../db/client.ts';
import type { ServiceContext } from '../../context.ts';

export async function findStripeCustomer(ctx: ServiceContext, customerId: string): Promise<string | null> {
  const { customers } = schema;
  const [[row]] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db
      .select({ stripeCustomerId: customers.stripeCustomerId })
      .from(customers)
      .where(eq(customers.id, customerId)),
  ]);
  return row?.stripeCustomerId ?? null;
}

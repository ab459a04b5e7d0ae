import { eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { BillingError } from '../../domain/errors.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { selectMigrationRequests, toMigrationRequest } from './list-migration-requests.ts';
import type { MigrationRequest } from './migration-request.ts';

export interface BillingSettings {
  customer: typeof schema.customers.$inferSelect;
  migrationRequests: readonly MigrationRequest[];
}

/** What a publisher's settings page shows; one trip. Throws `not_found` for a customer that is not the actor's own. */
export async function getSettings(
  ctx: ServiceContext,
  { customerId }: { customerId: string },
): Promise<BillingSettings> {
  const { customers } = schema;
  const [[customer], requests] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.select().from(customers).where(eq(customers.id, customerId)),
    selectMigrationRequests(db, customerId),
  ]);
  if (customer === undefined) throw new BillingError('not_found', 'There is nothing at this address.');
  return { customer, migrationRequests: requests.map(toMigrationRequest) };
}

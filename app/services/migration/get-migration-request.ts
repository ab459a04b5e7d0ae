import { eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { BillingError } from '../../domain/errors.ts';
import { requireStaff } from '../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { type MigrationRequestOfCustomer, toMigrationRequest } from './list-migration-requests.ts';

/** Staff only; one trip. Throws `not_found`. */
export async function getMigrationRequest(
  ctx: ServiceContext,
  { id }: { id: string },
): Promise<MigrationRequestOfCustomer> {
  requireStaff(ctx.actor);
  const { migrationRequests, customers } = schema;
  const [[found]] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db
      .select({ request: migrationRequests, customerName: customers.name })
      .from(migrationRequests)
      .innerJoin(customers, eq(customers.id, migrationRequests.customerId))
      .where(eq(migrationRequests.id, id)),
  ]);
  if (found === undefined) throw new BillingError('not_found', 'There is nothing at this address.');
  return { ...toMigrationRequest(found.request), customerName: found.customerName };
}

import { desc, eq, inArray } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';
import type { MigrationChannel, MigrationStatus } from '../../domain/migration-request.ts';
import { requireStaff } from '../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import type { MigrationRequest } from './migration-request.ts';

const MAX_REQUESTS = 200;

export interface MigrationRequestOfCustomer extends MigrationRequest {
  customerName: string;
}

/** One publisher's requests, the newest first, as a query of a page's batch. */
export function selectMigrationRequests(db: QueryBuilder, customerId: string) {
  const { migrationRequests } = schema;
  return db
    .select()
    .from(migrationRequests)
    .where(eq(migrationRequests.customerId, customerId))
    .orderBy(desc(migrationRequests.createdAt))
    .limit(MAX_REQUESTS);
}

export function toMigrationRequest(row: typeof schema.migrationRequests.$inferSelect): MigrationRequest {
  return { ...row, channel: row.channel as MigrationChannel, status: row.status as MigrationStatus };
}

/** Everybody's requests, those still open first, then the newest. Staff only; one trip. */
export async function listMigrationRequests(
  ctx: ServiceContext,
): Promise<readonly MigrationRequestOfCustomer[]> {
  requireStaff(ctx.actor);
  const { migrationRequests, customers } = schema;
  const [rows] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db
      .select({ request: migrationRequests, customerName: customers.name })
      .from(migrationRequests)
      .innerJoin(customers, eq(customers.id, migrationRequests.customerId))
      .orderBy(
        desc(inArray(migrationRequests.status, ['queued', 'in_progress'])),
        desc(migrationRequests.createdAt),
      )
      .limit(MAX_REQUESTS),
  ]);
  return rows.map(({ request, customerName }) => ({ ...toMigrationRequest(request), customerName }));
}

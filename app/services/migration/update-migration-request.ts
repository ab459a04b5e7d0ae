import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { schema } from '../../db/client.ts';
import type { Actor } from '../../domain/actor.ts';
import { BillingError } from '../../domain/errors.ts';
import {
  canMigrationMove,
  MIGRATION_STATUSES,
  type MigrationStatus,
} from '../../domain/migration-request.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { insertNotifications } from '../notifications/queue-notification.ts';
import { parseInput } from '../parse-input.ts';

type AdminContext = ServiceContext & {
  readonly actor: Extract<Actor, { kind: 'staff' }> & { role: 'admin' };
};

const MAX_REPLY_CHARACTERS = 2_000;

const inputSchema = z.object({
  id: z.guid('must be a uuid'),
  status: z.enum(MIGRATION_STATUSES, { error: `must be one of ${MIGRATION_STATUSES.join(', ')}` }),
  reply: z
    .string()
    .trim()
    .min(3, 'must say what happens next')
    .max(MAX_REPLY_CHARACTERS, `may have at most ${MAX_REPLY_CHARACTERS.toLocaleString('en')} characters`),
});

/**
 * Moves a request forward and tells the publisher why. Conditional on the state it was read in: of two admins at once,
 * one gets `conflict`. Throws `not_found`, and `invalid_value` naming the field.
 */
export async function updateMigrationRequest(
  ctx: AdminContext,
  input: { id: unknown; status: unknown; reply: unknown },
): Promise<void> {
  const { id, status, reply } = parseInput(inputSchema, input);
  const { migrationRequests } = schema;
  const [[request]] = await ctx.db.batch({ kind: 'staff' }, (db) => [
    db.select().from(migrationRequests).where(eq(migrationRequests.id, id)),
  ]);
  if (request === undefined) throw new BillingError('not_found', 'There is nothing at this address.');
  const before = request.status as MigrationStatus;
  if (!canMigrationMove(before, status)) {
    throw new BillingError('conflict', `A request that is ${before} cannot become ${status}.`);
  }
  await ctx.db.transaction({ kind: 'system' }, async (tx) => {
    const changed = await tx
      .update(migrationRequests)
      .set({ status, reply, updatedAt: ctx.now })
      .where(and(eq(migrationRequests.id, id), eq(migrationRequests.status, before)))
      .returning({ id: migrationRequests.id });
    if (changed.length === 0) {
      throw new BillingError('conflict', 'Somebody else has just changed this request. Reload the page.');
    }
    await tx.insert(schema.billingAudit).values(
      auditRow(ctx, {
        action: `migration.${status}`,
        objectType: 'migration_request',
        objectId: id,
        customerId: request.customerId,
        before: { status: before },
        after: { status, reply },
      }),
    );
    await tx.execute(
      insertNotifications({
        notifications: [
          {
            customerId: request.customerId,
            channel: 'in_app',
            kind: 'migration.updated',
            dedupeKey: `migration:${id}:${status}:in_app`,
            payload: { requestId: id, channel: request.channel, status, reply },
          },
        ],
        now: ctx.now,
      }),
    );
  });
}

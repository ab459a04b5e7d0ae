import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { SELLER } from '../../config/seller.ts';
import { schema } from '../../db/client.ts';
import type { Actor } from '../../domain/actor.ts';
import { BillingError } from '../../domain/errors.ts';
import {
  countNotesCharacters,
  MAX_NOTES_CHARACTERS,
  MIGRATION_CHANNELS,
  MIN_NOTES_CHARACTERS,
} from '../../domain/migration-request.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { type NotificationToQueue, queueNotifications } from '../notifications/queue-notification.ts';
import { parseInput } from '../parse-input.ts';
import type { MigrationRequest } from './migration-request.ts';

type PublisherContext = ServiceContext & { readonly actor: Extract<Actor, { kind: 'publisher' }> };

const inputSchema = z.object({
  id: z.guid('must be a uuid').optional(),
  channel: z.enum(MIGRATION_CHANNELS, { error: `must be ${MIGRATION_CHANNELS.join(' or ')}` }),
  notes: z
    .string({ error: 'must be a text' })
    .refine((notes) => countNotesCharacters(notes) >= MIN_NOTES_CHARACTERS, {
      error: `must have at least ${MIN_NOTES_CHARACTERS} characters`,
    })
    .refine((notes) => countNotesCharacters(notes) <= MAX_NOTES_CHARACTERS, {
      error: `may have at most ${MAX_NOTES_CHARACTERS.toLocaleString('en')} characters`,
    })
    .transform((notes) => notes.trim()),
});

/**
 * Queues a publisher's request to be moved, and with it, in one transaction, its audit row and the messages to ops
 * by e-mail and Slack. The same `id` again, as from a form that is sent twice, queues nothing more. Throws `invalid_value`
 * naming the field.
 */
export async function requestMigration(
  ctx: PublisherContext,
  input: { id?: unknown; channel?: unknown; notes?: unknown },
): Promise<MigrationRequest> {
  const { id, channel, notes } = parseInput(inputSchema, input);
  const { customerId, email } = ctx.actor;
  const request: MigrationRequest = {
    id: id ?? ctx.newId(),
    customerId,
    channel,
    notes,
    status: 'queued',
    requestedBy: email,
    reply: null,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  const { migrationRequests } = schema;
  const customerName = await nameOf(ctx, customerId);
  await ctx.db.batch({ kind: 'system' }, (db) => [
    audited(
      db,
      db
        .insert(migrationRequests)
        .values(request)
        .onConflictDoNothing()
        .returning({ id: migrationRequests.id }),
      auditRow(ctx, {
        action: 'migration.requested',
        objectType: 'migration_request',
        objectId: request.id,
        customerId,
        after: { channel, notes, status: request.status },
      }),
    ),
    queueNotifications(db, { notifications: messagesTo(request, customerName), now: ctx.now }),
  ]);
  return request;
}

async function nameOf(ctx: ServiceContext, customerId: string): Promise<string> {
  const { customers } = schema;
  const [[customer]] = await ctx.db.batch({ kind: 'tenant', customerId }, (db) => [
    db.select({ name: customers.name }).from(customers).where(eq(customers.id, customerId)),
  ]);
  if (customer === undefined) throw new BillingError('not_found', 'There is nothing at this address.');
  return customer.name;
}

function messagesTo(request: MigrationRequest, customerName: string): NotificationToQueue[] {
  const { id: requestId, channel, customerId, requestedBy, notes } = request;
  const message = {
    customerId: null,
    kind: 'migration.requested',
    payload: { requestId, channel, customerId, customerName, requestedBy, notes },
  };
  return [
    {
      ...message,
      channel: 'email',
      recipient: SELLER.email,
      dedupeKey: `migration:${requestId}:requested:email`,
    },
    { ...message, channel: 'slack', dedupeKey: `migration:${requestId}:requested:slack` },
  ];
}

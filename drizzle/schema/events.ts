import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant, stripeId } from './columns.ts';
import { internalPolicies } from './policies.ts';

/** Every webhook event Stripe delivered, once, with its raw payload. */
export const stripeWebhookEvents = pgTable(
  'stripe_webhook_events',
  {
    id: uuid('id').primaryKey(),
    stripeEventId: stripeId('stripe_event_id').notNull(),
    type: text('type').notNull(),
    apiVersion: text('api_version'),
    livemode: boolean('livemode').notNull(),
    objectType: text('object_type'),
    objectId: text('object_id'),
    payload: jsonb('payload').notNull(),
    stripeCreatedAt: instant('stripe_created_at').notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (t) => [
    unique('stripe_webhook_events_stripe_event_id_unique').on(t.stripeEventId),
    index('stripe_webhook_events_object_id_index').on(t.objectId),
    index('stripe_webhook_events_received_at_index').on(t.receivedAt),
    index('stripe_webhook_events_type_index').on(t.type),
    ...internalPolicies('stripe_webhook_events'),
  ],
).enableRLS();

/**
 * The work queue. PostgreSQL holds it; a queue message only says "look now".
 * A claim is a lease: `leaseUntil` in the past means the work may be taken over. Claimed is not done.
 */
export const events = pgTable(
  'events',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').notNull(),
    /** The object the work is about; events of one object are handled together, under one lease. */
    subject: text('subject').notNull(),
    /** Makes queueing idempotent, e.g. the Stripe event id. */
    dedupeKey: text('dedupe_key').notNull(),
    payload: jsonb('payload').notNull(),
    status: text('status').notNull(),
    attempts: integer('attempts').notNull().default(0),
    runAfter: instant('run_after').notNull(),
    leaseToken: uuid('lease_token'),
    leaseUntil: instant('lease_until'),
    outcome: text('outcome'),
    lastError: text('last_error'),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    unique('events_dedupe_key_unique').on(t.dedupeKey),
    index('events_due_index').on(t.runAfter, t.createdAt).where(sql`status in ('pending', 'processing')`),
    index('events_subject_index').on(t.subject).where(sql`status in ('pending', 'processing')`),
    index('events_status_index').on(t.status),
    check('events_status_known', sql`${t.status} in ('pending', 'processing', 'done', 'dead')`),
    ...internalPolicies('events'),
  ],
).enableRLS();

/** One row per Stripe object being re-read: the fence that keeps an older reading from overwriting a newer one. */
export const objectLeases = pgTable(
  'object_leases',
  {
    subject: text('subject').primaryKey(),
    leaseToken: uuid('lease_token'),
    leaseUntil: instant('lease_until'),
    syncedAt: instant('synced_at'),
  },
  () => internalPolicies('object_leases'),
).enableRLS();

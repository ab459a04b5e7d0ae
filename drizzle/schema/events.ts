import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
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
    /** The Stripe customer it is about, by what the payload says; null where it says none. */
    stripeCustomerId: stripeId('stripe_customer_id'),
    /** Null once it is older than we keep payloads; the row stays, so that the event is known for ever. */
    payload: jsonb('payload'),
    payloadTrimmedAt: instant('payload_trimmed_at'),
    /** `delivery`, or `sweep` when Stripe never got it to us and we went and asked. */
    foundBy: text('found_by').notNull().default('delivery'),
    stripeCreatedAt: instant('stripe_created_at').notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (t) => [
    unique('stripe_webhook_events_stripe_event_id_unique').on(t.stripeEventId),
    index('stripe_webhook_events_object_id_index').on(t.objectId),
    index('stripe_webhook_events_stripe_customer_id_index').on(t.stripeCustomerId, t.receivedAt),
    index('stripe_webhook_events_received_at_index').on(t.receivedAt, t.id),
    index('stripe_webhook_events_type_index').on(t.type, t.receivedAt),
    index('stripe_webhook_events_trimmed_index').on(t.receivedAt).where(sql`payload_trimmed_at is not null`),
    check('stripe_webhook_events_found_by_known', sql`${t.foundBy} in ('delivery', 'sweep')`),
    ...internalPolicies('stripe_webhook_events'),
  ],
).enableRLS();

/**
 * The order in which work was queued and readings were begun, as no clock tells it: Workers' clocks disagree and can be
 * put back. Whoever draws a place after another has drawn theirs, draws a greater one.
 */
export const queuePlaces = pgSequence('queue_places');
const nextPlace = sql`nextval('queue_places')`;

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
    /** Failures that are the event's own. */
    attempts: integer('attempts').notNull().default(0),
    /** Tries that came to nothing because Stripe or our database was down or asked us to slow down. */
    deferrals: integer('deferrals').notNull().default(0),
    /** How often its processor was not heard of again. */
    takeovers: integer('takeovers').notNull().default(0),
    /** What became of each try that did not end it, and each replay: `{ at, what, error?, by?, reason? }`, oldest first. */
    history: jsonb('history').notNull().default([]),
    runAfter: instant('run_after').notNull(),
    leaseToken: uuid('lease_token'),
    leaseUntil: instant('lease_until'),
    outcome: text('outcome'),
    lastError: text('last_error'),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
    /** Drawn when it is stored, and again when it is replayed: a reading begun at a later place knows of it. */
    place: bigint('place', { mode: 'number' }).notNull().default(nextPlace),
  },
  (t) => [
    unique('events_dedupe_key_unique').on(t.dedupeKey),
    index('events_due_index').on(t.runAfter, t.createdAt).where(sql`status in ('pending', 'processing')`),
    index('events_subject_index').on(t.subject).where(sql`status in ('pending', 'processing')`),
    index('events_status_index').on(t.status),
    index('events_dead_index').on(t.finishedAt).where(sql`status = 'dead'`),
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
    /** Where the last reading began that the mirror has been written from. Null while none is remembered. */
    readFrom: bigint('read_from', { mode: 'number' }),
  },
  () => internalPolicies('object_leases'),
).enableRLS();

/** How far the sweeps of Stripe's own lists have come; a pass that ran out of budget goes on from its cursor. */
export const stripeSweeps = pgTable(
  'stripe_sweeps',
  {
    /** `events`, `recent-events`, `undelivered`, `invoices` or `subscriptions`. */
    name: text('name').primaryKey(),
    /** Everything that Stripe made before this, as far back as the list is read, has been seen. */
    sweptTo: instant('swept_to').notNull(),
    /** Of a pass under way: where it ends, and the last thing it has seen. Stripe lists newest first. */
    passTo: instant('pass_to'),
    cursor: text('cursor'),
    updatedAt: instant('updated_at').notNull(),
  },
  () => internalPolicies('stripe_sweeps'),
).enableRLS();

import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { appendOnlyPolicies, internalPolicies } from './policies.ts';

/** Append-only: the Workers' role holds INSERT and SELECT, no more. Written in the transaction of the change it tells. */
export const billingAudit = pgTable(
  'billing_audit',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    occurredAt: instant('occurred_at').notNull(),
    actorKind: text('actor_kind').notNull(),
    actorId: text('actor_id').notNull(),
    actorRole: text('actor_role').notNull(),
    action: text('action').notNull(),
    objectType: text('object_type').notNull(),
    objectId: text('object_id').notNull(),
    customerId: uuid('customer_id'),
    before: jsonb('before'),
    after: jsonb('after'),
    requestId: text('request_id').notNull(),
    ip: text('ip'),
    userAgent: text('user_agent'),
  },
  (t) => [
    index('billing_audit_customer_index').on(t.customerId, t.occurredAt, t.id),
    index('billing_audit_object_index').on(t.objectType, t.objectId, t.occurredAt, t.id),
    index('billing_audit_actor_index').on(t.actorId, t.occurredAt, t.id),
    index('billing_audit_action_index').on(t.action, t.occurredAt, t.id),
    index('billing_audit_request_id_index').on(t.requestId),
    index('billing_audit_person_index')
      .on(t.actorRole, t.occurredAt, t.id)
      .where(sql`actor_role <> 'system'`),
    index('billing_audit_occurred_at_index').on(t.occurredAt, t.id),
    ...appendOnlyPolicies('billing_audit'),
  ],
).enableRLS();

/**
 * The answer given under an Idempotency-Key, and the lease of the request that is still working on it. A lease that
 * has run out may be taken over by a repeat of the same request; the answer is written only under a lease still held.
 */
export const billingIdempotency = pgTable(
  'billing_idempotency',
  {
    /** Who may use the key, and for which endpoint: `customer:<id> POST <path>` or `staff:<sub> POST <path>`. */
    scope: text('scope').notNull(),
    key: text('key').notNull(),
    /** SHA-256 over method, path and canonical body. */
    requestHash: text('request_hash').notNull(),
    state: text('state').notNull(),
    responseStatus: integer('response_status'),
    responseHeaders: jsonb('response_headers'),
    /** The text as it was sent: a replay is the same byte for byte. */
    responseBody: text('response_body'),
    leaseToken: uuid('lease_token'),
    lockedUntil: instant('locked_until'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'billing_idempotency_pkey', columns: [t.scope, t.key] }),
    index('billing_idempotency_expires_at_index').on(t.expiresAt),
    index('billing_idempotency_created_at_index').on(t.createdAt),
    check('billing_idempotency_state_known', sql`${t.state} in ('working', 'done')`),
    check(
      'billing_idempotency_answer_when_done',
      sql`(${t.state} = 'done') = (${t.responseStatus} is not null and ${t.responseBody} is not null)`,
    ),
    ...internalPolicies('billing_idempotency'),
  ],
).enableRLS();

import { bigint, customType, index, pgTable, unique } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { internalPolicies } from './policies.ts';

const bytes = customType<{ data: string; driverData: string }>({ dataType: () => 'bytea' });
const transactionId = customType<{ data: string; driverData: string }>({ dataType: () => 'xid8' });

/**
 * The seal over the audit trail, one row for one row of it, in the order of their ids. `chainHash` covers the row, its
 * position and every row before it. Append-only like the trail: the Workers' role holds INSERT and SELECT, no more.
 */
export const billingAuditChain = pgTable(
  'billing_audit_chain',
  {
    position: bigint('position', { mode: 'bigint' }).primaryKey(),
    auditId: bigint('audit_id', { mode: 'bigint' }).notNull(),
    rowHash: bytes('row_hash').notNull(),
    chainHash: bytes('chain_hash').notNull(),
    sealedAt: instant('sealed_at').notNull(),
  },
  (t) => [
    unique('billing_audit_chain_audit_id_unique').on(t.auditId),
    ...internalPolicies('billing_audit_chain'),
  ],
).enableRLS();

/**
 * How far each sealing came: what the end of the chain must be. `nextThroughAuditId` is the newest row that the sealing
 * saw and `nextTransaction` a transaction that began to write after it, so that once every transaction up to that one
 * is over, no row can appear at or below that id any more and the next sealing may take them.
 */
export const billingAuditSeals = pgTable(
  'billing_audit_seals',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    sealedAt: instant('sealed_at').notNull(),
    /** Rows in the chain. */
    position: bigint('position', { mode: 'bigint' }).notNull(),
    /** Every row up to this id is in the chain; what is not there was never written. */
    throughAuditId: bigint('through_audit_id', { mode: 'bigint' }).notNull(),
    chainHash: bytes('chain_hash').notNull(),
    nextThroughAuditId: bigint('next_through_audit_id', { mode: 'bigint' }).notNull(),
    nextTransaction: transactionId('next_transaction').notNull(),
  },
  (t) => [
    index('billing_audit_seals_position_index').on(t.position),
    ...internalPolicies('billing_audit_seals'),
  ],
).enableRLS();

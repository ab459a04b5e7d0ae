import { sql } from 'drizzle-orm';
import { pgPolicy, pgRole } from 'drizzle-orm/pg-core';

/** The Workers' role. It owns nothing, so every policy below binds it. */
export const workersRole = pgRole('billing_app').existing();

const isSystem = sql`(select current_setting('app.scope', true)) = 'system'`;
const isStaff = sql`(select current_setting('app.scope', true)) in ('staff', 'system')`;
const isTenant = sql`customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid)`;
const isTenantOrStaff = sql`(${isTenant} or ${isStaff})`;
const isTenantOrSystem = sql`(${isTenant} or ${isSystem})`;

/** A tenant reads and writes its own rows; staff reads all; the system does both. Unset settings see nothing. */
export function tenantPolicies(table: string) {
  return [
    pgPolicy(`${table}_read`, { for: 'select', to: workersRole, using: isTenantOrStaff }),
    pgPolicy(`${table}_write`, {
      for: 'all',
      to: workersRole,
      using: isTenantOrSystem,
      withCheck: isTenantOrSystem,
    }),
  ];
}

/** A tenant reads its own rows; only the system writes (mirrors of Stripe, synced usage, the ledger's own books). */
export function systemWrittenTenantPolicies(table: string) {
  return [
    pgPolicy(`${table}_read`, { for: 'select', to: workersRole, using: isTenantOrStaff }),
    pgPolicy(`${table}_write`, { for: 'all', to: workersRole, using: isSystem, withCheck: isSystem }),
  ];
}

/** Staff reads, the system writes, publishers see nothing. */
export function internalPolicies(table: string) {
  return [
    pgPolicy(`${table}_read`, { for: 'select', to: workersRole, using: isStaff }),
    pgPolicy(`${table}_write`, { for: 'all', to: workersRole, using: isSystem, withCheck: isSystem }),
  ];
}

/** Everybody reads, the system writes: the price list. */
export function publicPolicies(table: string) {
  return [
    pgPolicy(`${table}_read`, { for: 'select', to: workersRole, using: sql`true` }),
    pgPolicy(`${table}_write`, { for: 'all', to: workersRole, using: isSystem, withCheck: isSystem }),
  ];
}

/** Everybody reads the price list, a tenant also what was agreed with it alone; the system writes. */
export function sharedOrTenantPolicies(table: string) {
  return [
    pgPolicy(`${table}_read`, {
      for: 'select',
      to: workersRole,
      using: sql`(customer_id is null or ${isTenantOrStaff})`,
    }),
    pgPolicy(`${table}_write`, { for: 'all', to: workersRole, using: isSystem, withCheck: isSystem }),
  ];
}

/** Rows are added by anyone for themselves and never changed; the grants leave out UPDATE and DELETE. */
export function appendOnlyPolicies(table: string) {
  return [
    pgPolicy(`${table}_read`, { for: 'select', to: workersRole, using: isTenantOrStaff }),
    pgPolicy(`${table}_append`, {
      for: 'insert',
      to: workersRole,
      withCheck: sql`(${isTenant} or ${isStaff})`,
    }),
  ];
}

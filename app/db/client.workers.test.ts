import { NeonDbError, neon } from '@neondatabase/serverless';
import { eq, sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { environment, insertTestCustomer, ownerSql, testRuntime } from '../../dev/testing/workers.ts';
import { type Scope, schema } from './client.ts';

const { db } = testRuntime();
const { customers, billingAudit } = schema;

async function visibleIds(scope: Scope): Promise<string[]> {
  const [rows] = await db.batch(scope, (query) => [query.select({ id: customers.id }).from(customers)]);
  return rows.map(({ id }) => id);
}

function auditRow(customerId: string) {
  return {
    occurredAt: new Date('2026-04-15T12:00:00Z'),
    actorKind: 'publisher',
    actorId: 'user_1',
    actorRole: 'publisher',
    action: 'test.write',
    objectType: 'customer',
    objectId: customerId,
    customerId,
    requestId: 'request_1',
  };
}

describe('what a scope may see', () => {
  it('a tenant sees its own row and no other, staff and the system see both', async () => {
    const [mine, theirs] = [await insertTestCustomer(), await insertTestCustomer()];
    expect(await visibleIds({ kind: 'tenant', customerId: mine.id })).toEqual([mine.id]);
    expect(await visibleIds({ kind: 'staff' })).toEqual(expect.arrayContaining([mine.id, theirs.id]));
    expect(await visibleIds({ kind: 'system' })).toEqual(expect.arrayContaining([mine.id, theirs.id]));
  });

  it('with no scope set nothing is visible, on a connection that has just served another scope', async () => {
    await insertTestCustomer();
    await visibleIds({ kind: 'system' });
    const { rows } = await unscoped('select id from customers');
    expect(rows).toEqual([]);
  });
});

describe('a call of a function', () => {
  it('answers what it returns as text, and null for nothing', async () => {
    expect(await db.call({ text: 'select upper($1)', values: ['ünïcode "quoted"'] })).toBe(
      'ÜNÏCODE "QUOTED"',
    );
    expect(await db.call({ text: 'select upper($1)', values: [null] })).toBeNull();
    expect(await db.call({ text: 'select 1 = 1', values: [] })).toBe('t');
  });

  it('fails with what PostgreSQL says', async () => {
    const refused = db.call({ text: 'select 1 / 0', values: [] });
    await expect(refused).rejects.toBeInstanceOf(NeonDbError);
    await expect(refused).rejects.toMatchObject({ code: '22012', message: 'division by zero' });
  });

  it('under no scope of its own may write nothing', async () => {
    const insert =
      "insert into stripe_sweeps (name, swept_to, updated_at) values ('x', now(), now()) returning name";
    await expect(db.call({ text: insert, values: [] })).rejects.toMatchObject({ code: '42501' });
  });
});

describe('what a scope may write', () => {
  it("a tenant can neither insert nor change another tenant's rows", async () => {
    const [mine, theirs] = [await insertTestCustomer(), await insertTestCustomer()];
    const scope: Scope = { kind: 'tenant', customerId: mine.id };
    await expect(
      db.batch(scope, (query) => [query.insert(billingAudit).values(auditRow(theirs.id))]),
    ).rejects.toMatchObject({ code: '42501' });
    await db.batch(scope, (query) => [
      query.update(customers).set({ name: 'Taken over' }).where(eq(customers.id, theirs.id)),
    ]);
    expect(await ownerSql('SELECT name FROM customers WHERE id = $1', [theirs.id])).toEqual([
      { name: theirs.name },
    ]);
  });

  it('the audit trail takes new rows and lets nobody, the system included, change or delete one', async () => {
    const { id } = await insertTestCustomer();
    await db.batch({ kind: 'tenant', customerId: id }, (query) => [
      query.insert(billingAudit).values(auditRow(id)),
    ]);
    const changes = [
      sql`update billing_audit set action = 'other'`,
      sql`delete from billing_audit`,
      sql`truncate billing_audit`,
    ];
    for (const change of changes) {
      await expect(db.batch({ kind: 'system' }, (query) => [query.execute(change)])).rejects.toMatchObject({
        code: '42501',
      });
    }
    expect(await ownerSql('SELECT action FROM billing_audit WHERE customer_id = $1', [id])).toHaveLength(1);
  });
});

describe('batch and transaction', () => {
  it('a batch is one transaction: its first insert is gone when its second breaks a constraint', async () => {
    const { id } = await insertTestCustomer();
    const broken = { ...auditRow(id), action: sql`null` };
    await expect(
      db.batch({ kind: 'system' }, (query) => [
        query.insert(billingAudit).values(auditRow(id)),
        query.insert(billingAudit).values(broken),
      ]),
    ).rejects.toMatchObject({ code: '23502', table: 'billing_audit', column: 'action' });
    expect(await ownerSql('SELECT 1 FROM billing_audit WHERE customer_id = $1', [id])).toEqual([]);
  });

  it('a transaction is bound by its scope, commits when its work returns and rolls back when it throws', async () => {
    const [mine, theirs] = [await insertTestCustomer(), await insertTestCustomer()];
    const seen = await db.transaction({ kind: 'tenant', customerId: mine.id }, async (tx) => {
      await tx.insert(billingAudit).values(auditRow(mine.id));
      return tx.select({ id: customers.id }).from(customers);
    });
    expect(seen).toEqual([{ id: mine.id }]);
    const failing = db.transaction({ kind: 'system' }, async (tx) => {
      await tx.insert(billingAudit).values(auditRow(theirs.id));
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(
      await ownerSql('SELECT customer_id FROM billing_audit WHERE request_id = $1', ['request_1']),
    ).toEqual(expect.not.arrayContaining([{ customer_id: theirs.id }]));
  });

  it('text of 1,000,000 characters and exact numbers beyond 2^53 come back as they went in', async () => {
    const text = 'é'.repeat(1_000_000);
    const [{ rows }] = await db.batch({ kind: 'system' }, (query) => [
      query.execute(sql`select ${text}::text as text, 9007199254740993::bigint as exact`),
    ]);
    expect(rows[0]).toEqual({ text, exact: '9007199254740993' });
  });
});

/** The Workers' role without any scope, as a query that forgot it would be. */
async function unscoped(query: string) {
  return neon(environment.databaseUrl, { fullResults: true }).query(query);
}

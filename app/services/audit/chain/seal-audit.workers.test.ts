import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { sealAll } from '../../../../dev/testing/seal-all.ts';
import { environment, ownerSql, staffActor, testContext } from '../../../../dev/testing/workers.ts';
import { createDatabase, schema } from '../../../db/client.ts';
import { auditRow } from '../record.ts';
import { sealAudit } from './seal-audit.ts';
import { verifyAudit } from './verify-audit.ts';

const ctx = testContext();
const admin = testContext({ actor: staffActor() });
const TABLES = ['billing_audit', 'billing_audit_chain', 'billing_audit_seals'];

/** What somebody with the owner's password would do first. */
async function asForger(...statements: string[]): Promise<void> {
  for (const table of TABLES) await ownerSql(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  for (const statement of statements) await ownerSql(statement);
  for (const table of TABLES) await ownerSql(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
}

async function write(rows: number): Promise<void> {
  const entry = (n: number) =>
    auditRow(ctx, {
      action: 'invoice.mirrored',
      objectType: 'invoice',
      objectId: `in_${n}`,
      before: { amount: String(n), b: null, a: [1, 2] },
      after: { text: 'Ünïcode 桜 "quoted"' },
    });
  await ctx.db.batch({ kind: 'system' }, (db) => [
    db.insert(schema.billingAudit).values(Array.from({ length: rows }, (_, n) => entry(n))),
  ]);
}

/** A writer of ours that takes its time: a transaction that stays open until it is told to end. */
async function openWriter() {
  const ended = Promise.withResolvers<'commit' | 'rollback'>();
  const started = Promise.withResolvers<(objectId: string) => Promise<string>>();
  const transaction = ctx.db.transaction({ kind: 'system' }, async (tx) => {
    started.resolve(async (objectId) => {
      const row = auditRow(ctx, { action: 'late.written', objectType: 'test', objectId });
      const [written] = await tx
        .insert(schema.billingAudit)
        .values(row)
        .returning({ id: schema.billingAudit.id });
      return String(written?.id);
    });
    if ((await ended.promise) === 'rollback') throw new Error('rolled back');
  });
  return {
    write: await started.promise,
    async end(how: 'commit' | 'rollback'): Promise<void> {
      ended.resolve(how);
      await transaction.catch(() => undefined);
    },
  };
}

async function idAt(position: number): Promise<string> {
  const [row] = await ownerSql<{ id: string }>(
    'SELECT audit_id::text AS id FROM billing_audit_chain WHERE position = $1',
    [position],
  );
  if (row === undefined) throw new Error(`nothing at ${position}`);
  return row.id;
}

async function chainIds(): Promise<string[]> {
  const rows = await ownerSql<{ id: string }>(
    'SELECT audit_id::text AS id FROM billing_audit_chain ORDER BY position',
  );
  return rows.map(({ id }) => id);
}

beforeEach(async () => {
  await asForger('TRUNCATE billing_audit, billing_audit_chain, billing_audit_seals');
});

describe('sealAudit', () => {
  it('seals 12 rows five at a time, and a second run finds nothing to do', async () => {
    await write(12);
    const { sealed, head } = await sealAll(ctx, { rowsPerSealing: 5 });
    expect(sealed).toBe(12);
    expect(head).toEqual({ position: '12', hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await sealAudit(ctx)).toEqual({ sealed: 0, head: null });
    expect(await verifyAudit(admin, { linksPerPage: 5 })).toMatchObject({
      status: 'intact',
      checked: 12,
      unsealed: 0,
      head: { position: '12', hash: head?.hash },
    });
  });

  it('the same rows make the same chain, in one sealing or in four', async () => {
    await write(7);
    const once = await sealAll(ctx);
    await asForger('TRUNCATE billing_audit_chain, billing_audit_seals');
    expect((await sealAll(ctx, { rowsPerSealing: 2 })).head).toEqual(once.head);
  });

  it('a transaction held open holds its own and later rows back, not the writers, and comes in its place', async () => {
    await write(2);
    await sealAll(ctx);
    const slow = await openWriter();
    const lateId = await slow.write('held open');
    await write(2);
    expect((await sealAudit(ctx)).sealed).toBe(0);
    expect((await sealAudit(ctx)).sealed).toBe(0);
    await write(1);
    await slow.end('commit');
    expect((await sealAll(ctx)).sealed).toBe(4);
    const ids = await chainIds();
    expect(ids[2]).toBe(lateId);
    expect(ids).toEqual([...ids].sort((a, b) => Number(BigInt(a) - BigInt(b))));
    expect(await verifyAudit(admin)).toMatchObject({ status: 'intact', checked: 6, unsealed: 0 });
  });

  it('a transaction that began before its neighbours committed and writes after them is no insertion', async () => {
    const slow = await openWriter();
    await slow.write('first word');
    await write(3);
    const lastId = await slow.write('last word');
    await sealAudit(ctx);
    await slow.end('commit');
    await sealAll(ctx);
    expect((await chainIds()).at(-1)).toBe(lastId);
    expect(await verifyAudit(admin)).toMatchObject({ status: 'intact', checked: 5, unsealed: 0 });
  });

  it('the number of a transaction that was rolled back is a gap, and stays one', async () => {
    await write(1);
    const failed = await openWriter();
    await failed.write('never');
    await failed.end('rollback');
    await write(1);
    expect((await sealAll(ctx)).sealed).toBe(2);
    expect(await verifyAudit(admin)).toMatchObject({ status: 'intact', checked: 2 });
  });

  it('four sealings at once, with writers between them, make one whole chain', async () => {
    const work = Array.from({ length: 12 }, (_, n) =>
      n % 3 === 0 ? sealAudit(ctx, { rowsPerSealing: 3 }) : write(4),
    );
    await Promise.all(work);
    await sealAll(ctx);
    expect(await verifyAudit(admin)).toMatchObject({ status: 'intact', checked: 32, unsealed: 0 });
  });

  it('goes on in a cluster whose transactions are counted anew, as after a logical restore', async () => {
    await write(3);
    await sealAll(ctx);
    await asForger(`UPDATE billing_audit_seals SET next_transaction = '9999999999'`);
    await write(2);
    expect((await sealAll(ctx)).sealed).toBe(2);
    expect(await verifyAudit(admin)).toMatchObject({ status: 'intact', checked: 5 });
  });
});

describe('verifyAudit', () => {
  beforeEach(async () => {
    await write(10);
    await sealAll(ctx);
    await write(2);
  });

  const forgeries: readonly [string, (id: (n: number) => Promise<string>) => Promise<string[]>, object][] = [
    [
      'an edited column',
      async (id) => [`UPDATE billing_audit SET actor_id = 'somebody else' WHERE id = ${await id(4)}`],
      { kind: 'row_edited', position: '4' },
    ],
    [
      'one digit of an amount',
      async (id) => [
        `UPDATE billing_audit SET before = jsonb_set(before, '{amount}', '"9"') WHERE id = ${await id(7)}`,
      ],
      { kind: 'row_edited', position: '7' },
    ],
    [
      'an instant moved by a millisecond',
      async (id) => [
        `UPDATE billing_audit SET occurred_at = occurred_at + interval '1 millisecond' WHERE id = ${await id(1)}`,
      ],
      { kind: 'row_edited', position: '1' },
    ],
    [
      'a deleted row',
      async (id) => [`DELETE FROM billing_audit WHERE id = ${await id(5)}`],
      { kind: 'row_deleted', position: '5' },
    ],
    [
      'a row deleted with its link',
      async (id) => [
        `DELETE FROM billing_audit WHERE id = ${await id(5)}`,
        'DELETE FROM billing_audit_chain WHERE position = 5',
      ],
      { kind: 'link_missing', position: '5' },
    ],
    [
      'a deleted row whose gap in the chain was closed',
      async (id) => [
        `DELETE FROM billing_audit WHERE id = ${await id(5)}`,
        'DELETE FROM billing_audit_chain WHERE position = 5',
        'UPDATE billing_audit_chain SET position = position + 1000 WHERE position > 5',
        'UPDATE billing_audit_chain SET position = position - 1001 WHERE position > 1000',
      ],
      { kind: 'link_edited', position: '5' },
    ],
    [
      'two rows swapped',
      async (id) => {
        const [a, b] = [await id(3), await id(8)];
        return [
          `UPDATE billing_audit t SET object_id = o.object_id FROM billing_audit o
           WHERE (t.id = ${a} AND o.id = ${b}) OR (t.id = ${b} AND o.id = ${a})`,
        ];
      },
      { kind: 'row_edited', position: '3' },
    ],
    [
      'two links swapped',
      async () => [
        'UPDATE billing_audit_chain SET position = 1000 WHERE position = 3',
        'UPDATE billing_audit_chain SET position = 3 WHERE position = 8',
        'UPDATE billing_audit_chain SET position = 8 WHERE position = 1000',
      ],
      { kind: 'link_edited', position: '3' },
    ],
    [
      'an edited row with its hash made right',
      async (id) => [
        `UPDATE billing_audit SET ip = '203.0.113.1' WHERE id = ${await id(6)}`,
        `UPDATE billing_audit_chain SET row_hash = sha256('anything') WHERE position = 6`,
      ],
      { kind: 'link_edited', position: '6' },
    ],
    [
      'the tail cut off the trail and the chain',
      async (id) => [
        `DELETE FROM billing_audit WHERE id >= ${await id(9)}`,
        'DELETE FROM billing_audit_chain WHERE position >= 9',
      ],
      { kind: 'tail_missing', position: '9' },
    ],
    [
      'the tail cut off the trail alone',
      async (id) => [`DELETE FROM billing_audit WHERE id >= ${await id(9)}`],
      { kind: 'row_deleted', position: '9' },
    ],
    [
      'everything deleted but the seals',
      async () => ['TRUNCATE billing_audit, billing_audit_chain'],
      { kind: 'tail_missing', position: '1' },
    ],
    [
      'the seals deleted',
      async () => ['DELETE FROM billing_audit_seals'],
      { kind: 'seal_missing', position: '1' },
    ],
    [
      'a row put into a gap between two',
      async (id) => [
        `DELETE FROM billing_audit WHERE id = ${await id(5)}`,
        `INSERT INTO billing_audit (id, occurred_at, actor_kind, actor_id, actor_role, action, object_type, object_id, request_id)
         OVERRIDING SYSTEM VALUE SELECT ${await id(5)}, now(), 'staff', 'x', 'admin', 'forged', 'test', 'x', 'x'`,
      ],
      { kind: 'row_edited', position: '5' },
    ],
  ];

  it.each(forgeries)('finds %s', async (_, forge, fault) => {
    expect(await verifyAudit(admin, { linksPerPage: 3 })).toMatchObject({
      status: 'intact',
      checked: 10,
      unsealed: 2,
    });
    await asForger(...(await forge(idAt.bind(null))));
    const found = await verifyAudit(admin, { linksPerPage: 3 });
    expect(found).toMatchObject({ status: 'broken', fault });
  });

  it('finds a row put where there was a gap when its neighbours were sealed, within a page and between two', async () => {
    const failed = await openWriter();
    const gap = await failed.write('gap');
    await failed.end('rollback');
    await write(3);
    await sealAll(ctx);
    await asForger(
      `INSERT INTO billing_audit (id, occurred_at, actor_kind, actor_id, actor_role, action, object_type, object_id, request_id)
       OVERRIDING SYSTEM VALUE VALUES (${gap}, now(), 'staff', 'x', 'admin', 'forged', 'test', 'x', 'x')`,
    );
    const fault = { kind: 'row_inserted', position: '13', auditId: gap };
    for (const linksPerPage of [100, 5, 4, 12, 1]) {
      expect(await verifyAudit(admin, { linksPerPage })).toMatchObject({ status: 'broken', fault });
    }
  });

  it('finds a row put behind the last sealed one, where the number was lost', async () => {
    const failed = await openWriter();
    const gap = await failed.write('gap');
    await failed.end('rollback');
    await write(1);
    await sealAll(ctx);
    const last = await idAt(13);
    await asForger(
      `DELETE FROM billing_audit WHERE id = ${last}`,
      'DELETE FROM billing_audit_chain WHERE position = 13',
      `UPDATE billing_audit_seals SET position = 12, chain_hash = (
         SELECT chain_hash FROM billing_audit_chain WHERE position = 12) WHERE position = 13`,
      `INSERT INTO billing_audit (id, occurred_at, actor_kind, actor_id, actor_role, action, object_type, object_id, request_id)
       OVERRIDING SYSTEM VALUE VALUES (${gap}, now(), 'staff', 'x', 'admin', 'forged', 'test', 'x', 'x')`,
    );
    const found = await verifyAudit(admin);
    expect(found).toMatchObject({ status: 'broken', fault: { kind: 'row_inserted', auditId: gap } });
  });

  it('whoever rewrites all of it from the first row is found by a head that was kept elsewhere', async () => {
    const { head } = await verifyAudit(admin);
    if (head === null) throw new Error('no head');
    expect(await verifyAudit(admin, { expectedHead: head })).toMatchObject({ status: 'intact' });
    await asForger(
      `UPDATE billing_audit SET actor_id = 'nobody' WHERE id = ${await idAt(2)}`,
      'TRUNCATE billing_audit_chain, billing_audit_seals',
    );
    await sealAll(ctx);
    expect(await verifyAudit(admin)).toMatchObject({ status: 'intact' });
    expect(await verifyAudit(admin, { expectedHead: head })).toMatchObject({
      status: 'broken',
      fault: { kind: 'head_unknown', position: '10' },
    });
  });

  it('in parts: each goes on where the one before it ended', async () => {
    const first = await verifyAudit(admin, { maxLinks: 4, linksPerPage: 2 });
    expect(first).toMatchObject({ status: 'partial', checked: 4, checkedThrough: '4', fault: null });
    const rest = await verifyAudit(admin, { after: 4n, linksPerPage: 2 });
    expect(rest).toMatchObject({ status: 'intact', checked: 6, checkedThrough: '10' });
  });

  it('is for staff', async () => {
    const publisher = testContext({
      actor: {
        kind: 'publisher',
        id: 'u',
        email: 'a@b.c',
        name: 'A',
        role: 'publisher',
        customerId: crypto.randomUUID(),
        locale: 'en',
      },
    });
    await expect(verifyAudit(publisher)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('append-only', () => {
  it.each(TABLES)(
    '%s: neither the Workers nor, by accident, the owner can change or empty it',
    async (table) => {
      await write(1);
      await sealAll(ctx);
      const column = table === 'billing_audit' ? 'occurred_at' : 'sealed_at';
      for (const statement of [
        `UPDATE ${table} SET ${column} = ${column}`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table}`,
      ]) {
        await expect(ownerSql(statement)).rejects.toMatchObject({ code: 'BL003' });
        const refused = ctx.db.batch({ kind: 'system' }, (db) => [db.execute(sql.raw(statement))]);
        await expect(refused).rejects.toMatchObject({ code: '42501' });
      }
    },
  );

  it('a migration that means it says so in its transaction', async () => {
    await write(1);
    const owner = createDatabase({ connectionString: environment.ownerUrl });
    await owner.batch({ kind: 'system' }, (db) => [
      db.execute(sql`select set_config('app.audit_maintenance', 'on', true)`),
      db.execute(sql`delete from billing_audit`),
    ]);
    expect(await ownerSql('SELECT FROM billing_audit')).toEqual([]);
  });
});

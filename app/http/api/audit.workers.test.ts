import { beforeAll, describe, expect, test } from 'vitest';
import { bearer, createApi } from '../../../dev/testing/api.ts';
import { sealAll } from '../../../dev/testing/seal-all.ts';
import { insertTestCustomer, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { schema } from '../../db/client.ts';
import { exportAudit } from '../../services/audit/export-audit.ts';
import { auditRow } from '../../services/audit/record.ts';
import { auditPageSchema, auditVerificationSchema } from './audit-schemas.ts';

const api = createApi();
const ADMIN = { role: 'admin', sub: 'staff_audit' };
const READONLY = { role: 'readonly', sub: 'staff_reads' };
const ctx = testContext();
const HOUR_MS = 3_600_000;

let customerId: string;

beforeAll(async () => {
  const customer = await insertTestCustomer();
  customerId = customer.id;
  const rows = Array.from({ length: 130 }, (_, n) =>
    auditRow(
      {
        ...ctx,
        now: new Date(ctx.now.getTime() - Math.floor(n / 2) * HOUR_MS),
        requestId: n < 3 ? 'req-one' : `req-${n}`,
        actor:
          n % 10 === 0
            ? { kind: 'staff', id: 'ann', email: 'a@b.c', name: 'Ann', role: 'admin', locale: 'en' }
            : ctx.actor,
      },
      {
        action: n % 2 === 0 ? 'invoice.mirrored' : 'payment.mirrored',
        objectType: n % 2 === 0 ? 'invoice' : 'payment',
        objectId: `object_${n}`,
        customerId: n < 5 ? customerId : null,
        before: n === 0 ? { amount: '=1+1', note: 'a "quoted", note' } : null,
        after: { n },
      },
    ),
  );
  await ctx.db.batch({ kind: 'system' }, (db) => [db.insert(schema.billingAudit).values(rows)]);
});

async function list(query: string) {
  const response = await api(`/api/v1/billing/audit?${query}`, { headers: await bearer(ADMIN) });
  expect(response.status).toBe(200);
  return auditPageSchema.parse(await response.json());
}

describe('GET /billing/audit', () => {
  test('goes through all rows once, newest first, page by page, though many share an instant', async () => {
    const seen: string[] = [];
    const at: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await list(`limit=25${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.entries.map(({ id }) => id));
      at.push(...page.entries.map(({ occurred_at }) => occurred_at));
      cursor = page.next_cursor;
    }
    expect(seen).toHaveLength(130);
    expect(new Set(seen).size).toBe(130);
    expect(at).toEqual([...at].sort().reverse());
  });

  test.each([
    ['actor=ann', 13],
    ['role=admin', 13],
    ['action=payment.mirrored', 65],
    ['action=payment', 0],
    ['action=payment*', 65],
    ['actor=an*', 13],
    ['object_type=invoice&object_id=object_4*', 6],
    ['object_type=invoice&object_id=object_4', 1],
    ['request_id=req-one', 3],
    ['role=admin&action=invoice.mirrored&object_type=invoice', 13],
    ['from=2026-04-15&to=2026-04-15', 26],
    ['from=2026-04-15T11:00:00Z&to=2026-04-15T12:00:00Z', 2],
    ['actor=nobody', 0],
  ])('%s finds %i', async (query, count) => {
    expect((await list(`limit=100&${query}`)).entries).toHaveLength(count);
  });

  test('a customer’s rows, in one trip to the database', async () => {
    expect((await list(`customer_id=${customerId.toUpperCase()}`)).entries).toHaveLength(5);
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['customer_id=x', 'customer_id'],
    ['role=root', 'role'],
    ['cursor=1', 'cursor'],
    ['from=yesterday', 'from'],
    ['from=2026-04-16&to=2026-04-15', 'from'],
    ['actor=', 'actor'],
    ['actor=a&actor=b', 'actor'],
  ])('%s is 400 and names %s', async (query, path) => {
    const response = await api(`/api/v1/billing/audit?${query}`, { headers: await bearer(ADMIN) });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ path }] });
  });
});

describe.each(['/api/v1/billing/audit', '/api/v1/billing/audit.csv', '/api/v1/billing/audit/verify'])(
  '%s',
  (path) => {
    test('is open to readonly, closed to a publisher and a stranger, and read only', async () => {
      expect((await api(path, { headers: await bearer(READONLY) })).status).toBe(200);
      const publisher = await bearer({ role: 'publisher', customer_id: customerId });
      expect((await api(path, { headers: publisher })).status).toBe(403);
      expect((await api(path)).status).toBe(401);
      expect((await api(path, { method: 'POST', headers: await bearer(ADMIN) })).status).toBe(405);
    });
  },
);

describe('GET /billing/audit.csv', () => {
  test('holds the rows that the filters let through, is safe to open, and leaves a trace', async () => {
    const response = await api(`/api/v1/billing/audit.csv?request_id=req-one`, {
      headers: await bearer(ADMIN),
    });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="audit-2026-04-15.csv"');
    const lines = (await response.text()).trimEnd().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^\uFEFF?id,occurred_at,actor_kind/);
    expect(lines.join()).toContain('"{""note"":""a \\""quoted\\"", note"",""amount"":""=1+1""}"');
    const traces = await ownerSql(
      `SELECT actor_id, after FROM billing_audit WHERE action = 'audit.exported' AND actor_id = 'staff_audit'`,
    );
    expect(traces).toEqual([{ actor_id: 'staff_audit', after: { filters: { requestId: 'req-one' } } }]);
  });

  test('a page is fetched when the reader asks for it', async () => {
    let trips = 0;
    const counted = {
      ...ctx,
      db: {
        ...ctx.db,
        batch: ((scope, build) => {
          trips += 1;
          return ctx.db.batch(scope, build);
        }) as typeof ctx.db.batch,
      },
    };
    const pages = exportAudit(counted, { filters: { action: 'payment.mirrored' }, rowsPerPage: 20 });
    await pages.next();
    expect(trips).toBe(1);
    let rows = 20;
    for await (const page of pages) rows += page.length;
    expect(rows).toBe(65);
    expect(trips).toBe(4);
  });
});

describe('GET /billing/audit/verify', () => {
  async function verify(query = '') {
    const response = await api(`/api/v1/billing/audit/verify${query}`, { headers: await bearer(ADMIN) });
    expect(response.status).toBe(200);
    return auditVerificationSchema.parse(await response.json());
  }

  test('says that it is intact, then where it is broken', async () => {
    await sealAll(ctx);
    const intact = await verify();
    expect(intact).toMatchObject({ status: 'intact', fault: null });
    expect(intact.checked).toBeGreaterThanOrEqual(130);
    const head = `?head=${intact.head?.position}:${intact.head?.hash}`;
    expect((await verify(head)).status).toBe('intact');
    expect((await verify(`?head=1:${intact.head?.hash}`)).fault?.kind).toBe('head_unknown');
    await ownerSql('ALTER TABLE billing_audit DISABLE TRIGGER USER');
    await ownerSql(`UPDATE billing_audit SET object_id = 'x' WHERE object_id = 'object_7'`);
    await ownerSql('ALTER TABLE billing_audit ENABLE TRIGGER USER');
    const broken = await verify();
    expect(broken).toMatchObject({ status: 'broken', fault: { kind: 'row_edited', position: '8' } });
    expect(broken.fault?.message).toContain('position 8, audit row');
  });

  test('?after=x is 400', async () => {
    const response = await api('/api/v1/billing/audit/verify?after=x', { headers: await bearer(ADMIN) });
    expect(response.status).toBe(400);
  });
});

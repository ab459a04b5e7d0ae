import { beforeAll, expect, test, vi } from 'vitest';
import { bearer, createApi } from '../../../dev/testing/api.ts';
import { insertTestInvoice, type TestInvoice } from '../../../dev/testing/invoices.ts';
import {
  environment,
  insertTestCustomer,
  ownerSql,
  type TestCustomer,
} from '../../../dev/testing/workers.ts';
import { invoicePageSchema, invoiceSchema, problemSchema } from './schemas.ts';

const api = createApi();

let ann: TestCustomer;
let bob: TestCustomer;
let annHeaders: Record<string, string>;
let bobHeaders: Record<string, string>;
let april: TestInvoice;
let draft: TestInvoice;

beforeAll(async () => {
  ann = await insertTestCustomer({ name: 'Ann Games' });
  bob = await insertTestCustomer({ name: 'Bob Games' });
  annHeaders = await bearer({ role: 'publisher', customer_id: ann.id });
  bobHeaders = await bearer({ role: 'publisher', customer_id: bob.id });
  april = await insertTestInvoice(ann, {
    number: 'A-3',
    status: 'paid',
    createdAt: '2026-04-01T00:00:00.000Z',
    amountMinor: 68_665n,
    lines: [
      { description: 'Growth', quantity: '1', unitAmountDecimal: '49900', amountMinor: 49_900n },
      { description: 'Impressions', quantity: '2345678', unitAmountDecimal: '0.008', amountMinor: 18_765n },
    ],
  });
  await insertTestInvoice(ann, { number: 'A-2', createdAt: '2026-03-01T23:59:59.999Z' });
  await insertTestInvoice(ann, { number: 'A-1', status: 'void', createdAt: '2026-02-01T00:00:00.000Z' });
  draft = await insertTestInvoice(ann, {
    number: null,
    status: 'draft',
    createdAt: '2026-04-10T00:00:00.000Z',
  });
  await insertTestInvoice(bob, { number: 'B-1' });
});

async function list(query: string, headers = annHeaders) {
  const response = await api(`/api/v1/billing/invoices${query}`, { headers });
  expect(response.status).toBe(200);
  return invoicePageSchema.parse(await response.json());
}

async function numbers(query: string, headers = annHeaders) {
  return (await list(query, headers)).invoices.map(({ invoice_number }) => invoice_number);
}

test("a publisher's list: newest first, its own only, no drafts", async () => {
  expect(await numbers('')).toEqual(['A-3', 'A-2', 'A-1']);
  expect(await numbers('', bobHeaders)).toEqual(['B-1']);
});

test('two to a page: 3 invoices on 2 pages, a page past the end is empty', async () => {
  const first = await list('?page=1&limit=2');
  expect(first.pagination).toEqual({ page: 1, limit: 2, total: 3, total_pages: 2 });
  expect(await numbers('?page=2&limit=2')).toEqual(['A-1']);
  expect(await list('?page=999999999&limit=100')).toEqual({
    invoices: [],
    pagination: { page: 999_999_999, limit: 100, total: 3, total_pages: 1 },
  });
});

test('invoices created at the same instant come by id, downwards, over pages', async () => {
  const tied = await insertTestCustomer();
  const headers = await bearer({ role: 'publisher', customer_id: tied.id });
  const ids: string[] = [];
  for (let count = 0; count < 6; count += 1) ids.push((await insertTestInvoice(tied)).id);
  const pages = await Promise.all([1, 2, 3].map((page) => list(`?limit=2&page=${page}`, headers)));
  const listed = pages.flatMap(({ invoices }) => invoices.map(({ id }) => id));
  expect(listed).toEqual(ids.sort().reverse());
});

test.each([
  ['?status=paid', ['A-3']],
  ['?status=void', ['A-1']],
  ['?status=draft', []],
  ['?start_date=2026-03-01', ['A-3', 'A-2']],
  ['?end_date=2026-03-01', ['A-2', 'A-1']],
  ['?end_date=2026-03-01T23:59:59.999Z', ['A-1']],
  ['?start_date=2026-03-01T23:59:59.999Z', ['A-3', 'A-2']],
  ['?start_date=2026-04-01T02:00:00%2B02:00', ['A-3']],
  ['?start_date=2026-03-01&end_date=2026-03-01', ['A-2']],
  ['?start_date=2026-03-01T00:00:00Z&end_date=2026-03-01T00:00:00Z', []],
  ['?start_date=0001-01-01&end_date=9999-12-31', ['A-3', 'A-2', 'A-1']],
])('%s lists %j', async (query, expected) => {
  expect(await numbers(query)).toEqual(expected);
});

test.each([
  ['?limit=0', ['limit']],
  ['?limit=101', ['limit']],
  ['?limit=1.5', ['limit']],
  ['?limit=', ['limit']],
  ['?page=0', ['page']],
  ['?page=-1', ['page']],
  ['?page=1e3', ['page']],
  ['?page=99999999999999999999', ['page']],
  ['?page=1&page=2', ['page']],
  ['?status=foo', ['status']],
  ['?status=PAID', ['status']],
  ['?start_date=yesterday', ['start_date']],
  ['?start_date=2026-02-30', ['start_date']],
  ['?end_date=2026-03-01T00:00:00', ['end_date']],
  ['?start_date=2026-03-02&end_date=2026-03-01', ['start_date']],
  ['?start_date=2026-03-02T00:00:00Z&end_date=2026-03-01', ['start_date']],
  ['?limit=0&page=-1&status=foo&start_date=yesterday', ['page', 'limit', 'status', 'start_date']],
])('%s gets 400 naming %j', async (query, paths) => {
  const response = await api(`/api/v1/billing/invoices${query}`, { headers: annHeaders });
  expect(response.status).toBe(400);
  const problem = problemSchema.parse(await response.json());
  expect(problem.code).toBe('invalid_request');
  expect(problem.errors?.map(({ path }) => path)).toEqual(paths);
});

test('the detail has its lines: 1 × $499.00 + 2,345,678 × $0.00008 = $686.65', async () => {
  const response = await api(`/api/v1/billing/invoices/${april.id}`, { headers: annHeaders });
  const invoice = invoiceSchema.parse(await response.json());
  expect(invoice).toMatchObject({
    id: april.id,
    invoice_number: 'A-3',
    customer_id: ann.id,
    amount: 68_665,
    currency: 'usd',
    status: 'paid',
    due_date: null,
    paid_at: '2026-04-01T00:00:00.000Z',
    pdf_url: `https://billing.test/api/v1/billing/invoices/${april.id}/pdf`,
  });
  expect(invoice.line_items).toEqual([
    { description: 'Growth', quantity: 1, unit_amount: 49_900, unit_amount_decimal: '49900', amount: 49_900 },
    {
      description: 'Impressions',
      quantity: 2_345_678,
      unit_amount: 0.008,
      unit_amount_decimal: '0.008',
      amount: 18_765,
    },
  ]);
});

test.each(['', '/pdf'])(
  "another publisher's invoice and one that does not exist get the same 404%s",
  async (tail) => {
    for (const id of [april.id, crypto.randomUUID(), draft.id]) {
      const headers = id === draft.id ? annHeaders : bobHeaders;
      const response = await api(`/api/v1/billing/invoices/${id}${tail}`, { headers });
      expect(response.status).toBe(404);
      expect(problemSchema.parse(await response.json()).detail).toBe('This invoice does not exist.');
    }
  },
);

test('naming another customer changes nothing for a publisher', async () => {
  expect(await numbers(`?customer_id=${ann.id}`, bobHeaders)).toEqual(['B-1']);
  const response = await api(`/api/v1/billing/invoices/${april.id}?customer_id=${ann.id}`, {
    headers: bobHeaders,
  });
  expect(response.status).toBe(404);
});

test('an id that is no uuid gets 400', async () => {
  const response = await api('/api/v1/billing/invoices/inv_123', { headers: annHeaders });
  expect(response.status).toBe(400);
  expect(problemSchema.parse(await response.json()).errors).toEqual([
    { path: 'id', message: 'must be a uuid' },
  ]);
});

test('the same list again is 304 by its ETag, another publisher gets another one', async () => {
  const first = await api('/api/v1/billing/invoices', { headers: annHeaders });
  const etag = first.headers.get('etag') ?? '';
  expect(first.headers.get('cache-control')).toBe('private, no-cache');
  expect(first.headers.get('vary')).toBe('Authorization, Cookie');
  const again = await api('/api/v1/billing/invoices', { headers: { ...annHeaders, 'If-None-Match': etag } });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
  const other = await api('/api/v1/billing/invoices', { headers: { ...bobHeaders, 'If-None-Match': etag } });
  expect(other.status).toBe(200);
});

test.each(['admin', 'readonly'])(
  '%s sees a customer that it names, drafts included, and that is audited',
  async (role) => {
    const headers = await bearer({ role, sub: `staff_${role}` });
    expect(await numbers(`?customer_id=${ann.id}`, headers)).toEqual([null, 'A-3', 'A-2', 'A-1']);
    expect(await numbers(`?customer_id=${ann.id}&status=draft`, headers)).toEqual([null]);
    const trail = await ownerSql(
      `SELECT action, actor_role, object_id, customer_id FROM billing_audit WHERE actor_id = $1`,
      [`staff_${role}`],
    );
    const row = { action: 'invoice.list_read', actor_role: role, object_id: ann.id, customer_id: ann.id };
    expect(trail).toEqual([row, row]);
  },
);

test('staff that names no customer, or no uuid, gets 400 and leaves no trace', async () => {
  const headers = await bearer({ role: 'admin', sub: 'staff_untraced' });
  for (const query of [
    '',
    '?customer_id=',
    '?customer_id=ann',
    `?customer_id=${ann.id}&customer_id=${bob.id}`,
  ]) {
    const response = await api(`/api/v1/billing/invoices${query}`, { headers });
    expect(response.status).toBe(400);
    expect(problemSchema.parse(await response.json()).errors?.[0]?.path).toBe('customer_id');
  }
  expect(await ownerSql('SELECT 1 FROM billing_audit WHERE actor_id = $1', ['staff_untraced'])).toEqual([]);
});

test("staff reading one customer does not reach another one's invoice", async () => {
  const headers = await bearer({ role: 'admin' });
  const response = await api(`/api/v1/billing/invoices/${april.id}?customer_id=${bob.id}`, { headers });
  expect(response.status).toBe(404);
  const own = await api(`/api/v1/billing/invoices/${april.id}?customer_id=${ann.id}`, { headers });
  const { pdf_url } = invoiceSchema.parse(await own.json());
  expect(pdf_url).toContain(`/pdf?customer_id=${ann.id}`);
});

test('each read is one trip to the database, for staff with its audit row too', async () => {
  const staff = await bearer({ role: 'admin' });
  const reads: [string, Record<string, string>][] = [
    ['/api/v1/billing/invoices', annHeaders],
    [`/api/v1/billing/invoices/${april.id}`, annHeaders],
    [`/api/v1/billing/invoices/${april.id}/pdf`, { ...annHeaders, 'If-None-Match': '*' }],
    [`/api/v1/billing/invoices?customer_id=${ann.id}`, staff],
    [`/api/v1/billing/invoices/${april.id}?customer_id=${ann.id}`, staff],
  ];
  for (const [path, headers] of reads) {
    const fetched = vi.spyOn(globalThis, 'fetch');
    await api(path, { headers });
    const trips = fetched.mock.calls.filter(([url]) => String(url) === `${environment.neonProxyUrl}/sql`);
    fetched.mockRestore();
    expect(trips, path).toHaveLength(1);
  }
});

test('only GET is possible: POST gets 405 with Allow, OPTIONS lists the methods, HEAD has no body', async () => {
  const post = await api('/api/v1/billing/invoices', { method: 'POST', headers: annHeaders });
  expect(post.status).toBe(405);
  expect(post.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  expect(problemSchema.parse(await post.json()).code).toBe('method_not_allowed');
  const options = await api('/api/v1/billing/invoices', { method: 'OPTIONS' });
  expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
  const head = await api('/api/v1/billing/invoices', { method: 'HEAD', headers: annHeaders });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect(head.headers.get('etag')).toMatch(/^"/);
});

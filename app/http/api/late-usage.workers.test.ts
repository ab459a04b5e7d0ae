import { beforeAll, expect, test } from 'vitest';
import { bearer, createApi } from '../../../dev/testing/api.ts';
import { insertTestCatalog, insertTestSubscription } from '../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { lateUsageListSchema, lateUsageSchema } from './late-usage-schemas.ts';

const PATH = '/api/v1/billing/late-usage';
const ID = '5b1d1c51-6f0a-4d0e-8b70-1e1f5a1c0061';
const BODY = { settled_as: 'waived', keyword: 'settled', reason: 'A gesture of goodwill.' };
const api = createApi();
let admin: Record<string, string>;
let readonly: Record<string, string>;
let publisher: Record<string, string>;
let customerId: string;

beforeAll(async () => {
  await insertTestCatalog(testContext({ now: new Date('2026-01-01T00:00:00.000Z') }));
  ({ id: customerId } = await insertTestCustomer());
  const subscriptionId = await insertTestSubscription({
    customerId,
    anchorAt: '2026-03-01T00:00:00.000Z',
    createdAt: '2026-03-01T00:00:00.000Z',
    periodStart: '2026-04-01T00:00:00.000Z',
    periodEnd: '2026-05-01T00:00:00.000Z',
  });
  await ownerSql(
    `INSERT INTO period_adjustments (id, customer_id, subscription_id, kind, component, period_start, period_end, sequence,
       quantity_delta, uncapped_minor, amount_minor, currency, description, explanation, allocations, status, reason,
       run_after, created_at)
     VALUES ($1, $2, $3, 'late_usage', 'impressions', '2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z', 1, 100000, 1200, 0,
       'usd', 'Late impressions', '{}', '[]', 'unbillable', 'subscription_ended', '2026-04-03', '2026-04-03')`,
    [ID, customerId, subscriptionId],
  );
  admin = await bearer({ role: 'admin', sub: 'staff_1', email: 'admin@apex.test' });
  readonly = await bearer({ role: 'readonly', sub: 'staff_2' });
  publisher = await bearer({ role: 'publisher', customer_id: customerId });
});

function settle(headers: Record<string, string>, body: unknown = BODY, id = ID) {
  return api(`${PATH}/${id}/settlement`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

async function list(status: 'open' | 'settled', headers = readonly) {
  const response = await api(`${PATH}?status=${status}`, { headers });
  return lateUsageListSchema.parse(await response.json()).late_usage;
}

test('staff sees what is open; a publisher and a stranger see nothing', async () => {
  expect(await list('open')).toMatchObject([
    { id: ID, status: 'open', of: 'impressions', quantity: 100_000, left: 1_200, currency: 'usd' },
  ]);
  expect((await api(PATH, { headers: publisher })).status).toBe(403);
  expect((await api(PATH)).status).toBe(401);
  expect((await api(`${PATH}?status=gone`, { headers: readonly })).status).toBe(400);
});

test.each([
  ['readonly', 403],
  ['publisher', 403],
  ['stranger', 401],
])('%s may not settle it', async (who, status) => {
  const headers = { readonly, publisher, stranger: {} }[who] ?? {};
  expect((await settle(headers)).status).toBe(status);
});

test('another word, no reason and another field are 422, an unknown one 404', async () => {
  expect((await settle(admin, { ...BODY, keyword: 'credit' })).status).toBe(422);
  expect((await settle(admin, { ...BODY, reason: '  ' })).status).toBe(422);
  expect((await settle(admin, { ...BODY, amount: 1 })).status).toBe(422);
  expect((await settle(admin, { ...BODY, settled_as: 'gone' })).status).toBe(422);
  expect((await settle(admin, { ...BODY, settled_as: undefined })).status).toBe(422);
  expect((await settle(admin, BODY, crypto.randomUUID())).status).toBe(404);
  expect(await list('settled')).toEqual([]);
});

test('an admin settles it once; the key again is the stored answer, another reason a conflict', async () => {
  const key = { 'Idempotency-Key': 'settle-1' };
  const first = await settle({ ...admin, ...key });
  expect(first.status).toBe(200);
  const settled = lateUsageSchema.parse(await first.json());
  expect(settled).toMatchObject({
    status: 'settled',
    left: 1_200,
    settled_as: 'waived',
    settled_by: 'admin@apex.test',
    settlement: BODY.reason,
  });
  const again = await settle({ ...admin, ...key });
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(await again.json()).toEqual(settled);
  expect((await settle(admin, { ...BODY, reason: 'Another one.' })).status).toBe(409);
  expect(await list('open')).toEqual([]);
  expect(await list('settled')).toEqual([settled]);
});

test('the description of the API has both', async () => {
  const { paths } = (await (await api('/api/v1/openapi.json')).json()) as { paths: Record<string, unknown> };
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining(['/billing/late-usage', '/billing/late-usage/{id}/settlement']),
  );
});

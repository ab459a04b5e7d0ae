import { beforeAll, expect, test, vi } from 'vitest';
import { bearer, createApi } from '../../../dev/testing/api.ts';
import {
  environment,
  insertTestCustomer,
  ownerSql,
  testContext,
  testRuntime,
} from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../../services/catalog/provision-catalog.ts';
import { createCustomer } from '../../services/customers/create-customer.ts';
import { currentUsageSchema, problemSchema } from './schemas.ts';

const api = createApi();
const PATH = '/api/v1/billing/usage/current';

let customerId: string;
let headers: Record<string, string>;

beforeAll(async () => {
  const ctx = testContext({ runtime: testRuntime() });
  await provisionCatalog(ctx);
  ({ customerId } = await createCustomer(ctx, {
    email: 'growth@publisher.test',
    name: 'Growth Games',
    planId: 'growth',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
  }));
  headers = await bearer({ role: 'publisher', customer_id: customerId });
  await setUsage('impressions', 12_345_678n);
  await setUsage('api_calls', 999_999n);
  await setUsage('data_transfer_bytes', 512_345_678_901n);
});

async function setUsage(metric: string, quantity: bigint): Promise<void> {
  await ownerSql(
    `INSERT INTO usage_daily (customer_id, metric, day, quantity, updated_at)
     VALUES ($1, $2, '2026-04-15', $3, '2026-04-15T12:00:00Z')
     ON CONFLICT (customer_id, metric, day) DO UPDATE SET quantity = excluded.quantity`,
    [customerId, metric, quantity.toString()],
  );
}

test('Growth: 2,345,678 × $0.00008 = $187.65, no call over, 12.345678901 GB × $0.08 = $0.99, together $188.64', async () => {
  const response = await api(PATH, { headers });
  expect(response.status).toBe(200);
  const usage = currentUsageSchema.parse(await response.json());
  expect(usage.current_period).toMatchObject({
    impressions: 12_345_678,
    api_calls: 999_999,
    data_transfer_gb: 512.345678901,
  });
  expect(usage.overages).toEqual({
    impressions: { amount: 2_345_678, cost: 187.65 },
    api_calls: { amount: 0, cost: 0 },
    data_transfer: { amount: 12.345678901, cost: 0.99 },
    total_overage_cost: 188.64,
  });
  expect(usage.subscription).toEqual({
    plan_type: 'growth',
    included_impressions: 10_000_000,
    included_api_calls: 1_000_000,
    included_data_transfer_gb: 500,
  });
  expect(usage.currency).toBe('usd');
});

test('the same usage again is 304; a changed one is not', async () => {
  const first = await api(PATH, { headers });
  const conditional = { ...headers, 'If-None-Match': first.headers.get('etag') ?? '' };
  expect((await api(PATH, { headers: conditional })).status).toBe(304);
  await setUsage('api_calls', 1_000_000n);
  expect((await api(PATH, { headers: conditional })).status).toBe(200);
});

test('a customer without a subscription gets 404 no_subscription', async () => {
  const { id } = await insertTestCustomer();
  const response = await api(PATH, { headers: await bearer({ role: 'publisher', customer_id: id }) });
  expect(response.status).toBe(404);
  expect(problemSchema.parse(await response.json()).code).toBe('no_subscription');
});

test("staff reads a publisher's usage in one trip that also writes the audit row", async () => {
  const staff = await bearer({ role: 'readonly', sub: 'staff_usage' });
  const fetched = vi.spyOn(globalThis, 'fetch');
  const response = await api(`${PATH}?customer_id=${customerId}`, { headers: staff });
  const trips = fetched.mock.calls.filter(([url]) => String(url) === `${environment.neonProxyUrl}/sql`);
  fetched.mockRestore();
  expect(currentUsageSchema.parse(await response.json()).subscription.plan_type).toBe('growth');
  expect(trips).toHaveLength(1);
  const trail = await ownerSql(
    `SELECT action, customer_id FROM billing_audit WHERE actor_id = 'staff_usage'`,
  );
  expect(trail).toEqual([{ action: 'usage.read', customer_id: customerId }]);
});

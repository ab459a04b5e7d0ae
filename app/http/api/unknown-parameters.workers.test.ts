import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { API_PATHS, bearer, createApi } from '../../../dev/testing/api.ts';
import { insertTestCatalog, insertTestSubscription } from '../../../dev/testing/usage.ts';
import { insertTestCustomer, testContext } from '../../../dev/testing/workers.ts';
import { problemSchema } from './schemas.ts';

const api = createApi();
const RUN_ID = `recon_${'0'.repeat(32)}`;

let customerId: string;

beforeAll(async () => {
  await insertTestCatalog(testContext({ now: new Date('2026-01-01T00:00:00.000Z') }));
  ({ id: customerId } = await insertTestCustomer());
  await insertTestSubscription({
    customerId,
    anchorAt: '2026-04-01T00:00:00.000Z',
    periodStart: '2026-04-01T00:00:00.000Z',
    periodEnd: '2026-05-01T00:00:00.000Z',
  });
});

const concrete = (path: string) =>
  path.replace(':id', path.includes('/reconcile/:id') ? RUN_ID : crypto.randomUUID());

async function listReads(): Promise<string[]> {
  const reads: string[] = [];
  for (const path of API_PATHS.filter((each) => each.startsWith('/api/v1/billing/'))) {
    const { headers } = await api(concrete(path), { method: 'OPTIONS' });
    if (headers.get('allow')?.split(', ').includes('GET')) reads.push(path);
  }
  return reads;
}

const document = await (await api('/api/v1/openapi.json')).json();
const OPENAPI = z
  .object({
    paths: z.record(z.string(), z.object({ get: z.object({ responses: z.looseObject({}) }).optional() })),
  })
  .parse(document);

const READS = await listReads();

test('there are 22 reads to try', () => {
  expect(READS).toHaveLength(22);
});

test.each(READS)('%s refuses a parameter that it does not know, naming it', async (path) => {
  const headers = await bearer({ role: 'admin' });
  const response = await api(`${concrete(path)}?customer_id=${customerId}&mnths=3&limt=1`, { headers });
  expect(response.status).toBe(400);
  const { code, errors } = problemSchema.parse(await response.json());
  expect(code).toBe('invalid_request');
  for (const name of ['mnths', 'limt']) {
    expect(errors).toContainEqual({ path: name, message: 'is not known here' });
  }
});

test.each(READS)('%s says so in the description of the API', (path) => {
  const name = path.replace('/api/v1', '').replace(':id', '{id}');
  expect(Object.keys(OPENAPI.paths[name]?.get?.responses ?? {})).toContain('400');
});

test('what a publisher names as customer is ignored, not unknown', async () => {
  const headers = await bearer({ role: 'publisher', customer_id: customerId });
  for (const path of ['usage/current', 'usage/history', 'invoices', 'plans', 'budgets', 'notifications']) {
    const other = await api(`/api/v1/billing/${path}?customer_id=somebody`, { headers });
    expect(other.status).toBe(200);
  }
});

test.each(['_data', '_routes', 'index'])(
  '%s, which the framework would take for itself, is refused too',
  async (name) => {
    const headers = await bearer({ role: 'publisher', customer_id: customerId });
    const response = await api(`/api/v1/billing/usage/current?${name}=x`, { headers });
    expect(response.status).toBe(400);
    expect(problemSchema.parse(await response.json()).errors).toEqual([
      { path: name, message: 'is not known here' },
    ]);
  },
);

test('nor is one told before it is known who asks', async () => {
  expect((await api('/api/v1/billing/usage/history?mnths=3')).status).toBe(401);
});

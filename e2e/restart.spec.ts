import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIRequestContext } from '@playwright/test';
import { createControl } from './fixtures/control.ts';
import { expect, test } from './fixtures/test.ts';
import { pickWorldPorts, startWorldProcess } from './fixtures/world-process.ts';

const EMAIL = 'restart@publisher.test';

test.setTimeout(240_000);

test('killing the dev process with -9 and starting it again loses nothing', async ({ playwright }) => {
  const folder = await mkdtemp(join(tmpdir(), 'apexmediation-restart-'));
  const options = { dataDir: join(folder, '.data'), seed: 'empty' as const, ports: await pickWorldPorts() };
  const first = await startWorldProcess(options);
  const control = createControl(first.addresses.controlUrl);
  const request = await playwright.request.newContext({ baseURL: first.addresses.url });

  const account = await control.createAccount({
    email: EMAIL,
    name: 'Restart Studio',
    plan_type: 'growth',
    currency: 'eur',
    locale: 'de-DE',
    country: 'DE',
  });
  const now = await control.now();
  const hour = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000).toISOString();
  await control.setUsage({ customer_id: account.customer_id, metric: 'api_calls', hour, quantity: 4321 });
  await control.runJob('usage-sync');
  await control.settle();
  const before = await readEverything(request);
  expect(before.usage.current_period.api_calls).toBe(4321);
  expect(before.invoices.pagination.total).toBe(1);

  await first.kill();
  const second = await startWorldProcess(options);
  expect(await readEverything(request)).toEqual(before);
  expect((await control.now()).getTime()).toBeGreaterThanOrEqual(now.getTime());
  expect(await control.accounts()).toContainEqual(account);

  expect(await second.stop()).toBe(0);
  await request.dispose();
  await rm(folder, { recursive: true });
});

async function readEverything(request: APIRequestContext) {
  await request.post('/dev/sign-in', { form: { email: EMAIL } });
  const usage = await (await request.get('/api/v1/billing/usage/current')).json();
  const invoices = await (await request.get('/api/v1/billing/invoices')).json();
  return { usage, invoices };
}

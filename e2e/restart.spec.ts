import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { APIRequestContext } from '@playwright/test';
import { createControl } from '../dev/testing/control.ts';
import {
  pickWorldPorts,
  startWorldProcess,
  type WorldOptions,
  type WorldProcess,
} from '../dev/testing/world-process.ts';
import { expect, test } from './fixtures/test.ts';

const EMAIL = 'restart@publisher.test';

test.setTimeout(240_000);

let options: WorldOptions;
let running: WorldProcess | undefined;

test.beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'apexmediation-restart-'));
  options = {
    script: 'dev/main.ts',
    dataDir: join(folder, '.data'),
    seed: 'empty',
    ports: await pickWorldPorts(),
  };
});

test.afterEach(async () => {
  await running?.stop();
  await rm(dirname(options.dataDir), { recursive: true, force: true });
});

async function start(): Promise<WorldProcess> {
  running = await startWorldProcess(options);
  return running;
}

test('killing the dev process with -9 and starting it again loses nothing', async ({ playwright }) => {
  const first = await start();
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
  const second = await start();
  expect(await readEverything(request)).toEqual(before);
  expect((await control.now()).getTime()).toBeGreaterThanOrEqual(now.getTime());
  expect(await control.accounts()).toContainEqual(account);
  await request.dispose();

  expect(await second.stop()).toBe(0);
});

async function readEverything(request: APIRequestContext) {
  await request.post('/dev/sign-in', { form: { email: EMAIL } });
  const usage = await (await request.get('/api/v1/billing/usage/current')).json();
  const invoices = await (await request.get('/api/v1/billing/invoices')).json();
  return { usage, invoices };
}

import { Agent, request } from 'node:http';
import type { APIResponse, Page } from '@playwright/test';
import { ADMIN_PAGES } from '../app/components/frame/admin-pages.ts';
import { ADMIN, expect, PUBLISHER, READONLY, test } from './fixtures/test.ts';

const API = '/api/v1/billing';
const BODY = { tolerance_percent: 1 };
const APPLY = { plan_hash: 'a'.repeat(64), reason: 'I would like to', keyword: 'REPAIR' };

interface Doors {
  pages: readonly string[];
  reads: readonly string[];
  writes: readonly (readonly [path: string, body: object])[];
}

/** Every page and endpoint of the desk, by the ids of a real run, event, customer and of nothing else. */
async function findDoors(page: Page, customerId: string): Promise<Doors> {
  await page.goto('/admin/billing/events');
  const event = page.getByRole('table').getByRole('link').first();
  const eventPath = (await event.getAttribute('href')) ?? '';
  await page.goto('/admin/billing/reconciliation');
  const run = page.getByRole('table', { name: 'Reconciliation runs' }).getByRole('link').first();
  const runPath = (await run.getAttribute('href')) ?? '';
  const runId = runPath.split('/').at(-1) ?? '';
  return {
    pages: [
      ...ADMIN_PAGES.map(({ to }) => to),
      eventPath,
      runPath,
      `${runPath}/csv?of=differences`,
      `/admin/billing/customers/${customerId}`,
    ],
    reads: [`${API}/audit`, `${API}/audit.csv`, `${API}/audit/verify`, `${API}/reconcile/${runId}`],
    writes: [
      [`${API}/reconcile`, BODY],
      [`${API}/reconcile/${runId}/plan`, {}],
      [`${API}/reconcile/${runId}/apply`, APPLY],
    ],
  };
}

test('a publisher is answered 403 at every door of the desk, somebody signed out 401, and readonly sees but cannot touch', async ({
  page,
  account,
  signIn,
}) => {
  const { customer_id: customerId } = await account(PUBLISHER);
  await signIn(ADMIN);
  const doors = await findDoors(page, customerId);

  await signIn(PUBLISHER);
  await expectAll(doors.pages, 403, (path) => page.request.get(path));
  await expectAll(doors.reads, 403, (path) => page.request.get(path));
  await expectWrites(page, doors, 403);
  await expectForms(page, doors, 403);

  await signIn(READONLY);
  await expectAll(doors.pages, 200, (path) => page.request.get(path));
  await expectAll(doors.reads, 200, (path) => page.request.get(path));
  await expectWrites(page, doors, 403);
  await expectForms(page, doors, 403);
  for (const path of doors.pages.filter((door) => !door.includes('/csv'))) {
    await page.goto(path);
    const main = page.getByRole('main');
    await expect(main.getByRole('heading', { level: 1 }), path).toBeVisible();
    await expect(main.locator('form[method="post"]').filter({ hasNotText: 'Verify now' }), path).toHaveCount(
      0,
    );
  }

  await page.context().clearCookies();
  await expectAll(doors.reads, 401, (path) => page.request.get(path));
  for (const [path, data] of doors.writes) {
    const headers = { 'Idempotency-Key': crypto.randomUUID() };
    expect((await page.request.post(path, { data, headers })).status(), path).toBe(401);
  }
  for (const path of doors.pages) {
    const response = await page.request.get(path, { maxRedirects: 0 });
    expect(response.status(), path).toBe(302);
    expect(response.headers().location, path).toContain('/sign-in?returnTo=');
  }
});

test('a refused form leaves its connection open for the next request', async ({ page, signIn, world }) => {
  await signIn(PUBLISHER);
  const [session] = await page.context().cookies();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (method: string, body: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const url = new URL('/admin/billing/jobs', world.url);
      const headers = {
        Cookie: `${session?.name}=${session?.value}`,
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': body.length,
      };
      const call = request(url, { method, agent, headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      call.on('error', reject).end(body);
    });
  for (let round = 0; round < 5; round += 1) {
    expect(await send('POST', 'csrf=mine&job=dunning')).toBe(403);
    expect(await send('GET', ''), 'a GET that announces an empty body').toBe(403);
    expect(await send('GET', 'a=1'), 'a GET with a body').toBe(403);
  }
  agent.destroy();
  expect((await page.request.get('/billing/usage?_data=root')).status(), 'a page asked as of old').toBe(200);
  const headers = { 'Content-Type': 'application/json' };
  const refused = await page.request.post('/preferences', { data: '{}', headers });
  expect(refused.status(), 'JSON where a form is meant').toBe(400);
});

async function expectAll(
  paths: readonly string[],
  status: number,
  call: (path: string) => Promise<APIResponse>,
): Promise<void> {
  for (const path of paths) expect((await call(path)).status(), path).toBe(status);
}

async function expectWrites(page: Page, { writes }: Doors, status: number): Promise<void> {
  const headers = { 'X-CSRF-Token': await csrfToken(page), 'Idempotency-Key': crypto.randomUUID() };
  for (const [path, data] of writes) {
    expect((await page.request.post(path, { data, headers })).status(), path).toBe(status);
  }
}

/** The forms of the pages, as their buttons would send them. */
async function expectForms(page: Page, { pages }: Doors, status: number): Promise<void> {
  const csrf = await csrfToken(page);
  const sent = { csrf, intent: 'apply', keyword: 'REPLAY', reason: 'I would like to', acknowledged: 'yes' };
  for (const path of pages.filter((door) => /events|reconciliation\/?|jobs|reviews/.test(door))) {
    if (path.includes('/csv')) continue;
    expect((await page.request.post(path, { form: sent })).status(), path).toBe(status);
  }
}

async function csrfToken(page: Page): Promise<string> {
  const { token } = await (await page.request.get('/api/v1/auth/csrf')).json();
  return token;
}

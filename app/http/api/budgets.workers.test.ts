import { beforeAll, describe, expect, test } from 'vitest';
import { bearer, createApi } from '../../../dev/testing/api.ts';
import { browser } from '../../../dev/testing/cookie.ts';
import { insertTestCatalog, insertTestSubscription } from '../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { budgetListSchema, budgetSchema } from './budget-schemas.ts';

const api = createApi();
const PATH = '/api/v1/billing/budgets';

beforeAll(() => insertTestCatalog(testContext()));

async function publisher(currency = 'usd') {
  const { id } = await insertTestCustomer({ currency });
  await insertTestSubscription({
    customerId: id,
    currency,
    anchorAt: '2026-04-01T00:00:00.000Z',
    periodStart: '2026-04-01T00:00:00.000Z',
    periodEnd: '2026-05-01T00:00:00.000Z',
  });
  const claims = { role: 'publisher', customer_id: id };
  return { id, claims, headers: await bearer(claims) };
}

interface Call {
  method?: string;
  headers: Record<string, string>;
  body?: unknown;
}

function call(path: string, { method = 'GET', headers, body }: Call): Promise<Response> {
  if (body === undefined) return api(path, { method, headers });
  return api(path, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

function create(headers: Record<string, string>, body: unknown = { amount: 150.5, currency: 'usd' }) {
  return call(PATH, { method: 'POST', headers, body });
}

test('a budget is made, read, listed, changed and deleted; amounts are in major units', async () => {
  const { id: customerId, headers } = await publisher();
  const created = await create(headers, { name: ' April ', amount: '150.50', currency: 'usd', steps: [80] });
  expect(created.status).toBe(201);
  const budget = budgetSchema.parse(await created.json());
  expect(budget).toMatchObject({
    customer_id: customerId,
    name: 'April',
    amount: 150.5,
    currency: 'usd',
    steps: [80],
    basis: 'both',
  });
  const own = `${PATH}/${budget.id}`;
  const read = await call(own, { headers });
  expect(read.headers.get('cache-control')).toBe('private, no-cache');
  expect(budgetSchema.parse(await read.json())).toEqual(budget);
  const etag = read.headers.get('etag') ?? '';
  expect((await call(own, { headers: { ...headers, 'If-None-Match': etag } })).status).toBe(304);

  const changed = await call(own, { method: 'PATCH', headers, body: { amount: 200, steps: [50, 100] } });
  expect(changed.status).toBe(200);
  const after = budgetSchema.parse(await changed.json());
  expect(after).toMatchObject({ id: budget.id, name: 'April', amount: 200, steps: [50, 100] });
  expect(budgetListSchema.parse(await (await call(PATH, { headers })).json()).budgets).toEqual([after]);

  const deleted = await call(own, { method: 'DELETE', headers });
  expect([deleted.status, await deleted.text()]).toEqual([204, '']);
  expect((await call(own, { headers })).status).toBe(404);
  expect((await call(own, { method: 'DELETE', headers })).status).toBe(404);
  expect((await call(own, { method: 'PATCH', headers, body: { amount: 1 } })).status).toBe(404);
  expect(budgetListSchema.parse(await (await call(PATH, { headers })).json()).budgets).toEqual([]);
});

test('a budget of the largest amount is told to the last digit, and yen have no decimals', async () => {
  const { headers } = await publisher();
  const body = { amount: '999999999.99', currency: 'usd' };
  expect(await (await create(headers, body)).json()).toMatchObject({ amount: 999_999_999.99 });
  const yen = await publisher('jpy');
  const made = await create(yen.headers, { amount: 20_000, currency: 'jpy' });
  expect(await made.json()).toMatchObject({ amount: 20_000, currency: 'jpy' });
  const refused = await create(yen.headers, { amount: 20_000.5, currency: 'jpy' });
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({
    errors: [{ path: 'amount', message: 'must have at most 0 decimals in JPY' }],
  });
});

describe('bad input', () => {
  test.each([
    ['an amount of −5', '{"amount":-5}', 'amount'],
    ['an amount of "abc"', '{"amount":"abc"}', 'amount'],
    ['an amount of 10^20', '{"amount":100000000000000000000}', 'amount'],
    ['an amount of 10^30', '{"amount":1e30}', 'amount'],
    ['an amount beyond any number', '{"amount":1e999}', 'amount'],
    ['an amount of 0', '{"amount":0}', 'amount'],
    ['an amount of "0.00"', '{"amount":"0.00"}', 'amount'],
    ['an amount with three decimals', '{"amount":10.001}', 'amount'],
    ['an amount of true', '{"amount":true}', 'amount'],
    ['no amount', '{"amount":null}', 'amount'],
    ['an unknown currency', '{"amount":5,"currency":"xxx"}', 'currency'],
    ['another currency', '{"amount":5,"currency":"eur"}', 'currency'],
    ['falling steps', '{"amount":5,"steps":[80,50]}', 'steps'],
    ['a step of 0', '{"amount":5,"steps":[0]}', 'steps.0'],
    ['a step of half a percent', '{"amount":5,"steps":[0.5]}', 'steps.0'],
    ['eleven steps', `{"amount":5,"steps":[${[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]}]}`, 'steps'],
    ['an unknown basis', '{"amount":5,"basis":"hope"}', 'basis'],
    ['a name of spaces', '{"amount":5,"name":"  "}', 'name'],
    ['an unknown field', '{"amount":5,"owner":"me"}', 'owner'],
  ])('%s: 422 naming the field, made or changed, and nothing is written', async (_, text, path) => {
    const { id, headers } = await publisher();
    const made = await create(headers, { amount: 10, currency: 'usd' });
    const { id: budgetId } = budgetSchema.parse(await made.json());
    const refusals = [
      await create(headers, JSON.stringify({ currency: 'usd' }).replace('}', `,${text.slice(1)}`)),
      await call(`${PATH}/${budgetId}`, { method: 'PATCH', headers, body: text }),
    ];
    for (const response of refusals) {
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ code: 'invalid_value', errors: [{ path }] });
    }
    const rows = await ownerSql('SELECT amount_minor::text, steps FROM budgets WHERE customer_id = $1', [id]);
    expect(rows).toEqual([{ amount_minor: '1000', steps: [50, 80, 100] }]);
  });

  test('a change of nothing, and a body that is no object: 422', async () => {
    const { headers } = await publisher();
    const { id } = budgetSchema.parse(await (await create(headers)).json());
    for (const body of [{}, [], 5, 'null']) {
      const response = await call(`${PATH}/${id}`, { method: 'PATCH', headers, body });
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ errors: [{ path: 'body' }] });
    }
  });

  test('a malformed id is 400, torn JSON is 400, another media type is 415, another method 405', async () => {
    const { headers } = await publisher();
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { amount: 1 } : undefined;
      const response = await call(`${PATH}/12`, { method, headers, body });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ path: 'id' }] });
    }
    const { id } = budgetSchema.parse(await (await create(headers)).json());
    for (const [path, method] of [
      [PATH, 'POST'],
      [`${PATH}/${id}`, 'PATCH'],
    ] as const) {
      expect((await call(path, { method, headers, body: '{"amount":' })).status).toBe(400);
      const text = { ...headers, 'Content-Type': 'text/plain' };
      expect((await call(path, { method, headers: text, body: '{"amount":5}' })).status).toBe(415);
    }
    expect((await call(PATH, { method: 'PUT', headers, body: {} })).status).toBe(405);
  });

  test('a 21st budget is 409, and a publisher without a subscription has none to make', async () => {
    const { headers } = await publisher();
    for (let made = 0; made < 20; made += 1) expect((await create(headers)).status).toBe(201);
    const refused = await create(headers);
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ detail: 'There can be at most 20 budgets.' });
    const { id } = await insertTestCustomer();
    const bare = await create(await bearer({ role: 'publisher', customer_id: id }));
    expect(bare.status).toBe(404);
    expect(await bare.json()).toMatchObject({ code: 'no_subscription' });
  });
});

describe('who may', () => {
  test('another publisher’s budget is not there, whatever is named', async () => {
    const [mine, other] = [await publisher(), await publisher()];
    const { id } = budgetSchema.parse(await (await create(mine.headers)).json());
    const path = `${PATH}/${id}`;
    const { headers } = other;
    expect((await call(path, { headers })).status).toBe(404);
    expect((await call(`${path}?customer_id=${mine.id}`, { headers })).status).toBe(404);
    expect((await call(path, { method: 'PATCH', headers, body: { amount: 1 } })).status).toBe(404);
    expect((await call(path, { method: 'DELETE', headers })).status).toBe(404);
    const listed = await call(`${PATH}?customer_id=${mine.id}`, { headers });
    expect(await listed.json()).toEqual({ budgets: [] });
    expect(await (await call(path, { headers: mine.headers })).json()).toMatchObject({ amount: 150.5 });
  });

  test.each(['admin', 'readonly'])(
    '%s reads with customer_id, leaving a trace, and writes nothing',
    async (role) => {
      const mine = await publisher();
      const { id } = budgetSchema.parse(await (await create(mine.headers)).json());
      const headers = await bearer({ role });
      expect((await call(PATH, { headers })).status).toBe(400);
      const named = `customer_id=${mine.id}`;
      const listed = budgetListSchema.parse(await (await call(`${PATH}?${named}`, { headers })).json());
      expect(listed.budgets.map((budget) => budget.id)).toEqual([id]);
      expect((await call(`${PATH}/${id}?${named}`, { headers })).status).toBe(200);
      const trail = await ownerSql(
        `SELECT action FROM billing_audit WHERE customer_id = $1 AND actor_kind = 'staff' ORDER BY id`,
        [mine.id],
      );
      expect(trail.map(({ action }) => action)).toEqual(['budget.list_read', 'budget.read']);
      const body = { amount: 5, currency: 'usd' };
      expect((await call(`${PATH}?${named}`, { method: 'POST', headers, body })).status).toBe(403);
      const own = `${PATH}/${id}?${named}`;
      expect((await call(own, { method: 'PATCH', headers, body: { amount: 5 } })).status).toBe(403);
      expect((await call(own, { method: 'DELETE', headers })).status).toBe(403);
    },
  );

  test('a browser writes with its CSRF token only; without a session there is nothing to see', async () => {
    const { claims } = await publisher();
    const { cookie, withToken } = await browser(api, claims);
    expect((await create(cookie)).status).toBe(403);
    const made = await create(withToken);
    expect(made.status).toBe(201);
    const path = `${PATH}/${budgetSchema.parse(await made.json()).id}`;
    const patch = { method: 'PATCH', body: { amount: 5 } };
    for (const write of [patch, { method: 'DELETE' }]) {
      expect((await call(path, { ...write, headers: cookie })).status).toBe(403);
    }
    expect((await call(path, { ...patch, headers: withToken })).status).toBe(200);
    expect((await call(path, { method: 'DELETE', headers: withToken })).status).toBe(204);
    expect((await call(PATH, { headers: {} })).status).toBe(401);
    expect((await create({})).status).toBe(401);
  });
});

describe('under an Idempotency-Key', () => {
  const replayed = (response: Response) => response.headers.get('idempotent-replayed');

  test('a budget is made once, also by two calls at once; the key for another one is 409', async () => {
    const { headers } = await publisher();
    const keyed = { ...headers, 'Idempotency-Key': 'budget-1' };
    const [one, two] = await Promise.all([create(keyed), create(keyed)]);
    expect([one.status, two.status]).toContain(201);
    for (const { status } of [one, two]) expect([201, 409]).toContain(status);
    const again = await create(keyed);
    expect([again.status, replayed(again)]).toEqual([201, 'true']);
    const { id } = budgetSchema.parse(await again.json());
    const { budgets } = budgetListSchema.parse(await (await call(PATH, { headers })).json());
    expect(budgets.map((budget) => budget.id)).toEqual([id]);
    expect((await create(keyed, { amount: 9, currency: 'usd' })).status).toBe(409);
  });

  test('a budget whose answer was lost in a crash is found by the repeat, not made again', async () => {
    const { id: customerId, headers } = await publisher();
    const keyed = { ...headers, 'Idempotency-Key': 'budget-1' };
    const { id } = budgetSchema.parse(await (await create(keyed)).json());
    await ownerSql(`DELETE FROM billing_idempotency WHERE scope LIKE '%' || $1 || '%'`, [customerId]);
    const again = await create(keyed);
    expect([again.status, replayed(again)]).toEqual([201, null]);
    expect(await again.json()).toMatchObject({ id });
    const trail = await ownerSql('SELECT action FROM billing_audit WHERE object_id = $1', [id]);
    expect(trail).toEqual([{ action: 'budget.created' }]);
  });

  test('what was refused may be tried again; a change and a deletion are answered once more', async () => {
    const { headers } = await publisher();
    const keyed = { ...headers, 'Idempotency-Key': 'budget-1' };
    expect((await create(keyed, { amount: -5, currency: 'usd' })).status).toBe(422);
    const made = await create(keyed);
    const path = `${PATH}/${budgetSchema.parse(await made.json()).id}`;
    const patch = { method: 'PATCH', headers: keyed, body: { amount: 7 } };
    const changed = await (await call(path, patch)).text();
    const again = await call(path, patch);
    expect([replayed(again), await again.text()]).toEqual(['true', changed]);
    const remove = { method: 'DELETE', headers: keyed };
    expect((await call(path, remove)).status).toBe(204);
    const gone = await call(path, remove);
    expect([gone.status, replayed(gone), await gone.text()]).toEqual([204, 'true', '']);
    const odd = await create({ ...headers, 'Idempotency-Key': 'x'.repeat(256) });
    expect(odd.status).toBe(400);
  });
});

test('the description has each of them', async () => {
  const { paths } = (await (await api('/api/v1/openapi.json')).json()) as {
    paths: Record<string, Record<string, { requestBody?: unknown }>>;
  };
  expect(Object.keys(paths['/billing/budgets'] ?? {})).toEqual(['get', 'post']);
  expect(Object.keys(paths['/billing/budgets/{id}'] ?? {})).toEqual(['get', 'patch', 'delete']);
  const body = JSON.stringify(paths['/billing/budgets']?.post?.requestBody);
  expect(body).toContain('"required":["amount","currency"]');
});

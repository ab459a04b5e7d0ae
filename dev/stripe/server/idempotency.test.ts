import { expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { ROUTES } from '../resources/index.ts';
import { Store } from '../state/store.ts';
import { answer } from './api.ts';
import { Idempotency } from './idempotency.ts';
import { Router } from './router.ts';

/** An API that writes down what its calls did by `flush`. */
function apiWith(flush: () => Promise<void>) {
  const store = new Store();
  const account = {
    id: 'acct_1',
    name: 'ApexMediation',
    country: 'US',
    automaticRetries: false,
    meterLagSeconds: 0,
  };
  const parts = {
    store,
    router: new Router(ROUTES),
    idempotency: new Idempotency(store),
    contextAt: (request: Context['request']) => ({ store, account, now: 1_768_435_200, request }),
    flush,
    log: () => undefined,
  };
  const create = (name: string) =>
    answer(parts, {
      method: 'POST',
      path: '/v1/customers',
      query: '',
      body: `name=${name}`,
      headers: { authorization: 'Bearer sk_test_dev', 'idempotency-key': 'one' },
    });
  return { store, create };
}

test('the same key while its first call is in progress is 409, and makes nothing; afterwards it is replayed', async () => {
  const written = Promise.withResolvers<void>();
  const { store, create } = apiWith(() => written.promise);
  const first = create('Ada');
  const early = await create('Ada');
  expect(early.status).toBe(409);
  expect(JSON.parse(early.body)).toMatchObject({
    error: { type: 'idempotency_error', code: 'idempotency_key_in_use' },
  });
  expect(early.headers['Stripe-Should-Retry']).toBeUndefined();
  expect((await create('Ada')).status).toBe(409);
  written.resolve();
  const { status, body } = await first;
  expect(status).toBe(200);
  const again = await create('Ada');
  expect(again).toMatchObject({ status: 200, body, headers: { 'Idempotent-Replayed': 'true' } });
  expect((await create('Grace')).status).toBe(400);
  expect([...store.customers.values()]).toHaveLength(1);
});

test('an answer that could not be written down is not replayed before it is', async () => {
  let isDown = true;
  const { store, create } = apiWith(async () => {
    if (isDown) throw new Error('the database is down');
  });
  expect([(await create('Ada')).status, (await create('Ada')).status]).toEqual([500, 500]);
  isDown = false;
  const again = await create('Ada');
  expect(again).toMatchObject({ status: 200, headers: { 'Idempotent-Replayed': 'true' } });
  expect([...store.customers.values()]).toHaveLength(1);
});

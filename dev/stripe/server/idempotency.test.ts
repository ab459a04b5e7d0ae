import { expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { ROUTES } from '../resources/index.ts';
import { Store } from '../state/store.ts';
import { answer } from './api.ts';
import { Idempotency } from './idempotency.ts';
import { Router } from './router.ts';

/** An API whose answers wait until what they did is written down. */
function slowApi() {
  const store = new Store();
  const written = Promise.withResolvers<void>();
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
    flush: () => written.promise,
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
  return { store, create, write: written.resolve };
}

test('the same key while its first call is in progress is 409, and makes nothing; afterwards it is replayed', async () => {
  const { store, create, write } = slowApi();
  const first = create('Ada');
  const early = await create('Ada');
  expect(early.status).toBe(409);
  expect(JSON.parse(early.body)).toMatchObject({
    error: { type: 'idempotency_error', code: 'idempotency_key_in_use' },
  });
  expect(early.headers['Stripe-Should-Retry']).toBeUndefined();
  expect((await create('Ada')).status).toBe(409);
  write();
  const { status, body } = await first;
  expect(status).toBe(200);
  const again = await create('Ada');
  expect(again).toMatchObject({ status: 200, body, headers: { 'Idempotent-Replayed': 'true' } });
  expect((await create('Grace')).status).toBe(400);
  expect([...store.customers.values()]).toHaveLength(1);
});

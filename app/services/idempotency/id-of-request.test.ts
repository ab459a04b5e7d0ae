import { expect, test } from 'vitest';
import { idOfRequest } from './id-of-request.ts';

test('one request has one uuid; another scope, key or content has another', async () => {
  const request = { scope: 'customer:1 POST /budgets', key: 'k', requestHash: 'h' };
  const id = await idOfRequest(request);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(await idOfRequest({ ...request })).toBe(id);
  const others = [{ scope: 'customer:2 POST /budgets' }, { key: 'l' }, { requestHash: 'i' }];
  const ids = await Promise.all(others.map((other) => idOfRequest({ ...request, ...other })));
  expect(new Set([id, ...ids]).size).toBe(4);
});

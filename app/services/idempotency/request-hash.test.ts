import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, hashRequest } from './request-hash.ts';

test('the order of keys and the spaces do not make another request', async () => {
  const path = '/api/v1/billing/reconcile';
  const one = await hashRequest({ method: 'POST', path, body: JSON.parse('{"a":1,"b":{"c":2,"d":3}}') });
  const two = await hashRequest({ method: 'POST', path, body: JSON.parse('{ "b":{"d":3,"c":2}, "a":1 }') });
  expect(one).toMatch(/^[0-9a-f]{64}$/);
  expect(two).toBe(one);
});

test('another method, path, query, value or order of a list is another request', async () => {
  const base = { method: 'POST', path: '/a', body: { list: [1, 2], n: 1 } };
  const others = [
    base,
    { ...base, method: 'PUT' },
    { ...base, path: '/b' },
    { ...base, path: '/a?x=1' },
    { ...base, body: { list: [2, 1], n: 1 } },
    { ...base, body: { list: [1, 2], n: '1' } },
    { ...base, body: null },
  ];
  const hashes = await Promise.all(others.map(hashRequest));
  expect(new Set(hashes).size).toBe(others.length);
});

test('any JSON value has the same canonical text as its copy, and its text parses back to it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(JSON.parse(JSON.stringify(value)))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

import { expect, it } from 'vitest';
import { storableJson } from './storable-json.ts';

it('keeps an ordinary body as it is, to the space', () => {
  const body = '{ "name": "株式会社 \\u00e9", "n": 12345678901234567890 }';
  expect(storableJson(body)).toBe(body);
});

it('replaces U+0000 and lone surrogates, in keys too, and keeps pairs', () => {
  expect(storableJson('{"a\\u0000":["x\\u0000y","\\ud83d","\\ud83d\\ude00"]}')).toBe(
    '{"a\ufffd":["x\ufffdy","\ufffd","😀"]}',
  );
});

it('does not mistake a written-out backslash for an escape', () => {
  expect(JSON.parse(storableJson('{"a":"\\\\u0000"}'))).toEqual({ a: '\\u0000' });
});

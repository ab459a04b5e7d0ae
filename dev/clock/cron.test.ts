import { expect, test } from 'vitest';
import { nextTickAt, parseCron } from './cron.ts';

function next(expression: string, from: string): string {
  return nextTickAt(parseCron(expression), new Date(from)).toISOString();
}

test('5 past the hour follows 10:05:00.001 at 11:05, and 10:05 itself is its own tick', () => {
  expect(next('5 * * * *', '2026-03-01T10:05:00.001Z')).toBe('2026-03-01T11:05:00.000Z');
  expect(next('5 * * * *', '2026-03-01T10:05:00.000Z')).toBe('2026-03-01T10:05:00.000Z');
});

test('every minute rounds up to the next whole minute', () => {
  expect(next('* * * * *', '2026-03-01T23:59:30.000Z')).toBe('2026-03-02T00:00:00.000Z');
});

test('steps, lists and ranges', () => {
  expect(next('*/15 9-17 * * 1,3', '2026-03-02T17:46:00.000Z')).toBe('2026-03-04T09:00:00.000Z');
});

test('29 February 2096 is followed by the one of 2104, as 2100 is no leap year', () => {
  expect(next('0 0 29 2 *', '2096-03-01T00:00:00.000Z')).toBe('2104-02-29T00:00:00.000Z');
});

test('with both day fields set either matches, and Sunday is 0 and 7', () => {
  expect(next('0 0 15 * 7', '2026-03-09T00:00:00.000Z')).toBe('2026-03-15T00:00:00.000Z');
  expect(next('0 0 20 * 0', '2026-03-16T00:00:00.000Z')).toBe('2026-03-20T00:00:00.000Z');
});

test('what is no cron expression is refused', () => {
  for (const expression of ['', '* * * *', '60 * * * *', '5-1 * * * *', '*/0 * * * *', 'x * * * *']) {
    expect(() => parseCron(expression), expression).toThrow(/cron/);
  }
});

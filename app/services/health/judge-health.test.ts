import { expect, test } from 'vitest';
import { judgeHealth, type Reading } from './judge-health.ts';

const NOW = new Date('2026-04-15T12:00:00.000Z');
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);

const WELL: Reading = {
  syncedAt: ago(600),
  firstSubscriptionAt: ago(30 * 86_400),
  eventsBacklog: 0,
  eventsDead: 0,
  oldestDueAt: null,
  usageOutboxBacklog: 0,
};

function judge(reading: Partial<Reading> | null, replicaReachable = true) {
  return judgeHealth({ reading: reading && { ...WELL, ...reading }, replicaReachable, now: NOW });
}

test.each<[string, Partial<Reading>, string]>([
  ['a sync 10 minutes ago', {}, 'ok'],
  ['a sync 2 h 10 min ago', { syncedAt: ago(7_800) }, 'ok'],
  ['a sync 2 h 10 min 1 s ago', { syncedAt: ago(7_801) }, 'degraded'],
  ['no sync in 30 days of subscriptions', { syncedAt: null }, 'degraded'],
  [
    'no sync yet, the first subscription an hour old',
    { syncedAt: null, firstSubscriptionAt: ago(3_600) },
    'ok',
  ],
  ['no sync yet and nobody to sync', { syncedAt: null, firstSubscriptionAt: null }, 'ok'],
  ['an old sync and nobody left to sync', { syncedAt: ago(86_400), firstSubscriptionAt: null }, 'ok'],
  ['an event due for 10 minutes', { eventsBacklog: 1, oldestDueAt: ago(600) }, 'ok'],
  ['an event due for 10 min 1 s', { eventsBacklog: 1, oldestDueAt: ago(601) }, 'degraded'],
  ['a parked event, which waits for a person', { eventsDead: 1 }, 'ok'],
])('%s', (_, reading, status) => {
  expect(judge(reading).status).toBe(status);
});

test('without the replica: degraded, and usage is still served', () => {
  expect(judge({}, false)).toMatchObject({
    status: 'degraded',
    checks: { database: 'ok', replica: 'unreachable' },
  });
});

test('without the database nothing else is known', () => {
  expect(judge(null).checks).toMatchObject({
    database: 'unreachable',
    usageSyncAgeSeconds: null,
    eventsBacklog: null,
  });
});

test('the age is told in whole seconds, never below zero', () => {
  expect(judge({ syncedAt: new Date(NOW.getTime() - 1_999) }).checks.usageSyncAgeSeconds).toBe(1);
  expect(judge({ syncedAt: new Date(NOW.getTime() + 5_000) }).checks.usageSyncAgeSeconds).toBe(0);
});

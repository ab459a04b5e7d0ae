import { expect, test } from 'vitest';
import { createTimekeeper, type TimekeeperOptions } from './timekeeper.ts';
import { createVirtualClock } from './virtual-clock.ts';

const START = '2026-03-01T00:00:00.000Z';
const JOBS = [
  { name: 'events', cron: '* * * * *' },
  { name: 'usage-sync', cron: '5 * * * *' },
  { name: 'dunning', cron: '0 * * * *' },
];

function at(text: string): Date {
  return new Date(text);
}

/** A world of recorded calls: timers at Stripe, instants with hourly work, and queued events that the sweep takes. */
function world(
  overrides: {
    timers?: string[];
    hourlyWork?: string[];
    queued?: string[];
    failing?: string;
    jobs?: typeof JOBS;
  } = {},
) {
  const { clock } = createVirtualClock({ startAt: at(START), realNow: () => Date.parse(START) });
  const happened: string[] = [];
  const timers = (overrides.timers ?? []).map(at);
  const hourlyWork = (overrides.hourlyWork ?? []).map(at);
  let queued = (overrides.queued ?? []).map(at);
  const options: TimekeeperOptions = {
    clock,
    jobs: overrides.jobs ?? JOBS,
    sweepJob: 'events',
    async runJob(name, scheduledAt) {
      if (name === overrides.failing) throw new Error('out of order');
      happened.push(`${name} ${scheduledAt.toISOString().slice(5, 16)}`);
      if (name === 'events') queued = queued.filter((due) => due > clock.now());
    },
    stripe: {
      nextDueAt: () => timers[0] ?? null,
      async runDue() {
        while (timers[0] !== undefined && timers[0] <= clock.now()) {
          happened.push(`stripe ${timers[0].toISOString().slice(5, 16)}`);
          timers.shift();
        }
      },
      outstanding: () => timers.filter((due) => due <= clock.now()),
    },
    work: {
      nextHourlyWorkAt: async (now) => hourlyWork.find((due) => due > now),
      nextQueuedAt: async (now) => queued.find((due) => due > now),
      countDueEvents: async (now) => queued.filter((due) => due <= now).length,
    },
    arrive: async () => undefined,
    onProblem: (message) => happened.push(message),
  };
  return { clock, happened, timekeeper: createTimekeeper(options) };
}

test('an advance of three hours runs the hourly jobs each hour, in order, between Stripe’s timers', async () => {
  const { happened, timekeeper, clock } = world({ timers: ['2026-03-01T01:00:00.000Z'] });
  await timekeeper.advance({ byMs: 3 * 3_600_000 });
  expect(happened).toEqual([
    'usage-sync 03-01T00:05',
    'stripe 03-01T01:00',
    'dunning 03-01T01:00',
    'usage-sync 03-01T01:05',
    'dunning 03-01T02:00',
    'usage-sync 03-01T02:05',
    'dunning 03-01T03:00',
  ]);
  expect(clock.now().toISOString()).toBe('2026-03-01T03:00:00.000Z');
});

test('an advance of three days runs the hourly jobs once a day, and at the last tick before its end', async () => {
  const { happened, timekeeper } = world();
  await timekeeper.advance(at('2026-03-04T00:01:00.000Z'));
  expect(happened).toEqual([
    'dunning 03-02T00:00',
    'usage-sync 03-02T00:05',
    'dunning 03-03T00:00',
    'usage-sync 03-03T00:05',
    'usage-sync 03-03T23:05',
    'dunning 03-04T00:00',
  ]);
});

test('at a run every third day, what falls due in between still has its run', async () => {
  const { happened, timekeeper } = world({ hourlyWork: ['2026-03-02T13:00:00.000Z'] });
  await timekeeper.advance(at('2026-03-08T00:01:00.000Z'), { everyDays: 3 });
  expect(happened.filter((line) => line.startsWith('usage-sync'))).toEqual([
    'usage-sync 03-02T13:05',
    'usage-sync 03-05T00:05',
    'usage-sync 03-07T23:05',
  ]);
});

test('at such a pace a short advance is no finer', async () => {
  const { happened, timekeeper } = world();
  await timekeeper.advance(at('2026-03-02T12:01:00.000Z'), { everyDays: 3 });
  expect(happened).toEqual(['usage-sync 03-02T11:05', 'dunning 03-02T12:00']);
});

test('of a job whose last tick is enough, no other is lived through', async () => {
  const { happened, timekeeper } = world({ hourlyWork: ['2026-03-02T13:00:00.000Z'] });
  await timekeeper.advance(at('2026-03-05T00:01:00.000Z'), { onlyLast: ['usage-sync'] });
  expect(happened.filter((line) => line.startsWith('usage-sync'))).toEqual(['usage-sync 03-04T00:05']);
  expect(happened.filter((line) => line.startsWith('dunning'))).toHaveLength(5);
});

test('what runs every five minutes runs once, at its last tick before an advance ends', async () => {
  const jobs = [...JOBS, { name: 'audit-seal', cron: '*/5 * * * *' }];
  for (const to of ['2026-03-01T03:07:00.000Z', '2026-03-04T03:07:00.000Z']) {
    const { happened, timekeeper } = world({ jobs });
    await timekeeper.advance(at(to));
    expect(happened.filter((line) => line.startsWith('audit-seal'))).toEqual([
      `audit-seal ${to.slice(5, 10)}T03:05`,
    ]);
  }
});

test('a period that ends at 13:00 is synced at 13:05, before its invoice is final at 14:00, though the end moved on at 13:00', async () => {
  const { happened, timekeeper } = world({
    timers: ['2026-03-02T13:00:00.000Z', '2026-03-02T14:00:00.000Z'],
    hourlyWork: ['2026-03-02T13:00:00.000Z'],
  });
  await timekeeper.advance(at('2026-03-04T00:00:00.000Z'));
  const second = happened.filter((line) => line.includes('03-02T1'));
  expect(second).toEqual([
    'stripe 03-02T13:00',
    'dunning 03-02T13:00',
    'usage-sync 03-02T13:05',
    'stripe 03-02T14:00',
  ]);
});

test('a queued event waits for its time and is swept then, not before', async () => {
  const { happened, timekeeper } = world({ queued: ['2026-03-01T00:00:30.000Z'] });
  await timekeeper.advance({ byMs: 60_000 });
  expect(happened).toEqual(['events 03-01T00:00']);
});

test('a time gone by is refused and changes nothing', async () => {
  const { happened, timekeeper, clock } = world();
  await expect(timekeeper.advance(at('2026-02-28T00:00:00.000Z'))).rejects.toThrow(/never goes back/);
  expect(clock.now().toISOString()).toBe(START);
  expect(happened).toEqual([]);
});

test('a job that fails is told, and time goes on', async () => {
  const { clock, happened, timekeeper } = world({ failing: 'dunning' });
  await timekeeper.advance({ byMs: 3_900_000 });
  expect(happened).toEqual([
    'usage-sync 03-01T00:05',
    'dunning at 2026-03-01T01:00:00.000Z: out of order',
    'usage-sync 03-01T01:05',
  ]);
  expect(clock.now().toISOString()).toBe('2026-03-01T01:05:00.000Z');
});

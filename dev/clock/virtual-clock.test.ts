import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createVirtualClock } from './virtual-clock.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function clockFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'));
  folders.push(folder);
  return join(folder, 'state', 'clock.json');
}

function realTime(start: string) {
  let ms = Date.parse(start);
  return { now: () => ms, pass: (by: number) => (ms += by) };
}

test('a new clock reads real time and, once released, runs at its speed', () => {
  const real = realTime('2026-03-01T00:00:00.000Z');
  const { clock } = createVirtualClock({ realNow: real.now });
  clock.release();
  real.pass(1_500);
  expect(clock.now().toISOString()).toBe('2026-03-01T00:00:01.500Z');
});

test('a held clock stands still, and real time spent holding is not lived through afterwards', () => {
  const real = realTime('2026-03-01T00:00:00.000Z');
  const { clock } = createVirtualClock({ realNow: real.now });
  clock.release();
  clock.hold();
  real.pass(60_000);
  clock.moveTo(new Date('2026-03-04T00:00:00.000Z'));
  real.pass(60_000);
  expect(clock.now().toISOString()).toBe('2026-03-04T00:00:00.000Z');
  clock.release();
  real.pass(1_000);
  expect(clock.now().toISOString()).toBe('2026-03-04T00:00:01.000Z');
});

test('it never goes back: not when asked to, and not when the machine sets its own clock back', () => {
  const real = realTime('2026-03-01T12:00:00.000Z');
  const { clock } = createVirtualClock({ realNow: real.now });
  clock.release();
  expect(() => clock.moveTo(new Date('2026-03-01T11:59:59.999Z'))).toThrow(/never goes back/);
  real.pass(-3_600_000);
  expect(clock.now().toISOString()).toBe('2026-03-01T12:00:00.000Z');
});

test('a restart keeps the offset: it resumes at the last reading and says what time it is by now', () => {
  const file = clockFile();
  const real = realTime('2026-03-01T00:00:00.000Z');
  const first = createVirtualClock({ file, realNow: real.now });
  first.clock.moveTo(new Date('2026-04-01T00:00:00.000Z'));
  first.clock.release();
  real.pass(5_000);
  first.clock.save();
  real.pass(3_600_000);
  const second = createVirtualClock({ file, realNow: real.now });
  expect(second.clock.now().toISOString()).toBe('2026-04-01T00:00:05.000Z');
  expect(second.dueNow().toISOString()).toBe('2026-04-01T01:00:05.000Z');
  second.clock.moveTo(second.dueNow());
  real.pass(2_000);
  expect(second.dueNow().toISOString()).toBe('2026-04-01T01:00:07.000Z');
});

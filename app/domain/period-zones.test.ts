import { afterAll, expect, test } from 'vitest';
import { addMonths, isWithin, monthlyPeriod, periodContaining, utcDaysOf } from './period.ts';

const ZONES = Intl.supportedValuesOf('timeZone');
const TEN_YEARS = 120;
const ONE_YEAR = 12;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const systemZone = process.env.TZ;

afterAll(() => {
  if (systemZone === undefined) delete process.env.TZ;
  else process.env.TZ = systemZone;
});

/** Midnight there on the day, in UTC: where a customer of that zone would begin. Whole hours only, as anchors lie on them. */
function localMidnight(year: number, month: number, day: number): Date {
  const midnight = new Date(year, month, day).getTime();
  return new Date(midnight - (midnight % HOUR_MS));
}

/** What is wrong with the periods of ten years from an anchor; plain comparisons, as there are many. */
function faultsOf(anchor: Date): string[] {
  const faults: string[] = [];
  let previousEnd = anchor.getTime();
  for (let n = 0; n < TEN_YEARS; n += 1) {
    const period = monthlyPeriod(anchor, n);
    const [start, end] = [period.start.getTime(), period.end.getTime()];
    const days = (end - start) / DAY_MS;
    const touched = start % DAY_MS === 0 ? days : days + 1;
    const sound =
      start === previousEnd &&
      end > start &&
      start % DAY_MS === anchor.getTime() % DAY_MS &&
      periodContaining(anchor, period.start).start.getTime() === start &&
      periodContaining(anchor, new Date(end - 1)).end.getTime() === end &&
      periodContaining(anchor, period.end).start.getTime() === end &&
      !isWithin(period, period.end) &&
      (n >= ONE_YEAR || new Set(utcDaysOf(period)).size === touched);
    if (!sound) faults.push(`${process.env.TZ}: ${anchor.toISOString()} + ${n}`);
    previousEnd = end;
  }
  const years = addMonths(anchor, TEN_YEARS).getUTCFullYear() - anchor.getUTCFullYear();
  if (years !== TEN_YEARS / 12) faults.push(`${anchor.toISOString()} + ten years`);
  return faults;
}

test(`periods are contiguous for ten years in each of the ${ZONES.length} IANA zones, where the machine stands and where the customer does`, () => {
  const offsets = new Set<number>();
  const faults: string[] = [];
  for (const zone of ZONES) {
    process.env.TZ = zone;
    offsets.add(new Date(2024, 0, 31).getTimezoneOffset());
    faults.push(...faultsOf(localMidnight(2024, 0, 31)), ...faultsOf(localMidnight(2026, 2, 29)));
  }
  expect(faults).toEqual([]);
  expect(offsets.size).toBeGreaterThan(24);
});

test('no zone of the machine moves a period: each gives the one that UTC gives', () => {
  const anchor = new Date('2025-01-31T13:00:00Z');
  const periodsIn = (zone: string) => {
    process.env.TZ = zone;
    return Array.from({ length: TEN_YEARS }, (_, n) => monthlyPeriod(anchor, n).end.toISOString()).join();
  };
  const expected = periodsIn('UTC');
  expect(ZONES.filter((zone) => periodsIn(zone) !== expected)).toEqual([]);
});

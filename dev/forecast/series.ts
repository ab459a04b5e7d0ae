import { normalOf, seededRandom } from '../../app/domain/forecast/random.ts';
import { computeArrivals } from '../demo/traffic.ts';
import type { TrafficProfile } from '../demo/traffic-profile.ts';

/** Whole days of one metric's traffic, the first one a Thursday (1 January 1970 + n weeks). */
export type DailySeries = readonly number[];

export const SERIES_KINDS = [
  'office week',
  'weekend-heavy',
  'flat',
  'growing',
  'shrinking',
  'spiky',
  'outages',
  'launch',
  'drifting',
  'new publisher',
  'demo traffic',
] as const;
export type SeriesKind = (typeof SERIES_KINDS)[number];

/** Those whose traffic has a weekday pattern. */
export const WEEKDAY_KINDS: readonly SeriesKind[] = ['office week', 'weekend-heavy', 'demo traffic'];

/** Days before and in the period that is forecast. */
export const HISTORY_DAYS = 56;
export const PERIOD_DAYS = 30;
const LENGTH = HISTORY_DAYS + PERIOD_DAYS;

/**
 * Made-up traffic of the shapes that publishers have. None of it is made by the forecast's own model: noise is
 * log-normal and remembers the day before, weekends differ each week, steps and outages come without notice.
 */
export function createSeries(kind: SeriesKind, seed: number): DailySeries {
  const random = seededRandom(seed * 7_919 + SERIES_KINDS.indexOf(kind) * 104_729 + 1);
  if (kind === 'demo traffic') return demoSeries(random, seed);
  const between = (low: number, high: number) => low + (high - low) * random();
  const base = 10 ** between(3, 7);
  const noise = between(0.05, 0.15);
  const memory = between(0, 0.5);
  const weekend = weekendFactorOf(kind, between);
  const growth = growthOf(kind, between);
  const startDay = kind === 'new publisher' ? Math.floor(between(HISTORY_DAYS - 20, HISTORY_DAYS)) : 0;
  const launchDay = Math.floor(between(HISTORY_DAYS - 15, HISTORY_DAYS + 5));
  const launchFactor = random() < 0.7 ? between(1.4, 3) : between(0.3, 0.7);
  const offset = Math.floor(between(0, 7));
  let [error, drift] = [0, 0];
  return Array.from({ length: LENGTH }, (_, day) => {
    error = memory * error + Math.sqrt(1 - memory ** 2) * normalOf(random) * noise;
    if (kind === 'drifting') drift += normalOf(random) * 0.03;
    if (day < startDay) return 0;
    const weekday = (day + offset) % 7;
    const isWeekend = weekday === 2 || weekday === 3;
    const friday = weekday === 1 ? (1 + weekend) / 2 : 1;
    const week = isWeekend ? weekend * (1 + 0.05 * normalOf(random)) : friday;
    const step = kind === 'launch' && day >= launchDay ? launchFactor : 1;
    const spike = kind === 'spiky' && random() < 0.06 ? between(2, 5) : 1;
    const outage = kind === 'outages' && random() < 0.05 ? between(0, 0.5) : 1;
    return Math.round(base * week * step * spike * outage * growth ** (day / 30) * Math.exp(error + drift));
  });
}

function weekendFactorOf(kind: SeriesKind, between: (low: number, high: number) => number): number {
  if (kind === 'office week') return between(0.15, 0.6);
  if (kind === 'weekend-heavy') return between(1.6, 2.6);
  return between(0.9, 1.1);
}

function growthOf(kind: SeriesKind, between: (low: number, high: number) => number): number {
  if (kind === 'growing') return between(1.1, 1.4);
  if (kind === 'shrinking') return between(0.7, 0.92);
  return between(0.98, 1.02);
}

const DAY_MS = 86_400_000;

/** The traffic of the demo publishers, hour by hour, late hours and outage included, as days. */
function demoSeries(random: () => number, seed: number): DailySeries {
  const monthly = 10 ** (5 + 2 * random());
  const profile: TrafficProfile = {
    monthly: { impressions: monthly, api_calls: 0, data_transfer_bytes: 0 },
    monthlyGrowth: 0.95 + 0.2 * random(),
    peakHourUtc: Math.floor(random() * 24),
    activeHours: 12 + Math.floor(random() * 12),
    weekendFactor: random() < 0.7 ? 0.25 + 0.35 * random() : 1.6 + 0.8 * random(),
    outageDaysAgo: Math.floor(random() * LENGTH),
  };
  const madeAt = new Date(Date.UTC(2026, 2, 1) + Math.floor(random() * 7) * DAY_MS);
  const firstMs = madeAt.getTime() - LENGTH * DAY_MS;
  const days = Array<number>(LENGTH).fill(0);
  const publisher = { customerId: '', key: `series ${seed}`, joinedAt: new Date(0), profile };
  const latest = new Map<number, number>();
  const rows = computeArrivals([publisher], {
    madeAt,
    after: new Date(firstMs),
    until: new Date(madeAt.getTime() + 4 * DAY_MS),
  });
  for (const { metric, hour, quantity } of rows) {
    if (metric === 'impressions') latest.set(hour.getTime(), quantity);
  }
  for (const [hour, quantity] of latest) {
    const day = Math.floor((hour - firstMs) / DAY_MS);
    if (day >= 0 && day < LENGTH) days[day] = (days[day] ?? 0) + quantity;
  }
  return days;
}

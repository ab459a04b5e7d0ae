import { METRICS, type Metric } from '../../app/domain/metric.ts';
import type { TrafficProfile } from './traffic-profile.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MONTH_MS = 30 * DAY_MS;
/** Ad servers hand over an hour two minutes after it ended, in time for the sync at five past. */
const HANDOVER_MS = HOUR_MS + 2 * 60_000;
const OUTAGE_HOURS = 9;
const OUTAGE_HOURS_BEFORE_PEAK = 4;
const LATE_SHARE = 0.012;
/** How much later the rest of a late hour arrives. */
const LATE_HOURS = [26, 51, 75] as const;
/** What a late hour reports at first. */
const FIRST_REPORT_SHARE = 0.7;

/** Impressions are counted hourly by day; call and transfer logs are handed over in batches of some hours. */
const BATCH_HOURS: Readonly<Record<Metric, number>> = {
  impressions: 1,
  api_calls: 4,
  data_transfer_bytes: 6,
};

export interface Publisher {
  customerId: string;
  /** Seeds the noise, so that the same demo is made each time. */
  key: string;
  joinedAt: Date;
  profile: TrafficProfile;
}

export interface TrafficRow {
  customerId: string;
  metric: Metric;
  hour: Date;
  quantity: number;
  updatedAt: Date;
}

/** The rows that reach the analytics store in `(after, until]`, corrections of late hours among them. */
export function computeArrivals(
  publishers: readonly Publisher[],
  { madeAt, after, until }: { madeAt: Date; after: Date; until: Date },
): TrafficRow[] {
  const rows: TrafficRow[] = [];
  const firstMs = Math.floor((after.getTime() - HANDOVER_MS) / HOUR_MS) * HOUR_MS + HOUR_MS;
  for (let hourMs = firstMs; hourMs + HANDOVER_MS <= until.getTime(); hourMs += HOUR_MS) {
    const updatedAt = new Date(hourMs + HANDOVER_MS);
    for (const publisher of publishers) {
      for (const metric of METRICS) {
        push(publisher, metric, hourMs, updatedAt, 'first');
        for (const late of LATE_HOURS) push(publisher, metric, hourMs - late * HOUR_MS, updatedAt, late);
      }
    }
  }
  return rows;

  function push(
    publisher: Publisher,
    metric: Metric,
    hourMs: number,
    updatedAt: Date,
    version: 'first' | (typeof LATE_HOURS)[number],
  ): void {
    if (hourMs < publisher.joinedAt.getTime()) return;
    const lateBy = lateHoursOf(publisher, metric, hourMs);
    if (version !== 'first' && version !== lateBy) return;
    const whole = computeQuantity(publisher, metric, hourMs, madeAt);
    const isPartial = version === 'first' && lateBy !== undefined;
    const quantity = isPartial ? Math.floor(whole * FIRST_REPORT_SHARE) : whole;
    if (quantity === 0) return;
    rows.push({ customerId: publisher.customerId, metric, hour: new Date(hourMs), quantity, updatedAt });
  }
}

function computeQuantity({ key, profile }: Publisher, metric: Metric, hourMs: number, madeAt: Date): number {
  const hourOfDay = Math.floor(hourMs / HOUR_MS) % 24;
  const batch = BATCH_HOURS[metric];
  if (hourOfDay % batch !== 0) return 0;
  let shape = 0;
  for (let offset = 0; offset < batch; offset++) shape += dayShape(hourOfDay + offset, profile);
  const weekday = new Date(hourMs).getUTCDay();
  const isWeekend = weekday === 0 || weekday === 6;
  const week = (isWeekend ? profile.weekendFactor : 1) / ((5 + 2 * profile.weekendFactor) / 7);
  const growth = profile.monthlyGrowth ** ((hourMs - madeAt.getTime()) / MONTH_MS);
  const noise = 0.85 + 0.3 * noiseOf(`${key} ${metric} ${hourMs}`);
  const perHour = profile.monthly[metric] / 720;
  return Math.round(perHour * shape * week * growth * noise * outageFactor(profile, hourMs, madeAt));
}

/** Half a wave over the active hours that averages 1 over the day; nothing in the rest of it. */
function dayShape(hourOfDay: number, { peakHourUtc, activeHours }: TrafficProfile): number {
  const fromPeak = Math.abs(((hourOfDay - peakHourUtc + 36) % 24) - 12);
  const half = activeHours / 2;
  if (fromPeak >= half) return 0;
  return Math.cos((fromPeak / half) * (Math.PI / 2)) * ((24 / activeHours) * (Math.PI / 2));
}

/** Nothing is served for some hours around the peak of one day, where it hurts and shows. */
function outageFactor({ outageDaysAgo, peakHourUtc }: TrafficProfile, hourMs: number, madeAt: Date): number {
  const dayMs = (Math.floor(madeAt.getTime() / DAY_MS) - outageDaysAgo) * DAY_MS;
  const startMs = dayMs + (peakHourUtc - OUTAGE_HOURS_BEFORE_PEAK) * HOUR_MS;
  return hourMs >= startMs && hourMs < startMs + OUTAGE_HOURS * HOUR_MS ? 0 : 1;
}

function lateHoursOf({ key }: Publisher, metric: Metric, hourMs: number): number | undefined {
  const draw = noiseOf(`late ${key} ${metric} ${hourMs}`);
  if (draw >= LATE_SHARE) return undefined;
  return LATE_HOURS[Math.floor((draw / LATE_SHARE) * LATE_HOURS.length)];
}

/** A number in [0, 1) that the text alone decides (FNV-1a, then a finaliser that spreads neighbouring hours). */
function noiseOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

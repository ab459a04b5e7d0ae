import { scaleBand, scaleLinear } from 'd3-scale';
import type { Metric } from '../../domain/metric.ts';
import { formatDate, formatDay, formatTime, partOfDay } from '../../format/dates.ts';
import {
  formatAxisQuantity,
  formatQuantity,
  formatQuantityInWords,
  METRIC_WORDS,
} from '../../format/metric.ts';
import type { DailyChartView, DayView } from './daily-chart-view.ts';

const DAY_MS = 86_400_000;
const HEIGHT = 192;
const TOP = 8;
const GRIDLINES = 4;
/** A day with any use at all shows: thinner than this it would vanish. */
const MIN_BAR_PX = 1.5;
const LABEL_EVERY_DAYS = 7;
/** No label so close to the right edge that it would be cut. */
const LAST_LABEL_PERCENT = 94;

export interface DailyChartInput {
  metric: Metric;
  period: { start: Date; end: Date };
  includedUnits: bigint;
  daily: readonly { day: string; quantity: bigint }[];
  locale: string;
}

/** Bars of the period's UTC days, each split where the running total passes what the plan includes. */
export function toDailyChartView(input: DailyChartInput): DailyChartView {
  const { metric, includedUnits, locale, period } = input;
  const periodDays = daysOf(period);
  const pacePerDay = periodDays.length === 0 ? 0 : Number(includedUnits) / periodDays.length;
  const peak = input.daily.reduce((most, { quantity }) => Math.max(most, Number(quantity)), 0);
  const y = scaleLinear()
    .domain([0, Math.max(peak, peak === 0 ? pacePerDay : 0, GRIDLINES)])
    .nice(GRIDLINES)
    .range([HEIGHT, TOP]);
  const paceFits = pacePerDay > 0 && pacePerDay <= (y.domain()[1] ?? 0);
  const band = scaleBand<string>().domain(periodDays).range([0, 100]).paddingInner(0.28).paddingOuter(0.14);

  let total = 0n;
  const days = input.daily.map(({ day, quantity }): DayView => {
    const left = includedUnits > total ? includedUnits - total : 0n;
    const included = quantity < left ? quantity : left;
    const overage = quantity - included;
    total += quantity;
    const slotX = (band(day) ?? 0) - (band.step() - band.bandwidth()) / 2;
    const middle = slotX + band.step() / 2;
    const includedY = round(
      quantity > 0n ? Math.min(y(Number(included)), HEIGHT - minimum(included)) : HEIGHT,
    );
    const midnight = new Date(`${day}T00:00:00Z`);
    const part = partOfDay(day, { period, locale });
    const top = round(Math.min(y(Number(quantity)), HEIGHT - minimum(quantity)));
    return {
      day,
      dayLabel: withPart(formatDate(midnight, locale), part),
      shortDayLabel: withPart(formatDay(midnight, locale), part),
      quantityLabel: formatQuantityInWords(metric, quantity, locale),
      unitsLabel: formatQuantity(metric, quantity, locale),
      overageLabel: overage > 0n ? formatQuantity(metric, overage, locale) : null,
      runningTotalLabel: formatQuantity(metric, total, locale),
      x: round(band(day) ?? 0),
      width: round(band.bandwidth()),
      slotX: round(slotX),
      slotWidth: round(band.step()),
      included: included > 0n ? { y: includedY, height: round(HEIGHT - includedY) } : null,
      overage: overage > 0n ? { y: top, height: round(includedY - top) } : null,
      tip: middle < 25 ? 'start' : middle > 75 ? 'end' : 'middle',
    };
  });

  return {
    height: HEIGHT,
    days,
    gridlines: y.ticks(GRIDLINES).map((value) => ({
      y: round(y(value)),
      label: formatAxisQuantity(metric, value, locale),
    })),
    ticks: periodDays
      .filter((_, index) => index % LABEL_EVERY_DAYS === 0)
      .map((day) => ({
        x: round((band(day) ?? 0) + band.bandwidth() / 2),
        label: tickLabel(day, period, locale),
      }))
      .filter(({ x }) => x < LAST_LABEL_PERCENT),
    pace: paceFits
      ? {
          y: round(y(pacePerDay)),
          label: `${formatQuantity(metric, BigInt(Math.round(pacePerDay)), locale)} a day`,
        }
      : null,
    hasOverage: days.some(({ overage }) => overage !== null),
    summary: summarise(input, total),
  };
}

/** "May 20", and "May 20, 10:00" where the period begins within that day. */
export function tickLabel(day: string, { start }: { start: Date }, locale: string): string {
  const label = formatDay(new Date(`${day}T00:00:00Z`), locale);
  const isCut = start.getTime() > Date.parse(`${day}T00:00:00Z`);
  return isCut ? `${label}, ${formatTime(start, locale)}` : label;
}

function withPart(label: string, part: string | null): string {
  return part === null ? label : `${label}, ${part}`;
}

function minimum(quantity: bigint): number {
  return quantity > 0n ? MIN_BAR_PX : 0;
}

/** Every UTC day that the half-open period touches, as ISO dates. */
function daysOf(period: { start: Date; end: Date }): string[] {
  const days: string[] = [];
  const first = Math.floor(period.start.getTime() / DAY_MS) * DAY_MS;
  for (let at = first; at < period.end.getTime(); at += DAY_MS) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}

function summarise({ metric, includedUnits, daily, locale }: DailyChartInput, total: bigint): string {
  const used = formatQuantityInWords(metric, total, locale);
  const included = formatQuantity(metric, includedUnits, locale);
  const passed = passedOn(daily, includedUnits);
  const ending =
    passed === null
      ? `within the ${included} included`
      : `past the ${included} included since ${formatDate(new Date(`${passed}T00:00:00Z`), locale)}`;
  return `${METRIC_WORDS[metric].label} by day: ${used} in ${daily.length} days, ${ending}.`;
}

/** The day on which the running total first went past the limit. */
export function passedOn(
  daily: readonly { day: string; quantity: bigint }[],
  includedUnits: bigint,
): string | null {
  let total = 0n;
  for (const { day, quantity } of daily) {
    total += quantity;
    if (total > includedUnits) return day;
  }
  return null;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

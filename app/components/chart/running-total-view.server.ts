import { scaleLinear } from 'd3-scale';
import type { Band } from '../../domain/forecast/forecast-usage.ts';
import type { Metric } from '../../domain/metric.ts';
import { utcDay } from '../../domain/period.ts';
import { formatAxisQuantity, formatQuantity, formatQuantityInWords } from '../../format/metric.ts';
import { tickLabel } from './daily-chart-view.server.ts';
import type { RunningTotalView } from './running-total-view.ts';

const DAY_MS = 86_400_000;
const HEIGHT = 140;
const GRIDLINES = 3;
const TICK_EVERY_DAYS = 7;
/** No label so close to the right edge that it would be cut on a phone. */
const LAST_TICK_PERCENT = 90;
const TOP_PERCENT = 4;

export interface RunningTotalInput {
  metric: Metric;
  period: { start: Date; end: Date };
  includedUnits: bigint;
  daily: readonly { day: string; quantity: bigint }[];
  /** Units by the end of each day ahead, today first; null where nothing is forecast. */
  ahead: readonly ({ day: string } & Band<bigint>)[] | null;
  locale: string;
}

/** The running total with the limit, and the fan that opens from today to the period's end. */
export function toRunningTotalView(input: RunningTotalInput): RunningTotalView {
  const { metric, period, includedUnits, daily, ahead, locale } = input;
  const x = scaleLinear().domain([period.start.getTime(), period.end.getTime()]).range([0, 100]).clamp(true);
  const totals = runningTotals(daily);
  const used = totals.at(-1)?.total ?? 0n;
  const most = [used, ahead?.at(-1)?.p90 ?? 0n].reduce((a, b) => (b > a ? b : a));
  const isLimitNear = most === 0n || includedUnits < most * 3n;
  const reach = isLimitNear && includedUnits > most ? includedUnits : most;
  const y = scaleLinear()
    .domain([0, Math.max(Number(reach), GRIDLINES)])
    .nice(GRIDLINES)
    .range([100, TOP_PERCENT]);
  const point = (day: string, units: bigint) => `${round(x(endOf(day)))} ${round(y(Number(units)))}`;
  const before = totals.at(-2);
  const origin = before === undefined ? `0 ${round(y(0))}` : point(before.day, before.total);
  const top = y.domain()[1] ?? 0;
  return {
    height: HEIGHT,
    actual: line([
      `0 ${round(y(0))}`,
      ...totals.slice(0, ahead === null ? undefined : -1).map(({ day, total }) => point(day, total)),
    ]),
    expected:
      ahead === null
        ? null
        : {
            course: line([origin, ...ahead.map(({ day, p50 }) => point(day, p50))]),
            band: `${line([
              origin,
              ...ahead.map(({ day, p90 }) => point(day, p90)),
              ...ahead.map(({ day, p10 }) => point(day, p10)).reverse(),
            ])} Z`,
          },
    limit:
      includedUnits > 0n && Number(includedUnits) <= top
        ? { y: round(y(Number(includedUnits))), label: formatQuantity(metric, includedUnits, locale) }
        : null,
    gridlines: y.ticks(GRIDLINES).map((value) => ({
      y: round(y(value)),
      label: formatAxisQuantity(metric, value, locale),
    })),
    ticks: ticksOf(period, locale).map(({ at, label }) => ({ x: round(x(at)), label })),
    summary: summarise(input, used),
  };
}

function runningTotals(daily: RunningTotalInput['daily']): { day: string; total: bigint }[] {
  let total = 0n;
  return daily.map(({ day, quantity }) => {
    total += quantity;
    return { day, total };
  });
}

function endOf(day: string): number {
  return Date.parse(`${day}T00:00:00.000Z`) + DAY_MS;
}

function ticksOf({ start, end }: RunningTotalInput['period'], locale: string) {
  const ticks: { at: number; label: string }[] = [];
  const first = Math.floor(start.getTime() / DAY_MS) * DAY_MS;
  for (let at = first; at < end.getTime(); at += TICK_EVERY_DAYS * DAY_MS) {
    const share = ((at - start.getTime()) / (end.getTime() - start.getTime())) * 100;
    if (share < LAST_TICK_PERCENT)
      ticks.push({ at, label: tickLabel(utcDay(new Date(at)), { start }, locale) });
  }
  return ticks;
}

function summarise({ metric, ahead, locale }: RunningTotalInput, used: bigint): string {
  const soFar = `Running total: ${formatQuantityInWords(metric, used, locale)} so far`;
  const last = ahead?.at(-1);
  if (last === undefined) return `${soFar}.`;
  const [p10, p50, p90] = [last.p10, last.p50, last.p90].map((units) =>
    formatQuantity(metric, units, locale),
  );
  return `${soFar}; ${p50} expected by the end of the period, between ${p10} and ${p90} in eight of ten cases.`;
}

function line(points: readonly string[]): string {
  return `M ${points.join(' L ')}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

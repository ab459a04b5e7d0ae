import type { Money } from '../../domain/money.ts';
import { formatDay, formatPeriod, formatTime } from '../../format/dates.ts';
import { formatMoney } from '../../format/money.ts';
import type { BilledPeriod } from '../../services/usage/history/billed-period.ts';
import type { PeriodStripView } from './period-strip-view.ts';

/** Of an ISO instant, what says the month, and the day. */
const MONTH_LENGTH = 7;
const DAY_LENGTH = 10;

export interface PeriodStripInput {
  /** The running one first. */
  periods: readonly BilledPeriod[];
  shownStart: Date;
  /** What the running period stands at, in the currency of the subscription. */
  runningTotal: Money;
  locale: string;
}

/**
 * Bars of one currency only: amounts of another have a label and no height. A period on another plan than the latest says
 * on which.
 */
export function toPeriodStripView(input: PeriodStripInput): PeriodStripView {
  const { periods, shownStart, runningTotal, locale } = input;
  const { currency } = runningTotal;
  const amounts = periods.map(({ isRunning, invoice }) =>
    isRunning ? runningTotal : (invoice?.total ?? null),
  );
  const most = amounts.reduce(
    (peak, amount) =>
      amount !== null && amount.currency === currency && amount.amountMinor > peak
        ? amount.amountMinor
        : peak,
    1n,
  );
  const names = shortNames(periods, locale);
  const choices = periods.map(({ period, plan, isRunning }, index) => {
    const dates = formatPeriod(period, locale);
    const amount = amounts[index] ?? null;
    const isComparable = amount !== null && amount.currency === currency && amount.amountMinor > 0n;
    return {
      start: period.start.toISOString(),
      isShown: period.start.getTime() === shownStart.getTime(),
      isRunning,
      month: names[index] ?? '',
      label: plan.id === periods[0]?.plan.id ? dates : `${dates}, ${plan.name}`,
      total: amount && formatMoney(amount, locale),
      height: isComparable ? Math.max(4, Number((amount.amountMinor * 100n) / most)) : 0,
    };
  });
  return { choices: choices.reverse() };
}

/** The month that each began in; where another one began in it too, the day; where on that day too, the hour as well. */
function shortNames(periods: readonly BilledPeriod[], locale: string): readonly string[] {
  const month = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'short' });
  const starts = periods.map(({ period }) => period.start);
  return starts.map((start) => {
    const iso = start.toISOString();
    const shares = (length: number) =>
      starts.filter((other) => other.toISOString().slice(0, length) === iso.slice(0, length)).length > 1;
    if (!shares(MONTH_LENGTH)) return month.format(start);
    const day = formatDay(start, locale);
    return shares(DAY_LENGTH) ? `${day}, ${formatTime(start, locale)}` : day;
  });
}

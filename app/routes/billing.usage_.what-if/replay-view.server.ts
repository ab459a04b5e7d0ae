import { type Money, money, sumMoney } from '../../domain/money.ts';
import { formatPeriod } from '../../format/dates.ts';
import { formatMoney } from '../../format/money.ts';
import type { PlanSimulation, SimulatedPeriod } from '../../services/plans/simulation.ts';
import type { InvoicedView, ReplayRow, ReplayView } from './what-if-view.ts';

interface Reader {
  labels: ReadonlyMap<string, string>;
  locale: string;
}

/** Period by period, newest first: what was invoiced, and what every plan makes of the same usage. */
export function toReplayView(simulation: PlanSimulation, reader: Reader): ReplayView {
  const { plans, periods, currency } = simulation;
  const { labels, locale } = reader;
  const labelOf = (versionId: string) => labels.get(versionId) ?? '';
  const own = plans.find(({ plan }) => plan.isCurrent);
  const ownLabel = own === undefined ? '' : labelOf(own.plan.versionId);
  const known = periods.flatMap(({ billed }, index) => {
    const replayed = own?.charges[index]?.total;
    return billed === null || replayed === undefined ? [] : { billed, replayed };
  });
  const sumOf = (amounts: readonly Money[]) => sumMoney(currency, amounts);
  return {
    plans: plans.map(({ plan }) => ({
      key: plan.versionId,
      label: labelOf(plan.versionId),
      isCurrent: plan.isCurrent,
    })),
    rows: periods.map((period, index) => toRow(simulation, { period, index, ownLabel, locale })).reverse(),
    invoiced: toInvoicedView({
      billed: known.length === 0 ? null : sumOf(known.map(({ billed }) => billed)),
      replayed: sumOf(known.map(({ replayed }) => replayed)),
      ownLabel,
      locale,
    }),
  };
}

function toRow(
  { plans }: PlanSimulation,
  {
    period,
    index,
    ownLabel,
    locale,
  }: { period: SimulatedPeriod; index: number; ownLabel: string; locale: string },
): ReplayRow {
  const totals = plans.flatMap(({ plan, charges }) => {
    const total = charges[index]?.total;
    return total === undefined ? [] : { key: plan.versionId, isCurrent: plan.isCurrent, total };
  });
  const [first, ...others] = totals;
  const cheapest = others.reduce(
    (best, each) => (best && each.total.amountMinor < best.total.amountMinor ? each : best),
    first,
  );
  return {
    key: period.start.toISOString(),
    label: formatPeriod(period, locale),
    invoiced: toInvoicedView({
      billed: period.billed,
      replayed: totals.find(({ isCurrent }) => isCurrent)?.total ?? null,
      ownLabel,
      locale,
    }),
    later: period.settledLater.map(({ description, amount, isBilled }, at) => ({
      key: `${at}`,
      description,
      amount: formatMoney(amount, locale),
      isBilled,
    })),
    costs: totals.map((each) => ({
      key: each.key,
      total: formatMoney(each.total, locale),
      isCheapest: each === cheapest,
    })),
  };
}

function toInvoicedView(input: {
  billed: Money | null;
  replayed: Money | null;
  ownLabel: string;
  locale: string;
}): InvoicedView {
  const { billed, replayed, ownLabel, locale } = input;
  if (billed === null) return { amount: null, isEqual: false, note: null };
  const amount = formatMoney(billed, locale);
  if (replayed === null) return { amount, isEqual: false, note: null };
  const difference = billed.amountMinor - replayed.amountMinor;
  if (difference === 0n) return { amount, isEqual: true, note: `equals ${ownLabel}` };
  const apart = formatMoney(money(difference < 0n ? -difference : difference, billed.currency), locale);
  return {
    amount,
    isEqual: false,
    note: `${apart} ${difference < 0n ? 'less' : 'more'} than ${ownLabel}`,
  };
}

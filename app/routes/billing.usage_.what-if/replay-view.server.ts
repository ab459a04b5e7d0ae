import { isAwaited } from '../../domain/adjustments/settlement-state.ts';
import { METRICS } from '../../domain/metric.ts';
import { type Money, money, sumMoney } from '../../domain/money.ts';
import { formatPeriod } from '../../format/dates.ts';
import { formatMoney } from '../../format/money.ts';
import { formatShare } from '../../format/percent.ts';
import { settledAmount, settledLaterText, unsettledText } from '../../format/settled-later.ts';
import { settlementWords, unsettledWords } from '../../format/settlement.ts';
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
  const known = periods.flatMap((period, index) => {
    const { billed } = period;
    const replayed = own?.charges[index]?.total;
    if (billed === null || replayed === undefined || period.isInvoiceDraft) return [];
    return { billed, replayed, period };
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
      pending: known.reduce((sum, { period }) => sum + pendingOf(period), 0n),
      reasons: reasonsOf(known.map(({ period }) => period)),
      isDraft: known.length === 0 && periods.some(({ isInvoiceDraft }) => isInvoiceDraft),
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
    note: partNote(period, locale),
    invoiced: toInvoicedView({
      billed: period.billed,
      replayed: totals.find(({ isCurrent }) => isCurrent)?.total ?? null,
      pending: pendingOf(period),
      reasons: reasonsOf([period]),
      isDraft: period.isInvoiceDraft,
      ownLabel,
      locale,
    }),
    later: laterOf(period, locale),
    costs: totals.map((each) => ({
      key: each.key,
      total: formatMoney(each.total, locale),
      isCheapest: each === cheapest,
    })),
  };
}

/** A change of plans leaves parts of months, which cost no whole flat fee. */
function partNote({ part }: SimulatedPeriod, locale: string): string | null {
  if (part === null) return null;
  return `Part of a month: ${formatShare({ ...part.flatFee, decimals: 0 }, locale)} of the flat fee`;
}

/** What was settled after the invoice, then what is not settled. */
function laterOf(period: SimulatedPeriod, locale: string): ReplayRow['later'] {
  const settled = period.settledLater.map((item, at) => ({
    key: `${at}`,
    description: settledLaterText(item, period, locale),
    amount: settledAmount(item, locale),
    state: settlementWords(item.state),
  }));
  const unsettled = METRICS.flatMap((metric) => {
    const units = period.unsettledUnits[metric];
    if (units === 0n) return [];
    const description = unsettledText({ metric, units, period }, locale);
    return [{ key: metric, description, amount: null, state: unsettledWords(units) }];
  });
  return [...settled, ...unsettled];
}

function isUnsettled({ unsettledUnits }: SimulatedPeriod): boolean {
  return METRICS.some((metric) => unsettledUnits[metric] !== 0n);
}

/** What an invoice can differ by from the same usage on one plan. */
function reasonsOf(periods: readonly SimulatedPeriod[]): string[] {
  const count = periods.filter(({ isPlanChanged }) => isPlanChanged).length;
  const of = count === periods.length ? '' : count === 1 ? ' of one period' : ` of ${count} periods`;
  return [
    ...(count > 0 ? [`as the plan was changed in the middle${of}`] : []),
    ...(periods.some(isUnsettled) ? ['usage not settled yet'] : []),
  ];
}

/** Minor units that are decided but stand on no invoice or credit note yet. */
function pendingOf({ settledLater }: SimulatedPeriod): bigint {
  return settledLater
    .filter(({ state }) => isAwaited(state))
    .reduce((sum, { amount }) => sum + amount.amountMinor, 0n);
}

function toInvoicedView(input: {
  billed: Money | null;
  replayed: Money | null;
  pending: bigint;
  reasons: readonly string[];
  isDraft: boolean;
  ownLabel: string;
  locale: string;
}): InvoicedView {
  const { billed, replayed, pending, reasons, isDraft, ownLabel, locale } = input;
  if (billed === null) {
    return { amount: null, isEqual: false, note: isDraft ? 'Not invoiced yet' : 'Not invoiced' };
  }
  const amount = formatMoney(billed, locale);
  if (isDraft) return { amount, isEqual: false, note: 'Its usage is not invoiced yet' };
  if (replayed === null) return { amount, isEqual: false, note: null };
  const missing = replayed.amountMinor - billed.amountMinor;
  if (missing === 0n) return { amount, isEqual: true, note: `equals ${ownLabel}` };
  const apart = formatMoney(money(missing < 0n ? -missing : missing, billed.currency), locale);
  if (missing === pending) {
    return { amount, isEqual: false, note: `${apart} still to be ${missing > 0n ? 'invoiced' : 'credited'}` };
  }
  const note = [`${apart} ${missing > 0n ? 'less' : 'more'} than ${ownLabel}`, ...reasons].join(', ');
  return { amount, isEqual: false, note };
}

import { METRICS } from '../../domain/metric.ts';
import { type Money, money, sumMoney } from '../../domain/money.ts';
import type { SimulatedPlan } from '../../domain/plan-simulation.ts';
import { formatPeriod } from '../../format/dates.ts';
import { exactQuantity, formatQuantityInWords } from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import type { ListedPlan } from '../../services/plans/listed-plan.ts';
import type { PlanSimulation } from '../../services/plans/simulation.ts';
import { toBreakEvenView } from './break-even-view.server.ts';
import { planLabels } from './plan-label.ts';
import { toReplayView } from './replay-view.server.ts';
import type { PlanCostView, WhatIfView } from './what-if-view.ts';

/** Null when no period has closed yet and no volumes were made up. */
export function toWhatIfView(simulation: PlanSimulation, locale: string): WhatIfView | null {
  const { basis, periods, plans } = simulation;
  const [first] = periods;
  const last = periods.at(-1);
  const current = plans.find(({ plan }) => plan.isCurrent);
  if (first === undefined || last === undefined || current === undefined) return null;
  const labels = planLabels(plans.map(({ plan }) => plan));
  const dearest = dearestOf(plans);
  const isHistory = basis === 'history';
  return {
    basis,
    hasEnded: simulation.endedAt !== null,
    title: isHistory
      ? `What ${inPeriods(periods.length)} would have cost`
      : 'What these volumes would cost a period',
    facts: isHistory
      ? [formatPeriod({ start: first.start, end: last.end }, locale)]
      : METRICS.map((metric) => formatQuantityInWords(metric, first.quantities[metric], locale)),
    factsExact: isHistory
      ? null
      : exactQuantity('data_transfer_bytes', first.quantities.data_transfer_bytes, locale),
    verdict: toVerdict({ plans, current, labels, isHistory, hasEnded: simulation.endedAt !== null }, locale),
    plans: plans.map((each) => toPlanView(each, { current, dearest, labels, locale })),
    replay: isHistory ? toReplayView(simulation, { labels, locale }) : null,
    breakEven: toBreakEvenView(simulation, { labels, locale }),
  };
}

function inPeriods(count: number): string {
  return count === 1 ? 'the last period' : `the last ${count} periods`;
}

type Simulated = SimulatedPlan<ListedPlan>;

function dearestOf(plans: readonly Simulated[]): bigint {
  let dearest = 0n;
  for (const { total } of plans) if (total.amountMinor > dearest) dearest = total.amountMinor;
  return dearest;
}

function toVerdict(
  input: {
    plans: readonly Simulated[];
    current: Simulated;
    labels: ReadonlyMap<string, string>;
    isHistory: boolean;
    hasEnded: boolean;
  },
  locale: string,
): WhatIfView['verdict'] {
  const { plans, current, labels, isHistory, hasEnded } = input;
  const cheapest = plans.find(({ isCheapest }) => isCheapest) ?? current;
  const labelOf = ({ plan }: Simulated) => labels.get(plan.versionId) ?? plan.name;
  if (cheapest === current) {
    return {
      tone: 'success',
      text: `${labelOf(current)}, your ${hasEnded ? 'last plan' : 'plan'}, is the cheapest`,
    };
  }
  const saved = formatMoney(apart(cheapest.total, current.total), locale);
  const text = isHistory ? `would have cost ${saved} less` : `costs ${saved} less a period`;
  return { tone: 'info', text: `${labelOf(cheapest)} ${text}` };
}

function toPlanView(
  { plan, charges, total, isCheapest }: Simulated,
  reader: { current: Simulated; dearest: bigint; labels: ReadonlyMap<string, string>; locale: string },
): PlanCostView {
  const { current, dearest, labels, locale } = reader;
  const sumOf = (pick: (period: Simulated['charges'][number]) => Money) =>
    sumMoney(total.currency, charges.map(pick));
  const trueUp = sumOf((period) => period.trueUp ?? money(0n, total.currency));
  const parts = [
    `Base fee ${formatMoney(
      sumOf(({ baseFee }) => baseFee),
      locale,
    )}`,
    `usage ${formatMoney(
      sumOf(({ usage }) => usage),
      locale,
    )}`,
    ...(trueUp.amountMinor === 0n ? [] : [`up to the minimum ${formatMoney(trueUp, locale)}`]),
  ];
  return {
    key: plan.versionId,
    label: labels.get(plan.versionId) ?? plan.name,
    isCurrent: plan.isCurrent,
    isCheapest,
    total: formatMoney(total, locale),
    difference: plan.isCurrent ? null : toDifference(total, current.total, locale),
    width: dearest === 0n ? 0 : Number((total.amountMinor * 10_000n) / dearest) / 100,
    parts: parts.join(', '),
  };
}

function toDifference(total: Money, now: Money, locale: string): PlanCostView['difference'] {
  if (total.amountMinor === now.amountMinor) return { direction: 'same', text: 'The same' };
  const direction = total.amountMinor < now.amountMinor ? 'less' : 'more';
  return { direction, text: `${formatMoney(apart(total, now), locale)} ${direction}` };
}

function apart(a: Money, b: Money): Money {
  const difference = a.amountMinor - b.amountMinor;
  return money(difference < 0n ? -difference : difference, a.currency);
}

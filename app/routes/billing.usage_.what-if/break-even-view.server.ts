import { type BreakEven, findBreakEven } from '../../domain/break-even/find-break-even.ts';
import { METRICS, type Metric } from '../../domain/metric.ts';
import { exactQuantity, formatQuantityInWords, METRIC_WORDS } from '../../format/metric.ts';
import type { ListedPlan } from '../../services/plans/listed-plan.ts';
import type { PlanSimulation } from '../../services/plans/simulation.ts';
import type { BreakEvenCardView } from './what-if-view.ts';

const NEVER = 'Never gets cheaper';

interface Reader {
  labels: ReadonlyMap<string, string>;
  locale: string;
}

/** From which quantity of one metric on each other plan costs less, in words. */
export function toBreakEvenView(
  { plans, average }: PlanSimulation,
  { labels, locale }: Reader,
): BreakEvenCardView {
  const current = plans.find(({ plan }) => plan.isCurrent)?.plan;
  const labelOf = ({ versionId, name }: ListedPlan) => labels.get(versionId) ?? name;
  return {
    average: METRICS.map((metric) => formatQuantityInWords(metric, average[metric], locale)).join(', '),
    averageExact: exactQuantity('data_transfer_bytes', average.data_transfer_bytes, locale),
    plans: plans.flatMap(({ plan, breakEven }) => {
      if (breakEven === null || current === undefined) return [];
      const textOf = (metric: Metric) =>
        toWords(breakEven[metric], {
          currentLabel: labelOf(current),
          words: (units) => formatQuantityInWords(metric, units, locale),
          back: () =>
            findBreakEven({ current: plan.prices, other: current.prices, metric, quantities: average }),
        });
      return {
        key: plan.versionId,
        label: labelOf(plan),
        metrics: METRICS.every((metric) => breakEven[metric].kind === 'never')
          ? [{ key: 'any', label: 'Any metric', text: NEVER }]
          : METRICS.map((metric) => ({
              key: metric,
              label: METRIC_WORDS[metric].label,
              text: textOf(metric),
            })),
      };
    }),
  };
}

/** A plan that is cheaper with none of it already is told by where the other one gets cheaper again. */
function toWords(
  found: BreakEven,
  { currentLabel, words, back }: { currentLabel: string; words(units: bigint): string; back(): BreakEven },
): string {
  if (found.kind === 'never') return NEVER;
  if (found.kind === 'tooClose') return 'Too close to call: apart from roundings the two cost the same';
  if (found.quantity > 0n) return `Gets cheaper from ${words(found.quantity)} a period`;
  const again = back();
  if (again.kind === 'never') return 'Costs less, or the same, at any volume';
  if (again.kind === 'tooClose') return 'Cheaper at small volumes, then too close to call';
  return `Cheaper at small volumes, until ${currentLabel} gets cheaper from ${words(again.quantity)} a period`;
}

import type { Metric } from '../domain/metric.ts';
import { formatQuantity } from './metric.ts';

export interface OverageWords {
  label: string;
  /** What the units are called. */
  term: string;
  units: string;
}

/**
 * What stands beside the usage of a metric that is beyond its plan, or is billed so: an invoice may bill other units than
 * our records have by now. Null within the plan.
 */
export function overageWords(
  usage: { metric: Metric; quantity: bigint; includedUnits: bigint; overageUnits: bigint },
  locale: string,
): OverageWords | null {
  const { metric, quantity, includedUnits, overageUnits } = usage;
  const isOver = quantity > includedUnits;
  if (!isOver && overageUnits === 0n) return null;
  const isAllBilled = isOver && quantity - includedUnits === overageUnits;
  return {
    label: isOver ? 'Over plan' : 'Billed beyond plan',
    term: isAllBilled ? 'Overage' : 'Overage billed',
    units: formatQuantity(metric, overageUnits, locale),
  };
}

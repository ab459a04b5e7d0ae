import { METRICS, type Metric } from '../metric.ts';
import type { MeteredPrice } from '../pricing/metered-price.ts';
import { costOfUsage } from '../pricing/rate-increment.ts';
import type { MetricQuantities, PlanPrices } from '../pricing/rate-plan.ts';
import type { Range } from './range.ts';

/** A plan's total as a function of one metric. */
export interface CostLine {
  at(quantity: bigint): bigint;
  /** The total before the commitment, and the commitment, in minor units. */
  plain(quantity: bigint): bigint;
  readonly commitment: bigint | null;
  /** What the line that grows in this range is reckoned by: the same name, the same roundings. */
  nameIn(range: Range): string;
  /** How far, in minor units, the total may lie from a straight line within a segment. */
  readonly slack: bigint;
}

export function costLine(
  plan: PlanPrices,
  { metric, quantities }: { metric: Metric; quantities: MetricQuantities },
): CostLine {
  const { currency } = plan;
  const cost = (which: Metric, quantity: bigint) =>
    costOfUsage({ price: plan.metered[which], quantity, currency }).amountMinor;
  const fixed = METRICS.filter((which) => which !== metric).reduce(
    (sum, which) => sum + cost(which, quantities[which]),
    plan.baseFee.amountMinor,
  );
  const commitment = plan.minimumCommitment?.amountMinor ?? null;
  const plain = (quantity: bigint) => fixed + cost(metric, quantity);
  const price = plan.metered[metric];
  return {
    plain,
    commitment,
    slack: slackOf(price),
    nameIn: ({ low, high }) =>
      commitment !== null && plain(high) < commitment ? 'committed' : growingLine(price, low),
    at(quantity) {
      const total = plain(quantity);
      return commitment !== null && commitment > total ? commitment : total;
    },
  };
}

function growingLine(price: MeteredPrice, quantity: bigint): string {
  if (price.kind === 'package') return `${price.size} ${price.amount.scaled} ${price.round}`;
  let from = 0n;
  for (const { upTo, unitAmount } of price.tiers) {
    if (upTo === null || quantity <= upTo)
      return `${unitAmount.scaled} from ${price.kind === 'volume' ? 0n : from}`;
    from = upTo;
  }
  return '';
}

/** One rounding; a package price also runs in steps of a package. */
function slackOf(price: MeteredPrice): bigint {
  return price.kind === 'package' ? 2n + price.amount.scaled / 10n ** 12n : 1n;
}

import { describePeriod } from '../../domain/adjustments/describe-adjustment.ts';
import { money } from '../../domain/money.ts';
import { formatMoney } from '../../format/money.ts';
import type { ServiceContext } from '../context.ts';
import type { LateGroup, MinimumBooks } from './late-group.ts';
import type { PlannedAdjustment } from './planned-adjustment.ts';

/** The other side of an offset: what usage fills of the period's true-up, or leaves to it. It moves no money. */
export function toMinimumAdjustment(
  ctx: Pick<ServiceContext, 'newId'>,
  { group, minimum, usageOffsetMinor }: { group: LateGroup; minimum: MinimumBooks; usageOffsetMinor: bigint },
): PlannedAdjustment {
  const { customerId, customerName, subscriptionId, period, currency, invoiceId, revision } = group;
  const { dueMinor, chargedMinor, trueUpMinor, sequence } = minimum;
  const isFilled = usageOffsetMinor > 0n;
  const amount = formatMoney(money(isFilled ? usageOffsetMinor : -usageOffsetMinor, currency), 'en-US');
  const what = isFilled ? 'of its true-up is filled by late usage' : 'of its usage was taken back';
  return {
    id: ctx.newId(),
    customerId,
    customerName,
    subscriptionId,
    kind: isFilled ? 'minimum_credit' : 'minimum_true_up',
    component: 'minimum',
    period,
    sequence: sequence + 1,
    revision,
    quantityDelta: 0n,
    uncappedMinor: 0n,
    amountMinor: 0n,
    offsetMinor: -usageOffsetMinor,
    byHandMinor: 0n,
    waivedMinor: 0n,
    waiverRatedMinor: 0n,
    knownCredits: [],
    currency,
    description: `Minimum commitment for ${describePeriod(period)}: ${amount} ${what}`,
    explanation: { dueMinor, chargedMinor, trueUpMinor, usage: group.metric, usageOffsetMinor },
    allocations: [],
    status: 'recorded',
    reason: null,
    invoiceId,
    billedSubscriptionId: null,
    identifiers: [],
  };
}

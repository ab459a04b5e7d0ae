import { describePeriod } from '../../domain/adjustments/describe-adjustment.ts';
import type { Rating } from '../adjustments/load-ratings.ts';
import type { PlannedAdjustment } from '../adjustments/planned-adjustment.ts';
import type { ServiceContext } from '../context.ts';
import { describeTrueUp } from './describe-true-up.ts';
import type { DueCommitment } from './due-commitment.ts';
import { type RatedCommitment, rateCommitment } from './rate-commitment.ts';

/** What becomes of a due period: its true-up, which may be none, or nothing yet and why. */
export type TrueUpPlan =
  | {
      kind: 'decided';
      due: DueCommitment;
      adjustment: PlannedAdjustment;
      dueMinor: bigint;
      chargedMinor: bigint;
    }
  | { kind: 'wait'; due: DueCommitment; message: string; isProblem: boolean };

export function planTrueUp(
  ctx: Pick<ServiceContext, 'newId'>,
  { due, ratings }: { due: DueCommitment; ratings: ReadonlyMap<string, Rating> },
): TrueUpPlan {
  if (due.isUnsent) {
    return { kind: 'wait', due, message: 'usage is still on its way to the meter', isProblem: false };
  }
  const rated = rateCommitment(due, ratings);
  if ('problem' in rated) {
    const message = `Minimum commitment of ${due.customerName} for ${describePeriod(due.period)}: ${rated.problem}`;
    return { kind: 'wait', due, message, isProblem: true };
  }
  return {
    kind: 'decided',
    due,
    adjustment: toAdjustment(ctx, due, rated),
    dueMinor: rated.due.amountMinor,
    chargedMinor: rated.charged.amountMinor,
  };
}

/** A period that owes nothing more has its row as well: that it was looked at, and on which figures. */
function toAdjustment(
  ctx: Pick<ServiceContext, 'newId'>,
  due: DueCommitment,
  rated: RatedCommitment,
): PlannedAdjustment {
  const { customerId, customerName, subscriptionId, period, currency, invoiceId, revision } = due;
  const missingMinor = rated.trueUp?.amountMinor ?? 0n;
  return {
    id: ctx.newId(),
    customerId,
    customerName,
    subscriptionId,
    kind: 'minimum_true_up',
    component: 'minimum',
    period,
    sequence: 1,
    revision,
    quantityDelta: 0n,
    uncappedMinor: missingMinor,
    offsetMinor: 0n,
    byHandMinor: 0n,
    waivedMinor: 0n,
    waiverRatedMinor: 0n,
    knownCredits: [],
    currency,
    description: describeTrueUp(due, rated),
    explanation: toExplanation(due, rated),
    allocations: [],
    invoiceId,
    billedSubscriptionId: missingMinor > 0n ? due.nextSubscriptionId : null,
    identifiers: [],
    ...standing(due, missingMinor),
  };
}

function standing(
  { invoiceStatus, nextSubscriptionId }: DueCommitment,
  missingMinor: bigint,
): Pick<PlannedAdjustment, 'status' | 'reason' | 'amountMinor'> {
  if (missingMinor === 0n) return { status: 'recorded', reason: null, amountMinor: 0n };
  if (invoiceStatus === 'void') return { status: 'unbillable', reason: 'invoice_void', amountMinor: 0n };
  if (invoiceStatus !== 'draft' && nextSubscriptionId === null) {
    return { status: 'unbillable', reason: 'subscription_ended', amountMinor: 0n };
  }
  return { status: 'planned', reason: null, amountMinor: missingMinor };
}

/** All that is needed to do the sum again by hand. */
function toExplanation(due: DueCommitment, rated: RatedCommitment): unknown {
  return {
    rule: 'minimum commitment − flat fee and usage of the period, before discounts, credits and tax',
    planVersionId: due.planVersionIds[0],
    commitmentMinor: rated.commitment.amountMinor,
    share: rated.share,
    dueMinor: rated.due.amountMinor,
    baseFeeMinor: rated.baseFee.amountMinor,
    usageMinor: rated.usage.amountMinor,
    usage: due.metered.map(({ metric, price, quantity }) => ({ metric, stripePriceId: price, quantity })),
  };
}

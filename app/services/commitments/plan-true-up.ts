import type { AdjustmentReason } from '../../domain/adjustments/adjustment-reason.ts';
import { describePeriod } from '../../domain/adjustments/describe-adjustment.ts';
import type { Rating } from '../adjustments/load-ratings.ts';
import type { PlannedAdjustment } from '../adjustments/planned-adjustment.ts';
import type { ServiceContext } from '../context.ts';
import { describeTrueUp, describeUndecided } from './describe-true-up.ts';
import type { DueCommitment } from './due-commitment.ts';
import { type RatedCommitment, rateCommitment } from './rate-commitment.ts';

/** What becomes of a due period: its true-up, which may be none, or one without an amount for a person, or nothing yet and why. */
export type TrueUpPlan =
  | {
      kind: 'decided';
      due: DueCommitment;
      adjustment: PlannedAdjustment;
      dueMinor: bigint;
      chargedMinor: bigint;
    }
  | { kind: 'by_hand'; due: DueCommitment; adjustment: PlannedAdjustment }
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
  if ('byHand' in rated) {
    return { kind: 'by_hand', due, adjustment: toUndecided(ctx, due, rated.byHand) };
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
  const missingMinor = rated.trueUp?.amountMinor ?? 0n;
  return {
    ...toRow(ctx, due),
    uncappedMinor: missingMinor,
    description: describeTrueUp(due, rated),
    explanation: toExplanation(due, rated),
    billedSubscriptionId: missingMinor > 0n ? due.nextSubscriptionId : null,
    ...standing(due, missingMinor),
  };
}

/** Without an amount: what is due of it a person says. */
function toUndecided(
  ctx: Pick<ServiceContext, 'newId'>,
  due: DueCommitment,
  reason: AdjustmentReason,
): PlannedAdjustment {
  const { planVersions, baseFeeMinor } = due;
  return {
    ...toRow(ctx, due),
    uncappedMinor: 0n,
    description: describeUndecided(due),
    explanation: { planVersions, baseFeeMinor },
    billedSubscriptionId: null,
    status: 'unbillable',
    reason,
    amountMinor: 0n,
  };
}

/** What all rows about a period's minimum have in common when it is first looked at. */
function toRow(ctx: Pick<ServiceContext, 'newId'>, due: DueCommitment) {
  const { customerId, customerName, subscriptionId, period, currency, invoiceId, revision } = due;
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
    offsetMinor: 0n,
    byHandMinor: 0n,
    waivedMinor: 0n,
    waiverRatedMinor: 0n,
    knownCredits: [],
    currency,
    allocations: [],
    invoiceId,
    identifiers: [],
  } as const;
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
    planVersionId: due.planVersions[0]?.id,
    commitmentMinor: rated.commitment.amountMinor,
    share: rated.share,
    dueMinor: rated.due.amountMinor,
    baseFeeMinor: rated.baseFee.amountMinor,
    usageMinor: rated.usage.amountMinor,
    usage: due.metered.map(({ metric, price, quantity }) => ({ metric, stripePriceId: price, quantity })),
  };
}

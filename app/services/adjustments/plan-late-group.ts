import type { AdjustmentPart } from '../../domain/adjustments/adjustment.ts';
import type { AdjustmentReason } from '../../domain/adjustments/adjustment-reason.ts';
import {
  computeLateAdjustment,
  type LateAdjustment,
  type RatedQuantity,
} from '../../domain/adjustments/compute-late-adjustment.ts';
import { describeLateUsage, describePeriod } from '../../domain/adjustments/describe-adjustment.ts';
import { formatDecimal, parseDecimal } from '../../domain/decimal.ts';
import { type Currency, money } from '../../domain/money.ts';
import { formatMoney } from '../../format/money.ts';
import type { ServiceContext } from '../context.ts';
import type { LateGroup } from './late-group.ts';
import type { Rating } from './load-ratings.ts';
import type { PlannedAdjustment } from './planned-adjustment.ts';
import { toMinimumAdjustment } from './to-minimum-adjustment.ts';

/** What becomes of a group: its adjustments, nothing yet, or something that no rule decides. */
export type LatePlan =
  | { kind: 'settle'; adjustments: readonly PlannedAdjustment[] }
  | { kind: 'wait' }
  | { kind: 'problem'; message: string };

export function planLateGroup(
  ctx: Pick<ServiceContext, 'newId'>,
  { group, ratings }: { group: LateGroup; ratings: ReadonlyMap<string, Rating> },
): LatePlan {
  if (group.state === 'missing') return problem(group, 'its invoice is not here');
  if (group.state === 'outside') return unrated(ctx, group, 'outside_subscription');
  if (group.state === 'no_invoice') return unrated(ctx, group, 'no_invoice');
  if (group.stretches > 1) return unrated(ctx, group, 'several_prices');
  if (group.isMinimumByHand) return unrated(ctx, group, 'minimum_by_hand');
  const [stripePriceId] = group.stripePriceIds;
  const rating = ratings.get(stripePriceId ?? '');
  if (rating === undefined) return problem(group, 'its invoice names no price of ours');
  if (rating.kind !== 'package' && !isBilledAsAccepted(group)) {
    const billed = formatDecimal(parseDecimal(group.billedQuantity ?? '0'));
    const message = `Stripe billed ${billed}, the meter had taken ${group.acceptedQuantity}`;
    return problem(group, message);
  }
  const computed = computeLateAdjustment({
    ...group,
    rate: (quantity) => rating.rate(quantity, group.currency),
  });
  if (computed.parts === null) return { kind: 'wait' };
  const { offsetMinor: usageOffsetMinor, byHandMinor, waivedMinor, waiverRatedMinor } = computed;
  const explanation = toExplanation(group, computed);
  const adjustments = computed.parts.map((part, index) =>
    toAdjustment(ctx, {
      group,
      part,
      index,
      explanation,
      offsetMinor: index === 0 ? usageOffsetMinor : 0n,
      byHandMinor: index === 0 ? byHandMinor : 0n,
      waivedMinor: index === 0 ? waivedMinor : 0n,
      waiverRatedMinor: index === 0 ? waiverRatedMinor : 0n,
    }),
  );
  const { minimum } = group;
  if (minimum !== null && usageOffsetMinor !== 0n) {
    adjustments.push(toMinimumAdjustment(ctx, { group, minimum, usageOffsetMinor }));
  }
  return { kind: 'settle', adjustments };
}

/** Only of prices by the unit: one by the package has packages on its line. */
function isBilledAsAccepted({ billedQuantity, acceptedQuantity }: LateGroup): boolean {
  if (billedQuantity === null) return false;
  const billable = acceptedQuantity > 0n ? acceptedQuantity : 0n;
  return parseDecimal(billedQuantity).scaled === parseDecimal(billable.toString()).scaled;
}

function problem({ customerName, metric, period }: LateGroup, message: string): LatePlan {
  return {
    kind: 'problem',
    message: `Late ${metric} of ${customerName} for ${describePeriod(period)}: ${message}`,
  };
}

/** Nothing to rate it by: the units are kept in sight, without an amount. */
function unrated(ctx: Pick<ServiceContext, 'newId'>, group: LateGroup, reason: AdjustmentReason): LatePlan {
  const part: AdjustmentPart = {
    kind: group.lateQuantity < 0n ? 'late_credit' : 'late_usage',
    quantityDelta: group.lateQuantity,
    uncappedMinor: 0n,
    amountMinor: 0n,
    invoiceId: null,
    allocations: [],
  };
  const adjustment = toAdjustment(ctx, {
    group,
    part,
    index: 0,
    isRated: false,
    explanation: {},
    offsetMinor: 0n,
    byHandMinor: 0n,
    waivedMinor: 0n,
    waiverRatedMinor: 0n,
  });
  return { kind: 'settle', adjustments: [{ ...adjustment, status: 'unbillable', reason }] };
}

interface PartInput {
  group: LateGroup;
  part: AdjustmentPart;
  index: number;
  explanation: unknown;
  offsetMinor: bigint;
  byHandMinor: bigint;
  waivedMinor: bigint;
  waiverRatedMinor: bigint;
  isRated?: boolean;
}

function toAdjustment(ctx: Pick<ServiceContext, 'newId'>, input: PartInput): PlannedAdjustment {
  const { group, part, index, explanation, offsetMinor, byHandMinor, waivedMinor, waiverRatedMinor } = input;
  const { isRated = true } = input;
  const { customerId, customerName, subscriptionId, metric, period, currency } = group;
  const quantity = group.lateQuantity;
  const isBilled = part.amountMinor > 0n;
  return {
    ...part,
    id: ctx.newId(),
    customerId,
    customerName,
    subscriptionId,
    component: metric,
    period,
    sequence: group.sequence + 1 + index,
    revision: group.revision,
    offsetMinor,
    byHandMinor,
    waivedMinor,
    waiverRatedMinor,
    knownCredits: part.allocations.length === 0 ? [] : group.knownCredits,
    currency,
    description: [
      describeLateUsage({ kind: part.kind, metric, period, quantity, isRated }),
      describeOffset(group, offsetMinor),
      describeByHand(group, byHandMinor),
      describeWaived(group, waivedMinor),
    ].join(''),
    explanation,
    invoiceId: part.invoiceId ?? group.invoiceId,
    billedSubscriptionId: isBilled ? group.nextSubscriptionId : null,
    identifiers: index === 0 ? group.identifiers : [],
    ...standing(group, part),
  };
}

/** Said on the line, because its amount is not what the units cost. */
function describeOffset({ currency }: LateGroup, offsetMinor: bigint): string {
  if (offsetMinor === 0n) return '';
  return `, ${absolute(offsetMinor, currency)} of it within that period’s minimum commitment`;
}

function describeByHand({ currency }: LateGroup, byHandMinor: bigint): string {
  if (byHandMinor === 0n) return '';
  const what = byHandMinor < 0n ? 'credited before' : 'credited before and not billed again';
  return `, ${absolute(byHandMinor, currency)} of it ${what}`;
}

function describeWaived({ currency }: LateGroup, waivedMinor: bigint): string {
  if (waivedMinor === 0n) return '';
  return `, ${absolute(waivedMinor, currency)} of it ${waivedMinor < 0n ? 'never billed' : 'never credited'}`;
}

function absolute(amountMinor: bigint, currency: Currency): string {
  return formatMoney(money(amountMinor < 0n ? -amountMinor : amountMinor, currency), 'en-US');
}

function standing(
  group: LateGroup,
  { amountMinor, uncappedMinor }: AdjustmentPart,
): Pick<PlannedAdjustment, 'status' | 'reason' | 'amountMinor'> {
  const unbillable = (reason: AdjustmentReason) =>
    ({ status: 'unbillable', reason, amountMinor: 0n }) as const;
  if (uncappedMinor === 0n) return { status: 'recorded', reason: null, amountMinor };
  if (group.invoiceStatus === 'void') return unbillable('invoice_void');
  if (amountMinor === 0n) return unbillable('nothing_left_to_credit');
  if (amountMinor > 0n && group.nextSubscriptionId === null) return unbillable('subscription_ended');
  if (amountMinor < 0n && mayBeGivenBack(group)) return unbillable('credited_by_hand');
  return { status: 'planned', reason: amountMinor === uncappedMinor ? null : 'capped', amountMinor };
}

/**
 * Whether people gave back something of which nobody can say by rule what it was for: it names no line, or came after
 * something was settled already.
 */
function mayBeGivenBack({ creditedUnnamedMinor, creditedLaterMinor }: LateGroup): boolean {
  return creditedUnnamedMinor > 0n || creditedLaterMinor > 0n;
}

/** All that is needed to do the sum again by hand. */
function toExplanation(group: LateGroup, computed: LateAdjustment): unknown {
  const { invoiced, before, after, billedMinor, offsetMinor, byHandMinor, waivedMinor, parts } = computed;
  const waivedBeforeMinor = group.waivedMinor + computed.waiverRatedMinor;
  const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
  const uncapped = sum((parts ?? []).map((part) => part.uncappedMinor));
  const amount = sum((parts ?? []).map((part) => part.amountMinor));
  return {
    rule: 'rating of the period with late usage − what was billed of the period',
    stripePriceId: group.stripePriceIds[0],
    acceptedQuantity: group.acceptedQuantity,
    earlierQuantity: group.settledQuantity,
    lateQuantity: group.lateQuantity,
    before: toRating(before),
    after: toRating(after),
    billed: {
      invoiceMinor: invoiced.totalMinor,
      adjustedMinor: billedMinor - invoiced.totalMinor,
      totalMinor: billedMinor,
    },
    differenceMinor: after.totalMinor - billedMinor,
    ...((group.creditedByHandMinor > 0n || byHandMinor !== 0n || mayBeGivenBack(group)) && {
      creditedByHand: {
        ofTheseLinesMinor: group.creditedByHandMinor,
        laterMinor: group.creditedLaterMinor,
        unnamedMinor: group.creditedUnnamedMinor,
        bookedMinor: byHandMinor,
      },
    }),
    ...(waivedBeforeMinor !== 0n && {
      waived: { beforeMinor: waivedBeforeMinor, takenUpMinor: waivedMinor },
    }),
    ...(group.minimum !== null && { minimum: { ...group.minimum, offsetMinor } }),
    notGivenBackMinor: amount - uncapped,
  };
}

function toRating({ quantity, lines, totalMinor }: RatedQuantity) {
  return {
    quantity,
    totalMinor,
    lines: lines.map(({ from, upTo, units, unitAmount, flatAmount, packages, amount }) => ({
      from,
      upTo,
      units,
      unitAmountDecimal: formatDecimal(unitAmount),
      ...(flatAmount === null ? {} : { flatAmountDecimal: formatDecimal(flatAmount) }),
      ...(packages === null ? {} : { packages }),
      amountMinor: amount.amountMinor,
    })),
  };
}

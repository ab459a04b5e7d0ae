import { ADJUSTMENT_REASON_WORDS } from '../../../format/adjustment-reason.ts';
import type { LateGroup } from '../../adjustments/late-group.ts';
import type { Rating } from '../../adjustments/load-ratings.ts';
import { planLateGroup } from '../../adjustments/plan-late-group.ts';
import type { PlannedAdjustment } from '../../adjustments/planned-adjustment.ts';
import type { ServiceContext } from '../../context.ts';
import { hashRequest } from '../../idempotency/request-hash.ts';
import { correctionsOf, type ExcessToBook } from './book-excess.ts';

/** Why no credit can be given now. What waits may be decided later; what is over never. */
export type CreditRefusal =
  | 'decided'
  | 'gone'
  | 'changed'
  | 'not_invoiced_yet'
  | 'not_billed'
  | 'under_way'
  | 'by_hand'
  | 'nothing_left';

export interface RefusedCredit {
  kind: 'refused';
  reason: CreditRefusal;
  message: string;
}

/** What giving the credit would write: the rule for late usage, applied to the units that were billed too many. */
export interface CreditPlan {
  kind: 'credit';
  caseId: string;
  /** Over everything below: equal exactly while nothing has changed. */
  planHash: string;
  excess: ExcessToBook;
  adjustments: readonly PlannedAdjustment[];
  /** Units that this takes back, and late units of the same period that are settled with them. */
  units: bigint;
  otherUnits: bigint;
  currency: string;
  /** Minor units before tax: what is given back, and what it would be if enough were left on the invoice. */
  amountMinor: bigint;
  uncappedMinor: bigint;
  /** Of the difference, what people gave back before, what they waived before, and what a minimum commitment takes up. */
  byHandMinor: bigint;
  waivedMinor: bigint;
  offsetMinor: bigint;
}

export function refused(reason: CreditRefusal, message: string): RefusedCredit {
  return { kind: 'refused', reason, message };
}

export interface CreditInput {
  caseId: string;
  excess: ExcessToBook;
  /** The held usage of that period, the excess among it; its accepted units without the excess. */
  group: LateGroup;
  ratings: ReadonlyMap<string, Rating>;
}

/** Pure but for the ids of the adjustments, over which nothing is hashed. */
export async function computeCredit(
  ctx: Pick<ServiceContext, 'newId'>,
  { caseId, excess, group: read, ratings }: CreditInput,
): Promise<CreditPlan | RefusedCredit> {
  const sum = (numbers: readonly bigint[]) => numbers.reduce((total, number) => total + number, 0n);
  const foreign = sum(excess.hours.map((hour) => hour.foreign));
  const taken = new Set(read.identifiers);
  if (!correctionsOf(excess).every((identifier) => taken.has(identifier))) {
    return refused('by_hand', 'The hours that were billed too much do not all lie on this invoice.');
  }
  const group = { ...read, acceptedQuantity: read.acceptedQuantity + foreign };
  const planned = planLateGroup(ctx, { group, ratings });
  if (planned.kind === 'wait') {
    return refused('under_way', 'Late usage of this period is billed on an invoice that is not issued yet.');
  }
  if (planned.kind === 'problem') return refused('by_hand', `${planned.message}.`);
  const { adjustments } = planned;
  const stuck = adjustments.find(({ status }) => status === 'unbillable');
  if (stuck?.reason === 'nothing_left_to_credit') {
    return refused('nothing_left', ADJUSTMENT_REASON_WORDS.nothing_left_to_credit);
  }
  if (stuck?.reason != null) return refused('by_hand', ADJUSTMENT_REASON_WORDS[stuck.reason]);
  const units = sum(excess.hours.map((hour) => hour.units));
  const ofUsage = adjustments.filter(({ component }) => component === group.metric);
  const ofAll = {
    amountMinor: -sum(ofUsage.map(({ amountMinor }) => amountMinor)),
    uncappedMinor: -sum(ofUsage.map(({ uncappedMinor }) => uncappedMinor)),
    byHandMinor: -sum(ofUsage.map(({ byHandMinor }) => byHandMinor)),
    waivedMinor: -sum(ofUsage.map(({ waivedMinor }) => waivedMinor)),
    offsetMinor: -sum(ofUsage.map(({ offsetMinor }) => offsetMinor)),
  };
  if (ofAll.amountMinor <= 0n) return refused('by_hand', nothingWords(ofAll));
  const hashed = adjustments.map(({ id: _, ...adjustment }) => adjustment);
  return {
    kind: 'credit',
    caseId,
    planHash: await hashRequest({ method: 'CREDIT', path: caseId, body: { excess, adjustments: hashed } }),
    excess,
    adjustments,
    units,
    otherUnits: group.lateQuantity + units,
    currency: group.currency,
    ...ofAll,
  };
}

/** Why it comes to nothing, or to something that the customer owes. */
function nothingWords({
  amountMinor,
  byHandMinor,
  waivedMinor,
  offsetMinor,
}: Pick<CreditPlan, 'amountMinor' | 'byHandMinor' | 'waivedMinor' | 'offsetMinor'>): string {
  if (amountMinor < 0n) {
    return 'Late usage of this period outweighs it, so nothing is to be given back. Let the job settle it.';
  }
  if (byHandMinor > 0n) return 'All of it was given back by hand already. Decline it, and say so.';
  if (waivedMinor > 0n)
    return 'As much usage of the period was waived and never billed, so nothing is to be given back.';
  if (offsetMinor > 0n) return 'It lies within the minimum commitment, so nothing is to be given back.';
  return 'Settled with the late usage of this period it comes to nothing. Let the job settle it.';
}

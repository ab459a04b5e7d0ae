import type { AdjustmentKind, AdjustmentPart, CreditableLine } from './adjustment.ts';
import { allocateCredit } from './allocate-credit.ts';

export interface Difference {
  /** Signed minor units: what is to be billed, or to be given back. */
  readonly differenceMinor: bigint;
  /** Billed by invoice items that no issued invoice carries yet: they can be given back only when one does. */
  readonly awaitedMinor: bigint;
  readonly creditableLines: readonly CreditableLine[];
  readonly quantityDelta: bigint;
  readonly kinds: { readonly more: AdjustmentKind; readonly less: AdjustmentKind };
}

/**
 * The parts that bring what was billed to what should have been: more is one item on the next invoice; less is given
 * back by the lines that billed it, one credit note an invoice, never more than they billed. Null: wait for the awaited
 * items' invoice. What no line can give back stays visible as the first part's uncapped amount.
 */
export function settleDifference(difference: Difference): readonly AdjustmentPart[] | null {
  const { quantityDelta, kinds, differenceMinor: uncappedMinor } = difference;
  const nothing = { invoiceId: null, allocations: [] };
  if (uncappedMinor > 0n || (uncappedMinor === 0n && quantityDelta >= 0n)) {
    return [{ kind: kinds.more, quantityDelta, uncappedMinor, amountMinor: uncappedMinor, ...nothing }];
  }
  const { credits, unallocatedMinor } = allocateCredit(-uncappedMinor, difference.creditableLines);
  if (unallocatedMinor > 0n && difference.awaitedMinor > 0n) return null;
  const [first, ...rest] = credits;
  if (first === undefined) {
    return [{ kind: kinds.less, quantityDelta, uncappedMinor, amountMinor: 0n, ...nothing }];
  }
  const toPart = ({ amountMinor, ...credit }: typeof first): AdjustmentPart => ({
    kind: kinds.less,
    quantityDelta: 0n,
    uncappedMinor: -amountMinor,
    amountMinor: -amountMinor,
    ...credit,
  });
  const firstPart = toPart(first);
  return [
    { ...firstPart, quantityDelta, uncappedMinor: firstPart.amountMinor - unallocatedMinor },
    ...rest.map(toPart),
  ];
}

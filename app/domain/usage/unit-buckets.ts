import type { SettlementState } from '../adjustments/settlement-state.ts';

/** `invoiced`: on the period's own invoice. `open`: nothing is decided about it yet. Else as it was settled later. */
export type BucketName = 'invoiced' | SettlementState | 'open';

export interface UnitBucket {
  readonly name: BucketName;
  /** Signed: corrections are below zero. */
  readonly units: bigint;
}

/**
 * Where a closed period's units went. The buckets add up exactly to `usedUnits`; of those that hold nothing only
 * `invoiced` is named.
 */
export function computeUnitBuckets(input: {
  usedUnits: bigint;
  invoicedUnits: bigint;
  later: readonly { readonly state: SettlementState; readonly quantityDelta: bigint }[];
}): readonly UnitBucket[] {
  const { usedUnits, invoicedUnits, later } = input;
  const byState = new Map<SettlementState, bigint>();
  for (const { state, quantityDelta } of later) {
    byState.set(state, (byState.get(state) ?? 0n) + quantityDelta);
  }
  const settled: UnitBucket[] = [...byState].map(([name, units]) => ({ name, units }));
  const known = settled.reduce((sum, { units }) => sum + units, invoicedUnits);
  const others: UnitBucket[] = [...settled, { name: 'open', units: usedUnits - known }];
  return [{ name: 'invoiced', units: invoicedUnits }, ...others.filter(({ units }) => units !== 0n)];
}

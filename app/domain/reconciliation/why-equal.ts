/** Why a meter and our books differ in nothing that a repair may send. */
export type WhyEqual =
  /** A day that is not marked holds units back, and no sync looks at it. */
  | 'forgotten'
  /** The outbox will send units or book them as late, or Stripe has yet to count what it took. */
  | 'on_its_way'
  /** Nothing is left to come. */
  | 'gone';

/** Units of one hour that are not on the meter for want of time. */
export interface UnitsUnderWay {
  forgotten: bigint;
  unqueued: bigint;
  pending: bigint;
  /** Taken by Stripe, and not counted yet. */
  uncounted: bigint;
}

export function whyEqual(hours: readonly UnitsUnderWay[]): WhyEqual {
  if (hours.some(({ forgotten }) => forgotten !== 0n)) return 'forgotten';
  const isOnItsWay = hours.some(
    ({ unqueued, pending, uncounted }) => unqueued !== 0n || pending !== 0n || uncounted !== 0n,
  );
  return isOnItsWay ? 'on_its_way' : 'gone';
}

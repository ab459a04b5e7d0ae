/** In the identifier of a meter event that mends what Stripe's meter lost; see `queueMeterRepairs`. */
export const REPAIR_MARK = ':repair:';

export function isRepair(identifier: string): boolean {
  return identifier.includes(REPAIR_MARK);
}

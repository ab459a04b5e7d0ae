/** In the identifier of a meter event that mends what Stripe's meter lost; see `claimOutbox`. */
export const REPAIR_MARK = ':repair:';

export function isRepair(identifier: string): boolean {
  return identifier.includes(REPAIR_MARK);
}

const RUN_CHARACTERS = 12;

export interface RepairedHour {
  customerId: string;
  metric: string;
  hour: Date;
  runId: string;
}

/** The same whoever asks, and within the 100 characters that Stripe takes. */
export function toRepairIdentifier({ customerId, metric, hour, runId }: RepairedHour): string {
  const run = runId.replace(/^recon_/, '').slice(0, RUN_CHARACTERS);
  return `${customerId}:${metric}:${hour.getTime() / 1_000}${REPAIR_MARK}${run}`;
}

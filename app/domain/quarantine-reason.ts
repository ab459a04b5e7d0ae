/** Why a replica row was not taken into the usage. */
export const QUARANTINE_REASONS = [
  'unknown_metric',
  'hour_not_whole',
  'future_hour',
  'not_a_number',
  'negative',
  'too_large',
  'fractional',
  'unknown_customer',
] as const;

export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];

/** Why two books differ, as far as the traces tell. */
export const CAUSES = [
  'pending_report',
  'forgotten',
  'late',
  'duplicate',
  'missed_webhook',
  'edited_in_stripe',
  'edited_here',
  'time_zone',
  'plan_mismatch',
  'unknown',
] as const;
export type Cause = (typeof CAUSES)[number];

/** Why late usage, a correction or a true-up waits for a person. */
export const ADJUSTMENT_REASONS = [
  'subscription_ended',
  'outside_subscription',
  'no_invoice',
  'several_prices',
  'minimum_by_hand',
  'invoice_void',
  'nothing_left_to_credit',
  'capped',
  'credited_by_hand',
] as const;
export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number];

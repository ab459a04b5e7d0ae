import type { AdjustmentReason } from '../domain/adjustments/adjustment-reason.ts';

/** Why late usage, a correction or a true-up waits for a person: the same words in Slack and on the desk. */
export const ADJUSTMENT_REASON_WORDS: Readonly<Record<AdjustmentReason, string>> = {
  subscription_ended: 'The subscription has ended, so no next invoice carries it.',
  outside_subscription: 'No subscription ran in those hours.',
  no_invoice: 'The subscription ended without an invoice for that period.',
  several_prices:
    'The plan changed in that period: its invoice rates parts of it by themselves, and no rule says what is due of all.',
  minimum_by_hand:
    'What is due of that period’s minimum commitment a person says, so no rule says what is left of it.',
  invoice_void: 'The invoice of that period is void.',
  nothing_left_to_credit: 'Nothing that was billed is left to be given back.',
  capped: 'Only a part is given back: no more was billed.',
  credited_by_hand:
    'Somebody has given back something by hand, without naming a line or after it was settled before: nothing is made until a person has seen whether it was for the same. What is still owed is to be given back by hand.',
};

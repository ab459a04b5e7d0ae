import type { Tone } from '../components/ui/chip.tsx';
import type { Cause } from '../domain/reconciliation/cause.ts';

export const RUN_STATUS_WORDS = {
  running: { label: 'Running', tone: 'info' },
  succeeded: { label: 'Finished', tone: 'success' },
  failed: { label: 'Failed', tone: 'danger' },
} as const satisfies Record<string, { label: string; tone: Tone }>;

export const TRIGGER_WORDS = { nightly: 'Nightly', api: 'API', page: 'On demand' } as const;

export const CAUSE_WORDS: Readonly<Record<Cause, string>> = {
  pending_report: 'On its way to Stripe',
  late: 'Came late',
  duplicate: 'Counted twice',
  missed_webhook: 'Missed webhook',
  edited_in_stripe: 'Edited in Stripe',
  edited_here: 'Changed here',
  time_zone: 'Wrong hours',
  plan_mismatch: 'Plan mismatch',
  unknown: 'Unknown',
};

export const KIND_WORDS = {
  usage: 'Usage',
  customer: 'Customer',
  subscription: 'Subscription',
  invoice: 'Invoice',
  payment: 'Payment',
  refund: 'Refund',
} as const;

const ACTION_WORDS: Readonly<Record<string, string>> = {
  send_usage_difference: 'Send the missing units to the meter',
  bill_late_usage: 'Bill the missing units as late usage, on the next invoice',
  resync_customer: 'Take the customer over from Stripe',
  resync_subscription: 'Take the subscription over from Stripe',
  resync_invoice: 'Take the invoice over from Stripe',
  resync_payment: 'Take the payment over from Stripe',
  propose_credit: 'Propose a credit, for a person to decide',
  alert: 'Tell staff; nothing is changed',
  none: 'Nothing to do',
};

const REASON_WORDS: Readonly<Record<string, string>> = {
  not_invoiced_yet:
    'The period is over and its invoice is not issued yet. Reconcile again once it is: what it did not bill is late usage.',
  billed_in_full:
    'Its invoice billed what we count; only the meter was changed afterwards. Nothing is owed, and there is nothing to send.',
  bill_by_hand:
    'Its invoice billed neither what the meter says nor what we count. Compare its lines with our hours, then bill or credit the difference in Stripe.',
  stripe_higher: 'Stripe counts more than we do, at no cost to the customer.',
  stripe_bills_more: 'Stripe counts more than we do, and the customer pays for it.',
  not_in_stripe: 'Stripe does not have it.',
  ours_in_stripe_differs: 'What the console says differs in Stripe.',
  not_of_our_catalog: 'Its prices are no plan of ours.',
  on_its_way: 'The outbox sends or books it by itself.',
  gone: 'The difference is gone.',
};

export function actionWords(type: string): string {
  return ACTION_WORDS[type] ?? type;
}

export function reasonWords(reason: unknown): string {
  return typeof reason === 'string' ? (REASON_WORDS[reason] ?? reason) : '';
}

import type { Tone } from '../components/ui/chip.tsx';
import type { Cause } from '../domain/reconciliation/cause.ts';
import { ownEntry } from '../format/own-entry.ts';

export const RUN_STATUS_WORDS = {
  running: { label: 'Running', tone: 'info' },
  succeeded: { label: 'Finished', tone: 'success' },
  failed: { label: 'Failed', tone: 'danger' },
} as const satisfies Record<string, { label: string; tone: Tone }>;

export const TRIGGER_WORDS = { nightly: 'Nightly', api: 'API', page: 'On demand' } as const;

/** Of a run's totals: the money of differences of usage, none making up for another; those of objects are not in it. */
export const TOTALS_LABEL = 'Usage differences, in money';

export const CAUSE_WORDS: Readonly<Record<Cause, string>> = {
  pending_report: 'On its way to Stripe',
  forgotten: 'Forgotten by the sync',
  late: 'Came late',
  duplicate: 'Counted twice',
  missed_webhook: 'Missed webhook',
  edited_in_stripe: 'Edited in Stripe',
  edited_here: 'Changed here',
  time_zone: 'Wrong hours',
  plan_mismatch: 'Plan mismatch',
  unknown: 'Unknown',
};

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

export function actionWords(type: string): string {
  return ownEntry(ACTION_WORDS, type) ?? type;
}

import { isMetric } from '../domain/metric.ts';
import { METRIC_WORDS } from './metric.ts';
import { ownEntry } from './own-entry.ts';

export const KIND_WORDS = {
  usage: 'Usage',
  customer: 'Customer',
  subscription: 'Subscription',
  invoice: 'Invoice',
  payment: 'Payment',
  refund: 'Refund',
} as const;

const REASON_WORDS: Readonly<Record<string, string>> = {
  not_invoiced_yet:
    'The period is over and its invoice is not issued yet. Reconcile again once it is: what it did not bill is late usage.',
  period_closed: 'The period is closed: its meter bills nothing any more.',
  billed_in_full:
    'Its invoice billed what we count; only the meter was changed afterwards. Nothing is owed, and there is nothing to send.',
  bill_by_hand:
    'Its invoice billed neither what the meter says nor what we count. Compare its lines with our hours, then bill or credit the difference in Stripe.',
  stripe_higher: 'Stripe counts more than we do, at no cost to the customer.',
  stripe_bills_more: 'Stripe counts more than we do, and the customer pays for it.',
  not_in_stripe: 'Stripe does not have it.',
  ours_in_stripe_differs: 'What the console says differs in Stripe.',
  not_of_our_catalog: 'Its prices are no plan of ours.',
  forgotten:
    'No sync looks at its hour, because its day is not marked. The job usage-check marks it, at 03:40 UTC or when an admin runs it; the next sync sends or books it.',
  on_its_way: 'It comes by itself: the outbox sends or books it, or Stripe has yet to count it.',
  gone: 'The difference is gone.',
};

/** Why a repair leaves a difference alone, or to a person. */
export function reasonWords(reason: unknown): string {
  return typeof reason === 'string' ? (ownEntry(REASON_WORDS, reason) ?? reason) : '';
}

/** Of `usage:<subscription>:<metric>:<start>`, or `<kind>:<id in Stripe>`. */
export function differenceWords(key: string): string {
  const [kind = '', id = '', metric = '', start = ''] = key.split(':');
  if (kind === 'usage') {
    return `${isMetric(metric) ? METRIC_WORDS[metric].label : metric}, period from ${start.slice(0, 10)}`;
  }
  return `${ownEntry<string>(KIND_WORDS, kind) ?? kind} ${id}`;
}

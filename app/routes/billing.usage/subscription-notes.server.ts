import { formatDate } from '../../format/dates.ts';
import { planChangeWords } from '../../format/plan-change.ts';
import type { UsageOverview } from '../../services/usage/get-usage-overview.ts';
import type { SubscriptionNote } from './usage-view.ts';

/** Of a closed period, that the plan changed in it; of the running one, what there is to know of the plan now. */
export function toSubscriptionNotes(overview: UsageOverview, locale: string): readonly SubscriptionNote[] {
  const { isRunning, usage, failedPayments, changedPlans } = overview;
  if (!isRunning) return changedNotes(overview);
  const { status, isEnding } = usage.subscription;
  // What failed is told payment by payment; here only what is due without a charge of ours.
  const isPastDue = (status === 'past_due' || status === 'unpaid') && failedPayments.length === 0;
  return [
    ...(isPastDue ? [PAST_DUE] : []),
    ...(changedPlans === null ? [] : [changedNow(changedPlans)]),
    ...(isEnding ? [endingNote(formatDate(usage.period.end, locale))] : []),
  ];
}

const PAST_DUE: SubscriptionNote = {
  tone: 'danger',
  title: 'An invoice is past due',
  text: 'Your plan goes on for now. The open invoice says how much is owed and since when.',
  showsInvoices: true,
};

function changedNow(planNames: readonly string[]): SubscriptionNote {
  const text =
    'Usage from before the change is billed at the prices of then, all since at those of now, each with what that plan includes.';
  return info(planChangeWords(planNames), text);
}

function endingNote(date: string): SubscriptionNote {
  return info(`Your plan ends on ${date}`, 'Usage until then is still metered and invoiced.');
}

function changedNotes({ changedPlans, invoice }: UsageOverview): readonly SubscriptionNote[] {
  if (changedPlans === null) return [];
  const whose = invoice === null ? 'its draft' : 'the invoice';
  return [
    info(
      planChangeWords(changedPlans),
      `Its invoice charges the usage of each plan at that plan’s prices, and the amounts here are those of ${whose}.`,
    ),
  ];
}

function info(title: string, text: string): SubscriptionNote {
  return { tone: 'info', title, text, showsInvoices: false };
}

import { formatDate, formatDateTime } from '../../format/dates.ts';
import { formatQuantity } from '../../format/metric.ts';
import type { DifferenceRow } from '../../services/reconciliation/get-run.ts';

const DAYS_SHOWN = 5;

/** What speaks for the cause, in lines. */
export function toEvidence(row: DifferenceRow, locale: string): string[] {
  return row.metric === null ? ofObject(row, locale) : ofUsage(row, locale);
}

function ofUsage({ evidence, metric }: DifferenceRow, locale: string): string[] {
  if (metric === null) return [];
  const quantity = (value: unknown) => formatQuantity(metric, BigInt(String(value ?? 0)), locale);
  const days = Array.isArray(evidence.days) ? (evidence.days as Record<string, unknown>[]) : [];
  const lines = days
    .slice(0, DAYS_SHOWN)
    .map(
      (day) =>
        `${formatDate(new Date(String(day.at)), locale)}: ours ${quantity(day.internal)}, Stripe ${quantity(day.stripe)}`,
    );
  if (days.length > DAYS_SHOWN) lines.push(`and ${days.length - DAYS_SHOWN} more days`);
  const counts = [
    ['accepted by Stripe', evidence.accepted],
    ['waiting in the outbox', evidence.pending],
    ['refused by Stripe', evidence.failed],
    ['not yet queued', evidence.unqueued],
    ['of these on days that no sync looks at, until usage-check has run', evidence.forgotten],
  ] as const;
  for (const [words, value] of counts) {
    if (String(value ?? '0') !== '0') lines.push(`${quantity(value)} ${words}`);
  }
  if (evidence.isInParts === true) {
    lines.push(
      'The plan changed in this period: the money is the most it may be, at the dearest of its rates',
    );
  }
  return lines;
}

function ofObject({ evidence }: DifferenceRow, locale: string): string[] {
  const at = (value: unknown) => formatDateTime(new Date(String(value)), locale);
  return [
    evidence.lastEventAt
      ? `Last event that reached us: ${at(evidence.lastEventAt)}`
      : 'No webhook about it reached us',
    ...datesInStripe(evidence, at),
    ...(Number(evidence.waiting) > 0 ? [`${counted(evidence.waiting)} in the inbox, not applied yet`] : []),
    ...(Number(evidence.dead) > 0 ? [`${counted(evidence.dead)} given up, to be replayed`] : []),
  ];
}

function counted(number: unknown): string {
  return Number(number) === 1 ? '1 event' : `${String(number)} events`;
}

/** Only what Stripe says: of customers, payments and refunds it tells when they were made, never when they changed. */
function datesInStripe(
  { createdAt, changedAt }: DifferenceRow['evidence'],
  at: (value: unknown) => string,
): string[] {
  if (createdAt) {
    const made = `Made in Stripe: ${at(createdAt)}`;
    return changedAt
      ? [made, `Last change that Stripe dates: ${at(changedAt)}`]
      : [`${made}; it does not say when it was changed`];
  }
  return changedAt ? [`Last date that Stripe tells: ${at(changedAt)}`] : [];
}

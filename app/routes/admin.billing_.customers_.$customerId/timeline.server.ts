import type { Tone } from '../../components/ui/chip.tsx';
import { isMetric } from '../../domain/metric.ts';
import { formatDateTime } from '../../format/dates.ts';
import { declineReason } from '../../format/decline.ts';
import { eventStatusWords } from '../../format/event-status.ts';
import { eventTypeWords } from '../../format/event-type.ts';
import { METRIC_WORDS } from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import { ownEntry } from '../../format/own-entry.ts';
import { formatPercent, formatPercents } from '../../format/percent.ts';
import { invoicePath } from '../../pages/invoice-paths.ts';
import type { CustomerStory, StoryAlert } from '../../services/customers/customer-story.ts';
import { noticeWords } from '../billing.notifications/notice-words.server.ts';
import type { TimelineEntry } from './story-view.ts';

const MAX_ENTRIES = 40;

interface Moment {
  key: string;
  at: Date;
  kind: string;
  text: string;
  tone: Tone;
  to?: string;
  /** What machines call it, for whoever looks it up. */
  code?: string;
}

/** What happened to the customer, of all kinds, the newest first. */
export function toTimeline(story: CustomerStory, locale: string): TimelineEntry[] {
  return [
    ...subscriptionMoments(story),
    ...invoiceMoments(story, locale),
    ...paymentMoments(story, locale),
    ...dunningMoments(story),
    ...noticeMoments(story, locale),
    ...budgetMoments(story, locale),
    ...alertMoments(story, locale),
    ...eventMoments(story),
  ]
    .sort((a, b) => b.at.getTime() - a.at.getTime() || a.key.localeCompare(b.key))
    .slice(0, MAX_ENTRIES)
    .map(({ at, to, code, ...moment }) => ({
      ...moment,
      at: at.toISOString(),
      when: formatDateTime(at, locale),
      to: to ?? null,
      code: code ?? null,
    }));
}

function subscriptionMoments({ subscriptions, customer }: CustomerStory): Moment[] {
  const began = subscriptions.map((row) => ({
    key: `began:${row.id}`,
    at: row.startedAt,
    kind: 'Subscription',
    text: `${row.planName} began`,
    tone: 'info' as const,
  }));
  const ended = subscriptions.flatMap((row) =>
    row.endedAt === null
      ? []
      : [
          {
            key: `ended:${row.id}`,
            at: row.endedAt,
            kind: 'Subscription',
            text: `${row.planName} ended`,
            tone: 'neutral' as const,
          },
        ],
  );
  const joined = {
    key: 'joined',
    at: customer.createdAt,
    kind: 'Customer',
    text: 'Joined',
    tone: 'info' as const,
  };
  return [...began, ...ended, joined];
}

function invoiceMoments({ invoices, customer }: CustomerStory, locale: string): Moment[] {
  return invoices.map((row) => ({
    key: `invoice:${row.id}`,
    at: row.createdAt,
    kind: 'Invoice',
    text: `${row.number ?? 'Draft'} of ${formatMoney(row.total, locale)} made${row.review === null ? '' : `, ${row.review} by our review`}`,
    tone: row.review === null ? 'neutral' : 'warning',
    to: invoicePath(row.id, `?customer_id=${customer.id}`),
  }));
}

function paymentMoments({ payments }: CustomerStory, locale: string): Moment[] {
  return payments.map((row) => {
    const amount = formatMoney(row.amount, locale);
    const hasFailed = row.status === 'failed';
    return {
      key: `payment:${row.id}`,
      at: row.createdAt,
      kind: 'Payment',
      text: hasFailed
        ? `${amount} not paid: ${declineReason(row.declineCode)}`
        : `${amount} ${row.status}${row.methodLabel === null ? '' : `, ${row.methodLabel}`}`,
      tone: hasFailed ? 'danger' : row.status === 'succeeded' ? 'success' : 'neutral',
    };
  });
}

function dunningMoments({ dunning }: CustomerStory): Moment[] {
  return dunning.flatMap((row) => {
    const number = row.invoiceNumber ?? 'an invoice';
    const opened: Moment = {
      key: `dunning:${row.id}`,
      at: row.openedAt,
      kind: 'Dunning',
      text: `Began for ${number}`,
      tone: 'warning',
    };
    if (row.closedAt === null) return [opened];
    const closed: Moment = {
      key: `dunning-end:${row.id}`,
      at: row.closedAt,
      kind: 'Dunning',
      text: `Ended for ${number}: ${row.status}${row.closedReason === null ? '' : `, ${row.closedReason.replaceAll('_', ' ')}`}`,
      tone: row.status === 'recovered' ? 'success' : 'danger',
    };
    return [opened, closed];
  });
}

const CHANNELS: Readonly<Record<string, string>> = {
  in_app: 'in the console',
  email: 'by mail',
  slack: 'by Slack',
};
const DELIVERIES: Readonly<Record<string, string>> = {
  pending: 'not sent yet',
  sent: 'sent',
  dead: 'could not be sent',
};

function noticeMoments({ notices }: CustomerStory, locale: string): Moment[] {
  return notices.map((row) => ({
    key: `notice:${row.id}`,
    at: row.createdAt,
    kind: 'Notice',
    text: `To the customer, ${deliveryWords(row)}: “${noticeWords(row, locale).title}”`,
    code: row.kind,
    tone: row.status === 'dead' ? 'danger' : 'neutral',
  }));
}

function deliveryWords({ status, channel }: { status: string; channel: string }): string {
  return `${ownEntry(DELIVERIES, status) ?? status} ${ownEntry(CHANNELS, channel) ?? channel}`;
}

function budgetMoments({ budgets }: CustomerStory, locale: string): Moment[] {
  return budgets.flatMap((row) => {
    const steps = formatPercents(row.steps, locale);
    const set: Moment = {
      key: `budget:${row.id}`,
      at: row.createdAt,
      kind: 'Budget',
      text: `“${row.name}” set: now ${formatMoney(row.amount, locale)}, told at ${steps}`,
      tone: 'info',
    };
    if (row.deletedAt === null) return [set];
    const text = `“${row.name}” deleted`;
    return [set, { ...set, key: `budget-end:${row.id}`, at: row.deletedAt, text, tone: 'neutral' }];
  });
}

function alertMoments({ alerts }: CustomerStory, locale: string): Moment[] {
  return alerts.flatMap((row) => {
    const kind = row.budget === null ? 'Usage' : 'Budget';
    const what = row.budget === null ? limitText(row, locale) : budgetText(row.budget, row, locale);
    const crossed: Moment = {
      key: `alert:${row.id}`,
      at: row.crossedAt,
      kind,
      text: what,
      tone: 'warning',
    };
    if (row.recoveredAt === null) return [crossed];
    const text = `Taken back: ${what}`;
    return [crossed, { ...crossed, key: `alert-end:${row.id}`, at: row.recoveredAt, text, tone: 'neutral' }];
  });
}

function eventMoments({ events }: CustomerStory): Moment[] {
  return events.map((row) => ({
    key: `event:${row.id}`,
    at: row.receivedAt,
    kind: 'Webhook',
    text: `${eventTypeWords(row.type)}${row.status === null ? '' : `: ${eventStatusWords(row.status, row.outcome).label.toLowerCase()}`}`,
    code: `${row.type}${row.objectId === null ? '' : ` ${row.objectId}`}`,
    to: `/admin/billing/events/${row.stripeEventId}`,
    tone: row.status === 'dead' ? 'danger' : 'neutral',
  }));
}

function limitText({ metric, thresholdPercent }: StoryAlert, locale: string): string {
  const label = metric !== null && isMetric(metric) ? METRIC_WORDS[metric].label : metric;
  return `${label} passed ${formatPercent(thresholdPercent, locale)} of the limit`;
}

function budgetText(
  { name, basis, amount, spent }: NonNullable<StoryAlert['budget']>,
  { thresholdPercent }: StoryAlert,
  locale: string,
): string {
  const step = `${formatPercent(thresholdPercent, locale)} of ${formatMoney(amount, locale)}`;
  return `“${name}” passed ${step}: ${formatMoney(spent, locale)} ${basis === 'forecast' ? 'expected' : 'spent'}`;
}

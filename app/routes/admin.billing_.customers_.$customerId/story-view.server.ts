import { METRICS } from '../../domain/metric.ts';
import { isPaymentState } from '../../domain/payment-state.ts';
import { countryName } from '../../format/countries.ts';
import { formatDate, formatDateTime, formatPeriod } from '../../format/dates.ts';
import { invoiceStatusWords } from '../../format/invoice-status.ts';
import { exactShare, formatCount, formatQuantity, METRIC_WORDS } from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import { overageWords } from '../../format/overage-words.ts';
import { ownEntry } from '../../format/own-entry.ts';
import { subscriptionStatusWords } from '../../format/subscription-status.ts';
import { invoicePath } from '../../pages/invoice-paths.ts';
import type {
  CustomerStory,
  StoryDunningCase,
  StoryInvoice,
  StoryPayment,
  StorySubscription,
} from '../../services/customers/customer-story.ts';
import type { InvoiceStatus } from '../../services/invoices/invoice.ts';
import type { CurrentUsage } from '../../services/usage/current/current-usage.ts';
import { toAuditRow } from '../admin.billing_.audit/audit-view.server.ts';
import { toMeterView } from '../billing.usage/usage-view.server.ts';
import { toRatingCheckView } from './rating-check-view.server.ts';
import type {
  DunningRow,
  InvoiceRow,
  PaymentRow,
  Status,
  StoryView,
  SubscriptionRow,
  UsageCardView,
} from './story-view.ts';
import { toTimeline } from './timeline.server.ts';

const PAYMENT_WORDS: Readonly<Record<string, Status>> = {
  pending: { label: 'Pending', tone: 'info' },
  succeeded: { label: 'Succeeded', tone: 'success' },
  failed: { label: 'Failed', tone: 'danger' },
};

const DUNNING_WORDS: Readonly<Record<string, Status>> = {
  open: { label: 'Retrying', tone: 'warning' },
  recovered: { label: 'Recovered', tone: 'success' },
  stopped: { label: 'Stopped', tone: 'neutral' },
  exhausted: { label: 'Past due', tone: 'danger' },
};

export function toStoryView(story: CustomerStory, locale: string): StoryView {
  const { customer } = story;
  const query = `?customer_id=${customer.id}`;
  return {
    name: customer.name,
    facts: [
      customer.email,
      countryName(customer.country),
      customer.currency.toUpperCase(),
      ...(customer.deletedAt === null ? [] : [`Deleted on ${formatDate(customer.deletedAt, locale)}`]),
    ],
    details: [
      { term: 'Customer id', value: customer.id, isId: true },
      { term: 'In Stripe', value: customer.stripeCustomerId ?? 'Not linked', isId: true },
      { term: 'Language', value: customer.locale, isId: false },
      { term: 'Tax id', value: customer.taxId ?? 'None', isId: false },
      { term: 'Card', value: customer.paymentMethodLabel ?? 'None', isId: false },
      { term: 'Since', value: formatDate(customer.createdAt, locale), isId: false },
    ],
    links: [
      { to: `/billing/usage${query}`, label: 'Usage' },
      { to: `/billing/invoices${query}`, label: 'Invoices' },
      { to: `/billing/subscription${query}`, label: 'Subscription' },
      { to: `/billing/settings${query}`, label: 'Settings' },
    ],
    usage: story.usage === null ? null : toUsageCard(story.usage, locale),
    ratingCheck: story.ratingCheck && toRatingCheckView(story.ratingCheck, locale),
    subscriptions: story.subscriptions.map((row) => toSubscription(row, locale)),
    invoices: story.invoices.map((row) => toInvoice(row, query, locale)),
    payments: story.payments.map((row) => toPayment(row, query, locale)),
    dunning: story.dunning.map((row) => toDunning(row, query, locale)),
    timeline: toTimeline(story, locale),
    audit: story.audit.map((entry) => toAuditRow(entry, locale)),
    auditLink: `/admin/billing/audit?customer_id=${customer.id}`,
  };
}

function toUsageCard(usage: CurrentUsage, locale: string): UsageCardView {
  return {
    period: formatPeriod(usage.period, locale),
    plan: `${usage.plan.name}, version ${usage.plan.version}`,
    overage: formatMoney(usage.totalOverageCost, locale),
    metrics: METRICS.map((metric) => {
      const row = usage.metrics[metric];
      return {
        label: METRIC_WORDS[metric].label,
        used: formatQuantity(metric, row.quantity, locale),
        included: formatQuantity(metric, row.includedUnits, locale),
        exact: exactShare(metric, { part: row.quantity, whole: row.includedUnits }, locale),
        meter: toMeterView(row, { locale }),
        over: overageWords(row, locale)?.label ?? null,
      };
    }),
  };
}

function toSubscription(row: StorySubscription, locale: string): SubscriptionRow {
  const until = row.endedAt ?? row.endsAt ?? row.currentPeriodEnd;
  return {
    id: row.id,
    plan: `${row.planName}, version ${row.planVersion}`,
    status: subscriptionStatusWords(row.status),
    since: formatDate(row.startedAt, locale),
    until: `${row.endedAt !== null ? 'Ended' : row.endsAt !== null ? 'Ends' : 'Renews'} ${formatDate(until, locale)}`,
    stripeId: row.stripeSubscriptionId,
  };
}

function toInvoice(row: StoryInvoice, query: string, locale: string): InvoiceRow {
  return {
    id: row.id,
    to: invoicePath(row.id, query),
    number: row.number ?? 'Without number',
    status: invoiceStatusWords(row.status as InvoiceStatus),
    review: row.review,
    created: formatDate(row.createdAt, locale),
    total: formatMoney(row.total, locale),
    remaining:
      row.status === 'open' && row.remaining.amountMinor !== row.total.amountMinor
        ? formatMoney(row.remaining, locale)
        : null,
  };
}

function toPayment(row: StoryPayment, query: string, locale: string): PaymentRow {
  const { invoiceId, invoiceNumber } = row;
  return {
    id: row.id,
    invoice:
      invoiceId === null
        ? null
        : { to: invoicePath(invoiceId, query), number: invoiceNumber ?? 'Without number' },
    status: (isPaymentState(row.status) ? PAYMENT_WORDS[row.status] : undefined) ?? {
      label: row.status,
      tone: 'neutral',
    },
    method: row.methodLabel ?? '–',
    when: formatDateTime(row.createdAt, locale),
    amount: formatMoney(row.amount, locale),
    refunded: row.refunded.amountMinor === 0n ? null : `${formatMoney(row.refunded, locale)} refunded`,
  };
}

function toDunning(row: StoryDunningCase, query: string, locale: string): DunningRow {
  return {
    id: row.id,
    to: invoicePath(row.invoiceId, query),
    number: row.invoiceNumber ?? 'Without number',
    status: ownEntry(DUNNING_WORDS, row.status) ?? { label: row.status, tone: 'neutral' },
    attempts: formatCount(row.attemptsMade, locale),
    opened: formatDate(row.openedAt, locale),
    next: row.nextAttemptAt === null ? '–' : formatDateTime(row.nextAttemptAt, locale),
  };
}

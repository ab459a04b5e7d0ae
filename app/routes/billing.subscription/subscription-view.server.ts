import { formatDate, formatPeriod } from '../../format/dates.ts';
import { formatMoney } from '../../format/money.ts';
import { subscriptionStatusWords } from '../../format/subscription-status.ts';
import { toFailedPaymentView } from '../../pages/failed-payments/failed-payment-view.server.ts';
import type { SubscriptionDetails } from '../../services/subscriptions/subscription-details.ts';
import type { SubscriptionView } from './subscription-view.ts';
import { toMetricTermsView } from './terms-view.server.ts';

export function toSubscriptionView(
  subscription: SubscriptionDetails,
  reader: { locale: string; mayPay: boolean },
): SubscriptionView {
  const { locale } = reader;
  const { plan, period, endedAt, startedAt, paymentMethodLabel, currency, minimumCommitment } = subscription;
  return {
    planName: plan.name,
    failedPayments: subscription.failedPayments.map((payment) => toFailedPaymentView(payment, reader)),
    status: subscriptionStatusWords(subscription.status),
    monthlyFee: formatMoney(subscription.monthlyFee, locale),
    endedOn: endedAt && formatDate(endedAt, locale),
    renewal: toRenewal(subscription, locale),
    facts: [
      { term: endedAt === null ? 'Current period' : 'Last period', value: formatPeriod(period, locale) },
      { term: 'Started', value: formatDate(startedAt, locale) },
      { term: 'Currency', value: currency.toUpperCase() },
      { term: 'Payment method', value: paymentMethodLabel ?? 'None on file' },
      ...(minimumCommitment === null
        ? []
        : [{ term: 'Minimum a period', value: formatMoney(minimumCommitment, locale) }]),
      { term: 'Terms', value: `${plan.name}, version ${plan.version}` },
    ],
    metrics: subscription.metrics.map((terms) => toMetricTermsView(terms, currency, locale)),
  };
}

function toRenewal({ period, endsAt, endedAt }: SubscriptionDetails, locale: string): string {
  if (endedAt !== null) return `Ended on ${formatDate(endedAt, locale)}`;
  if (endsAt !== null) return `Ends on ${formatDate(endsAt, locale)}`;
  return `Renews on ${formatDate(period.end, locale)}`;
}

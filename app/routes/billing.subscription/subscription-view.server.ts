import { formatDate, formatPeriod } from '../../format/dates.ts';
import { formatMoney } from '../../format/money.ts';
import { subscriptionStatusWords } from '../../format/subscription-status.ts';
import type { SubscriptionDetails } from '../../services/subscriptions/subscription-details.ts';
import type { SubscriptionView } from './subscription-view.ts';
import { toMetricTermsView } from './terms-view.server.ts';

export function toSubscriptionView(subscription: SubscriptionDetails, locale: string): SubscriptionView {
  const { plan, period, endsAt, startedAt, paymentMethodLabel, currency, minimumCommitment } = subscription;
  return {
    planName: plan.name,
    status: subscriptionStatusWords(subscription.status),
    monthlyFee: formatMoney(subscription.monthlyFee, locale),
    renewal:
      endsAt === null
        ? `Renews on ${formatDate(period.end, locale)}`
        : `Ends on ${formatDate(endsAt, locale)}`,
    facts: [
      { term: 'Current period', value: formatPeriod(period, locale) },
      { term: 'Customer since', value: formatDate(startedAt, locale) },
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

import { formatDate, formatPeriod } from '../../format/dates.ts';
import { formatPriceBasis, formatQuantityInWords, METRIC_WORDS } from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import { formatRatePrice } from '../../format/rate.ts';
import { subscriptionStatusWords } from '../../format/subscription-status.ts';
import { formatTierParts } from '../../format/tier.ts';
import type { MetricTerms, SubscriptionDetails } from '../../services/subscriptions/subscription-details.ts';
import type { MetricTermsView, SubscriptionView } from './subscription-view.ts';

export function toSubscriptionView(subscription: SubscriptionDetails, locale: string): SubscriptionView {
  const { plan, period, endsAt, startedAt, paymentMethodLabel, currency } = subscription;
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
      { term: 'Terms', value: `${plan.name}, version ${plan.version}` },
    ],
    metrics: subscription.metrics.map((terms) => toMetricTermsView(terms, currency, locale)),
  };
}

function toMetricTermsView(
  { metric, tiers }: MetricTerms,
  currency: SubscriptionDetails['currency'],
  locale: string,
): MetricTermsView {
  const [first] = tiers;
  const isIncluded = first !== undefined && /^0(\.0*)?$/.test(first.unitAmountDecimal);
  const included = isIncluded ? (first.upTo ?? 0n) : 0n;
  return {
    metric,
    label: METRIC_WORDS[metric].label,
    priceBasis: formatPriceBasis(metric, locale),
    included:
      isIncluded && first.upTo === null ? 'Unlimited' : formatQuantityInWords(metric, included, locale),
    tiers: tiers.map((tier, index) => ({
      key: `${tier.from}`,
      range: formatTierParts(metric, tier, locale),
      rate:
        isIncluded && index === 0
          ? 'Included'
          : formatRatePrice(metric, { unitAmountDecimal: tier.unitAmountDecimal, currency }, locale),
    })),
  };
}

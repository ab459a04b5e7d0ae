import { formatDecimal } from '../../domain/decimal.ts';
import type { Metric } from '../../domain/metric.ts';
import type { Currency } from '../../domain/money.ts';
import type { MeteredPrice, PackagePrice, TieredPrice } from '../../domain/pricing/metered-price.ts';
import { includedUnitsOf } from '../../domain/pricing/overage.ts';
import { findVolumeDrops } from '../../domain/pricing/volume-drops.ts';
import {
  formatPriceBasis,
  formatQuantity,
  formatQuantityInWords,
  METRIC_WORDS,
} from '../../format/metric.ts';
import { formatRatePrice, formatUnitPrice } from '../../format/rate.ts';
import { formatTierParts } from '../../format/tier.ts';
import { formatVolumeDrop } from '../../format/volume-drop.ts';
import type { MetricTerms } from '../../services/subscriptions/subscription-details.ts';
import type { MetricTermsView } from './subscription-view.ts';

type Row = MetricTermsView['tiers'][number];

interface Reader {
  metric: Metric;
  currency: Currency;
  locale: string;
}

export function toMetricTermsView(
  { metric, price }: MetricTerms,
  currency: Currency,
  locale: string,
): MetricTermsView {
  const reader = { metric, currency, locale };
  return {
    metric,
    label: METRIC_WORDS[metric].label,
    priceBasis: price.kind === 'package' ? '' : formatPriceBasis(metric, locale),
    included: isUnlimited(price)
      ? 'Unlimited'
      : formatQuantityInWords(metric, includedUnitsOf(price), locale),
    tiers: price.kind === 'package' ? [packageRow(price, reader)] : tierRows(price, reader),
    notes: price.kind === 'volume' ? volumeNotes(price, reader) : [],
  };
}

function isUnlimited(price: MeteredPrice): boolean {
  const first = price.kind === 'package' ? undefined : price.tiers[0];
  return first?.upTo === null && first.unitAmount.scaled === 0n && !first.flatAmount;
}

function volumeNotes(price: MeteredPrice, { metric, currency, locale }: Reader): string[] {
  const drops = findVolumeDrops({ price, currency }).map((drop) => formatVolumeDrop(metric, drop, locale));
  return ['All units of the period are charged at the rate that they reach.', ...drops];
}

function packageRow({ size, amount, round }: PackagePrice, { metric, currency, locale }: Reader): Row {
  const packaged = formatQuantity(metric, size, locale);
  return {
    key: 'package',
    range: [round === 'up' ? `Each ${packaged} begun` : `Each full ${packaged}`],
    rate: formatUnitPrice(formatDecimal(amount), currency, locale),
  };
}

function tierRows(price: TieredPrice, { metric, currency, locale }: Reader): Row[] {
  const included = includedUnitsOf(price);
  return price.tiers.flatMap(({ upTo, unitAmount, flatAmount }, index): Row[] => {
    const from = price.tiers[index - 1]?.upTo ?? 0n;
    const range = formatTierParts(metric, { from, upTo }, locale);
    const isIncluded = index === 0 && (upTo === null ? isUnlimited(price) : upTo <= included);
    const rate = { unitAmountDecimal: formatDecimal(unitAmount), currency };
    const units: Row = {
      key: `${from}`,
      range,
      rate: isIncluded ? 'Included' : formatRatePrice(metric, rate, locale),
    };
    if (!flatAmount) return [units];
    const flat = formatUnitPrice(formatDecimal(flatAmount), currency, locale);
    return [units, { key: `${from} flat`, range: ['Once, when reached'], rate: flat }];
  });
}

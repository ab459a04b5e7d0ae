import { BYTES_PER_GB, type Metric } from './metric.ts';
import type { Currency } from './money.ts';
import type { PlanId } from './plan-id.ts';

/** A rate in US dollars per 1,000 impressions, 1,000 calls or 1 GB, for units above `above` in total. */
export interface OverageStep {
  readonly above: bigint;
  readonly usd: string;
}

export interface PlanTerms {
  readonly name: string;
  readonly version: number;
  /** Whole major units a month. */
  readonly monthlyFee: Record<Currency, bigint>;
  /** Thresholds count total units from zero, the included ones too. */
  readonly metered: Record<Metric, { readonly included: bigint; readonly overage: readonly OverageStep[] }>;
}

const MILLION = 1_000_000n;

function metered(included: bigint, usd: string, ...above: readonly OverageStep[]) {
  return { included, overage: [{ above: included, usd }, ...above] };
}

/** The price list. */
export const PLAN_TERMS: Record<PlanId, PlanTerms> = {
  starter: {
    name: 'Starter',
    version: 1,
    monthlyFee: { usd: 99n, eur: 93n, gbp: 79n, jpy: 14_900n },
    metered: {
      impressions: metered(1n * MILLION, '0.12', { above: 5n * MILLION, usd: '0.10' }),
      api_calls: metered(100_000n, '0.50'),
      data_transfer_bytes: metered(50n * BYTES_PER_GB, '0.09'),
    },
  },
  growth: {
    name: 'Growth',
    version: 1,
    monthlyFee: { usd: 499n, eur: 469n, gbp: 399n, jpy: 74_900n },
    metered: {
      impressions: metered(10n * MILLION, '0.08', { above: 50n * MILLION, usd: '0.065' }),
      api_calls: metered(1n * MILLION, '0.40'),
      data_transfer_bytes: metered(500n * BYTES_PER_GB, '0.08'),
    },
  },
  scale: {
    name: 'Scale',
    version: 1,
    monthlyFee: { usd: 1_999n, eur: 1_879n, gbp: 1_599n, jpy: 299_900n },
    metered: {
      impressions: metered(
        100n * MILLION,
        '0.045',
        { above: 500n * MILLION, usd: '0.038' },
        { above: 2_000n * MILLION, usd: '0.031' },
      ),
      api_calls: metered(10n * MILLION, '0.28'),
      data_transfer_bytes: metered(5_000n * BYTES_PER_GB, '0.06'),
    },
  },
  enterprise: {
    name: 'Enterprise',
    version: 1,
    monthlyFee: { usd: 9_999n, eur: 9_399n, gbp: 7_999n, jpy: 1_499_000n },
    metered: {
      impressions: metered(1_000n * MILLION, '0.024', { above: 5_000n * MILLION, usd: '0.0195' }),
      api_calls: metered(100n * MILLION, '0.20'),
      data_transfer_bytes: metered(50_000n * BYTES_PER_GB, '0.045'),
    },
  },
};

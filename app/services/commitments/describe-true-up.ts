import { describePeriod } from '../../domain/adjustments/describe-adjustment.ts';
import { type Money, money } from '../../domain/money.ts';
import { formatMoney } from '../../format/money.ts';
import type { DueCommitment } from './due-commitment.ts';
import type { RatedCommitment } from './rate-commitment.ts';

const SECONDS_A_DAY = 86_400n;

/**
 * What stands on the invoice line: the rule with its figures, e.g. "Minimum commitment for 15 April – 14 May 2026:
 * $500.00, less $99.00 flat fee and $221.00 usage". In English, as all that Stripe writes on an invoice.
 */
export function describeTrueUp({ period }: DueCommitment, rated: RatedCommitment): string {
  const { commitment, due, share, baseFee, usage } = rated;
  const minimum =
    share === null
      ? words(due)
      : `${words(due)} (${describeShare(share.part, share.whole)} of ${words(commitment)})`;
  return `Minimum commitment for ${describePeriod(period)}: ${minimum}, less ${words(baseFee)} flat fee and ${words(usage)} usage`;
}

/**
 * What a person decides by, where no rule says what is due: "Minimum commitment for 15 April – 14 May 2026: $500.00 a month
 * of Growth, $99.00 flat fee charged, usage as its invoice says". The last hours come to that invoice until it is issued.
 */
export function describeUndecided(due: DueCommitment): string {
  const { currency, planVersions, baseFeeMinor, period } = due;
  const agreed = planVersions
    .filter(({ commitmentMinor }) => commitmentMinor !== null)
    .map(
      ({ planName, commitmentMinor }) =>
        `${words(money(commitmentMinor ?? 0n, currency))} a month of ${planName}`,
    );
  const fee = baseFeeMinor === null ? '' : `, ${words(money(baseFeeMinor, currency))} flat fee charged`;
  return `Minimum commitment for ${describePeriod(period)}: ${agreed.join(', ')}${fee}, usage as its invoice says`;
}

function describeShare(part: bigint, whole: bigint): string {
  const isDays = part % SECONDS_A_DAY === 0n && whole % SECONDS_A_DAY === 0n;
  return isDays ? `${part / SECONDS_A_DAY} of ${whole / SECONDS_A_DAY} days` : `${part} of ${whole} seconds`;
}

function words(amount: Money): string {
  return formatMoney(amount, 'en-US');
}

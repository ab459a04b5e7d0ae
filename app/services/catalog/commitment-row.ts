import { z } from 'zod';
import { type Currency, type Money, money } from '../../domain/money.ts';
import { commitmentOf, type PeriodMinimum } from '../../domain/pricing/minimum-so-far.ts';

const commitmentRow = z.object({ amount_minor: z.string().transform(BigInt) });

export const minimumRow = commitmentRow.extend({
  period_start: z.coerce.date(),
  period_end: z.coerce.date(),
  whole_start: z.coerce.date(),
  whole_end: z.coerce.date(),
  /** Null while no invoice is here that charged it. */
  fee_minor: z.string().transform(BigInt).nullable(),
  is_by_hand: z.boolean(),
});

/** The minimum commitment of a plan version for a month in one currency, where its row was found. */
export function readCommitment(row: unknown, currency: Currency): Money | null {
  return row === undefined ? null : money(commitmentRow.parse(row).amount_minor, currency);
}

/** The minimum of the row's period. `baseFee`: what the plan costs now, which counts until an invoice has charged a fee. */
export function toPeriodMinimum(row: z.output<typeof minimumRow>, baseFee: Money): PeriodMinimum {
  const { currency } = baseFee;
  const agreed = money(row.amount_minor, currency);
  const period = { start: row.period_start, end: row.period_end };
  const whole = { start: row.whole_start, end: row.whole_end };
  return {
    agreed,
    commitment: commitmentOf(agreed, { period, whole }),
    fee: row.fee_minor === null ? baseFee : money(row.fee_minor, currency),
    isByHand: row.is_by_hand,
  };
}

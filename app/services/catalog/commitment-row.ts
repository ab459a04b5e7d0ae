import { z } from 'zod';
import { type Currency, type Money, money } from '../../domain/money.ts';
import { commitmentOf } from '../../domain/pricing/minimum-so-far.ts';

const commitmentRow = z.object({ amount_minor: z.string().transform(BigInt) });

export const dueRow = commitmentRow.extend({
  period_start: z.coerce.date(),
  period_end: z.coerce.date(),
  whole_start: z.coerce.date(),
  whole_end: z.coerce.date(),
});

/** The minimum commitment of a plan version for a month in one currency, where its row was found. */
export function readCommitment(row: unknown, currency: Currency): Money | null {
  return row === undefined ? null : money(commitmentRow.parse(row).amount_minor, currency);
}

export interface DuePart {
  /** Of a month. */
  agreed: Money;
  /** Of the period, which may be a part of one. */
  due: Money;
}

/** The same with what the period of the row owes of it. */
export function toDueCommitment(row: z.output<typeof dueRow>, currency: Currency): DuePart {
  const agreed = money(row.amount_minor, currency);
  const period = { start: row.period_start, end: row.period_end };
  const whole = { start: row.whole_start, end: row.whole_end };
  return { agreed, due: commitmentOf(agreed, { period, whole }) };
}

import { z } from 'zod';
import { type Currency, type Money, money } from '../../domain/money.ts';
import { commitmentOf } from '../../domain/pricing/minimum-so-far.ts';

const commitmentRow = z.object({ amount_minor: z.string().transform(BigInt) });

const dueRow = commitmentRow.extend({
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
export function readDueCommitment(row: unknown, currency: Currency): DuePart | null {
  if (row === undefined) return null;
  const { amount_minor: minor, ...read } = dueRow.parse(row);
  const agreed = money(minor, currency);
  const period = { start: read.period_start, end: read.period_end };
  const whole = { start: read.whole_start, end: read.whole_end };
  return { agreed, due: commitmentOf(agreed, { period, whole }) };
}

import { z } from 'zod';
import { type Currency, type Money, money } from '../../domain/money.ts';

const commitmentRow = z.object({ amount_minor: z.string().transform(BigInt) });

/** The minimum commitment of a plan version in one currency, where its row was found. */
export function readCommitment(row: unknown, currency: Currency): Money | null {
  return row === undefined ? null : money(commitmentRow.parse(row).amount_minor, currency);
}

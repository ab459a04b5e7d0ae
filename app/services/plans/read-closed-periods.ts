import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { type Currency, money } from '../../domain/money.ts';
import type { SettledLater, SimulatedPeriod } from './simulation.ts';

const usageRow = z.object({
  period_start: z.coerce.date(),
  period_end: z.coerce.date(),
  metric: z.enum(METRICS),
  quantity: z.string().transform(BigInt),
});
const billedRow = z.object({ period_start: z.coerce.date(), billed_minor: z.string().transform(BigInt) });

const laterRow = z.object({
  period_start: z.coerce.date(),
  description: z.string(),
  amount_minor: z.string().transform(BigInt),
  is_billed: z.boolean(),
});

/** The rows of `selectClosedUsage`, `selectBilled` and `selectSettledLater`, oldest period first. */
export function readClosedPeriods(
  rows: { usage: readonly unknown[]; billed: readonly unknown[]; later: readonly unknown[] },
  currency: Currency,
): readonly SimulatedPeriod[] {
  const { usage, billed } = rows;
  const laterOf = readSettledLater(rows.later, currency);
  const billedOf = new Map(
    z
      .array(billedRow)
      .parse(billed)
      .map((row) => [row.period_start.getTime(), money(row.billed_minor, currency)]),
  );
  const periods = new Map<number, SimulatedPeriod>();
  for (const row of z.array(usageRow).parse(usage)) {
    const key = row.period_start.getTime();
    const before = periods.get(key)?.quantities ?? {
      impressions: 0n,
      api_calls: 0n,
      data_transfer_bytes: 0n,
    };
    periods.set(key, {
      start: row.period_start,
      end: row.period_end,
      quantities: { ...before, [row.metric]: row.quantity },
      billed: billedOf.get(key) ?? null,
      settledLater: laterOf.get(key) ?? [],
    });
  }
  return [...periods.values()];
}

function readSettledLater(
  rows: readonly unknown[],
  currency: Currency,
): ReadonlyMap<number, readonly SettledLater[]> {
  const byPeriod = new Map<number, SettledLater[]>();
  for (const row of z.array(laterRow).parse(rows)) {
    const { description, amount_minor: amountMinor, is_billed: isBilled } = row;
    const key = row.period_start.getTime();
    const item = { description, amount: money(amountMinor, currency), isBilled };
    byPeriod.set(key, [...(byPeriod.get(key) ?? []), item]);
  }
  return byPeriod;
}

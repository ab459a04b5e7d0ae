import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { type Currency, money } from '../../domain/money.ts';
import { type SettledLater, settledLaterRow } from '../usage/settled-later/settled-later.ts';
import type { SimulatedPeriod } from './simulation.ts';

const usageRow = z.object({
  period_start: z.coerce.date(),
  period_end: z.coerce.date(),
  metric: z.enum(METRICS),
  quantity: z.string().transform(BigInt),
});
const billedRow = z.object({ period_start: z.coerce.date(), billed_minor: z.string().transform(BigInt) });

/** The rows of `selectClosedUsage`, `selectBilled` and `selectSettledLaterOf`, oldest period first. */
export function readClosedPeriods(
  rows: { usage: readonly unknown[]; billed: readonly unknown[]; later: readonly unknown[] },
  currency: Currency,
): readonly SimulatedPeriod[] {
  const { usage, billed } = rows;
  const laterOf = readSettledLater(rows.later);
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

function readSettledLater(rows: readonly unknown[]): ReadonlyMap<number, readonly SettledLater[]> {
  const byPeriod = new Map<number, SettledLater[]>();
  for (const later of z.array(settledLaterRow).parse(rows)) {
    const key = later.periodStart.getTime();
    byPeriod.set(key, [...(byPeriod.get(key) ?? []), later]);
  }
  return byPeriod;
}

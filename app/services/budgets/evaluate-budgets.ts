import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { basesOf, isStepCrossed, isStepRecovered } from '../../domain/budget-steps.ts';
import { costWithTrueUp } from '../../domain/pricing/minimum-so-far.ts';
import type { ServiceContext } from '../context.ts';
import { ratePeriod } from '../usage/current/rate-period.ts';
import {
  type ForecastInputRow,
  forecastInputRow,
  forecastRow,
  minimumOfRow,
} from '../usage/forecast/forecast-row.ts';
import { selectForecastInputs } from '../usage/forecast/select-forecast-inputs.ts';
import { type Budget, rowToBudget } from './budget.ts';
import { budgetColumns } from './budget-sql.ts';
import { type BudgetVerdict, writeVerdicts } from './write-verdicts.ts';

const CUSTOMERS_PER_PAGE = 100;
const SYSTEM = { kind: 'system' } as const;

const writtenRow = z.object({ crossed: z.number(), recovered: z.number() });

export interface EvaluatedBudgets {
  customers: number;
  crossed: number;
  recovered: number;
}

/**
 * Compares every budget with what its period has cost so far and with the P50 of what it will cost, flat fee included
 * and for what is expected also the true-up to a minimum, and writes what was crossed and what was taken back, with one
 * in-app notice a budget of either. Two trips for a hundred customers that have budgets; running it again, or two at once, changes nothing.
 */
export async function evaluateBudgets(ctx: ServiceContext): Promise<EvaluatedBudgets> {
  const total = { customers: 0, crossed: 0, recovered: 0 };
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const due = sql`
      select distinct b.customer_id from budgets b
      where b.deleted_at is null and b.customer_id > ${after}::uuid
      order by b.customer_id limit ${CUSTOMERS_PER_PAGE}`;
    const [owners, inputs, found] = await ctx.db.batch(SYSTEM, (db) => [
      db.execute<{ customer_id: string }>(due),
      db.execute(selectForecastInputs({ customerIds: due, now: ctx.now })),
      db.execute(budgetsOf(due)),
    ]);
    const last = owners.rows.at(-1);
    if (last === undefined) return total;
    const budgets = found.rows.map(rowToBudget);
    const verdicts = z
      .array(forecastInputRow)
      .parse(inputs.rows)
      .flatMap((row) => judge(row, budgets));
    if (verdicts.length > 0) {
      const [written] = await ctx.db.batch(SYSTEM, (db) => [db.execute(writeVerdicts(ctx, verdicts))]);
      const counts = writtenRow.parse(written.rows[0]);
      total.crossed += counts.crossed;
      total.recovered += counts.recovered;
    }
    total.customers += owners.rows.length;
    after = last.customer_id;
  }
}

function budgetsOf(customers: SQL): SQL {
  return sql`select ${budgetColumns} from budgets where deleted_at is null and customer_id in (${customers})`;
}

/** A budget in another currency than the subscription now has says nothing about it. */
function judge(row: ForecastInputRow, budgets: readonly Budget[]): BudgetVerdict[] {
  const own = budgets.filter(
    ({ customerId, currency }) => customerId === row.customer_id && currency === row.currency,
  );
  const { baseFee, usageCost } = ratePeriod({
    prices: row.prices,
    quantities: row.so_far,
    currency: row.currency,
    before: row.usage_before,
  });
  const needsForecast = own.some(({ basis }) => basis !== 'actual');
  const forecast = needsForecast ? forecastRow(row) : null;
  const spent = {
    actual: baseFee.amountMinor + usageCost.amountMinor,
    forecast: forecast?.available
      ? costWithTrueUp({ baseFee, usage: forecast.usageCost.p50 }, minimumOfRow(row)).amountMinor
      : null,
  };
  return own.flatMap(({ id, name, basis, steps, amountMinor }) =>
    basesOf(basis).flatMap((side) => {
      const spentMinor = spent[side];
      if (spentMinor === null) return [];
      return steps.map((step) => ({
        customer_id: row.customer_id,
        budget_id: id,
        name,
        basis: side,
        step,
        period_start: row.period_start.toISOString(),
        currency: row.currency,
        spent_minor: spentMinor.toString(),
        budget_minor: amountMinor.toString(),
        is_crossed: isStepCrossed({ spentMinor, budgetMinor: amountMinor, step }),
        is_recovered: isStepRecovered({ spentMinor, budgetMinor: amountMinor, step, basis: side }),
      }));
    }),
  );
}

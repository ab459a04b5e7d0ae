import type { BreakEven } from '../../domain/break-even/find-break-even.ts';
import { money } from '../../domain/money.ts';
import type { MetricQuantities } from '../../domain/pricing/rate-plan.ts';
import type { PlanSimulation } from '../../services/plans/simulation.ts';
import { exactInteger } from './exact-number.ts';
import { majorUnits } from './major-units.ts';
import type { PlanSimulationJson } from './plan-schemas.ts';
import { planIdentityToJson } from './plans-to-json.ts';

export function simulationToJson(simulation: PlanSimulation): PlanSimulationJson {
  const nothing = money(0n, simulation.currency);
  return {
    currency: simulation.currency,
    subscription_ended_at: simulation.endedAt?.toISOString() ?? null,
    basis: simulation.basis,
    periods: simulation.periods.map(({ start, end, part, quantities, billed, unsettledUnits }) => ({
      start: start.toISOString(),
      end: end.toISOString(),
      is_part_of_month: part !== null,
      ...quantitiesToJson(quantities),
      billed: billed === null ? null : majorUnits(billed),
      unsettled: quantitiesToJson(unsettledUnits),
    })),
    average: quantitiesToJson(simulation.average),
    plans: simulation.plans.map(({ plan, charges, total, isCheapest, breakEven }) => ({
      ...planIdentityToJson(plan),
      periods: charges.map((period) => ({
        base_fee: majorUnits(period.baseFee),
        usage: majorUnits(period.usage),
        true_up: majorUnits(period.trueUp ?? nothing),
        total: majorUnits(period.total),
      })),
      total: majorUnits(total),
      is_cheapest: isCheapest,
      break_even: breakEven && {
        impressions: breakEvenToJson(breakEven.impressions),
        api_calls: breakEvenToJson(breakEven.api_calls),
        data_transfer_bytes: breakEvenToJson(breakEven.data_transfer_bytes),
      },
    })),
  };
}

function quantitiesToJson(quantities: MetricQuantities) {
  return {
    impressions: exactInteger(quantities.impressions),
    api_calls: exactInteger(quantities.api_calls),
    data_transfer_bytes: exactInteger(quantities.data_transfer_bytes),
  };
}

function breakEvenToJson(breakEven: BreakEven) {
  switch (breakEven.kind) {
    case 'at':
      return { status: 'at' as const, quantity: exactInteger(breakEven.quantity) };
    case 'never':
      return { status: 'never' as const, quantity: null };
    case 'tooClose':
      return { status: 'too_close' as const, quantity: null };
  }
}

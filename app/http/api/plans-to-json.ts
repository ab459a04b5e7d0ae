import { formatDecimal } from '../../domain/decimal.ts';
import type { Currency } from '../../domain/money.ts';
import type { MeteredPrice } from '../../domain/pricing/metered-price.ts';
import { includedUnitsOf } from '../../domain/pricing/overage.ts';
import { findVolumeDrops } from '../../domain/pricing/volume-drops.ts';
import type { ListedPlan } from '../../services/plans/listed-plan.ts';
import { exactInteger } from './exact-number.ts';
import { majorUnits } from './major-units.ts';
import type { MeteredPriceJson, PlanListJson } from './plan-schemas.ts';

export function plansToJson(plans: readonly [ListedPlan, ...ListedPlan[]]): PlanListJson {
  const [{ prices }] = plans;
  return {
    currency: prices.currency,
    plans: plans.map((plan) => ({
      ...planIdentityToJson(plan),
      base_fee: majorUnits(plan.prices.baseFee),
      minimum_commitment:
        plan.prices.minimumCommitment === null ? null : majorUnits(plan.prices.minimumCommitment),
      prices: {
        impressions: priceToJson(plan.prices.metered.impressions, prices.currency),
        api_calls: priceToJson(plan.prices.metered.api_calls, prices.currency),
        data_transfer_bytes: priceToJson(plan.prices.metered.data_transfer_bytes, prices.currency),
      },
    })),
  };
}

export function planIdentityToJson(plan: ListedPlan) {
  return {
    plan_version_id: plan.versionId,
    plan_type: plan.planId,
    name: plan.name,
    version: plan.version,
    is_current: plan.isCurrent,
    is_custom: plan.isCustom,
  };
}

function priceToJson(price: MeteredPrice, currency: Currency): MeteredPriceJson {
  return {
    kind: price.kind,
    included_units: exactInteger(includedUnitsOf(price)),
    tiers: price.kind === 'package' ? [] : tiersToJson(price.tiers),
    package:
      price.kind === 'package'
        ? {
            size: exactInteger(price.size),
            amount_decimal: formatDecimal(price.amount),
            round: price.round,
          }
        : null,
    drops: findVolumeDrops({ price, currency }).map((drop) => ({
      border: exactInteger(drop.border),
      cost_at_border: majorUnits(drop.costAtBorder),
      cost_beyond: majorUnits(drop.costBeyond),
      dearer_from: exactInteger(drop.dearerFrom),
    })),
  };
}

function tiersToJson(tiers: Exclude<MeteredPrice, { kind: 'package' }>['tiers']): MeteredPriceJson['tiers'] {
  return tiers.map(({ upTo, unitAmount, flatAmount }, index) => ({
    from: exactInteger(tiers[index - 1]?.upTo ?? 0n),
    up_to: upTo === null ? null : exactInteger(upTo),
    unit_amount_decimal: formatDecimal(unitAmount),
    flat_amount_decimal: flatAmount ? formatDecimal(flatAmount) : null,
  }));
}

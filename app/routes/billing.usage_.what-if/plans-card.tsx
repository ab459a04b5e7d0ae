import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { classNames } from '../../components/ui/class-names.ts';
import { Exact } from '../../components/ui/exact.tsx';
import type { PlanCostView, WhatIfView } from './what-if-view.ts';

/** A bar a plan, as long as its share of the dearest one's cost, beside the figures that it draws. */
export function PlansCard({ view }: { view: WhatIfView }) {
  return (
    <Card labelledBy="plans-title">
      <CardHeader id="plans-title" title={view.title}>
        <Exact exact={view.factsExact}>{view.facts.join(' · ')}</Exact>. Before tax; the base fee of every
        period and all usage included.
      </CardHeader>
      <ul className="divide-y divide-divider border-divider border-t">
        {view.plans.map((plan) => (
          <PlanRow key={plan.key} plan={plan} hasEnded={view.hasEnded} />
        ))}
      </ul>
    </Card>
  );
}

function PlanRow({ plan, hasEnded }: { plan: PlanCostView; hasEnded: boolean }) {
  return (
    <li className="grid gap-x-8 gap-y-3 px-4 py-4 md:px-6 lg:grid-cols-[264px_1fr_180px] lg:items-center">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5">
        <h3 className="font-semibold">{plan.label}</h3>
        {plan.isCurrent && <Chip tone="info">{hasEnded ? 'Your last plan' : 'Your plan'}</Chip>}
        {plan.isCheapest && <Chip tone="success">Cheapest</Chip>}
      </div>
      <div className="min-w-0">
        <svg aria-hidden="true" className="block h-3 w-full">
          <rect width="100%" height="12" rx="4" className="fill-well" />
          <rect
            width={`${plan.width}%`}
            height="12"
            rx="4"
            className={plan.isCheapest ? 'fill-success' : 'fill-chart-included'}
          />
        </svg>
        <p className="mt-2 text-muted text-xs tabular-nums">{plan.parts}</p>
      </div>
      <p className="flex items-baseline justify-between gap-4 tabular-nums lg:block lg:text-right">
        <span className="font-semibold text-lg tracking-tight lg:block">{plan.total}</span>
        <Difference plan={plan} hasEnded={hasEnded} />
      </p>
    </li>
  );
}

function Difference({ plan: { difference }, hasEnded }: { plan: PlanCostView; hasEnded: boolean }) {
  return (
    <span
      className={classNames(
        'text-sm',
        difference?.direction === 'less' ? 'font-medium text-on-success' : 'text-muted',
      )}
    >
      {difference?.text ?? (hasEnded ? 'Until it ended' : 'Now')}
    </span>
  );
}

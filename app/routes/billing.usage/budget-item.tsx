import { classNames } from '../../components/ui/class-names.ts';
import { Meter } from '../../components/ui/meter.tsx';
import { BudgetDisclosure } from './budget-disclosure.tsx';
import type { SubmittedBudget } from './budget-form.tsx';
import { startOfChange } from './budget-form-start.ts';
import type { BudgetView } from './budget-view.ts';
import { DeleteBudget } from './delete-budget.tsx';

interface BudgetItemProps {
  budget: BudgetView;
  mayChange: boolean;
  /** What came back of its own form. */
  submitted: SubmittedBudget | null;
}

export function BudgetItem({ budget, mayChange, submitted }: BudgetItemProps) {
  return (
    <li className="relative">
      <div className="px-4 py-4 md:px-6">
        <div className={classNames('mb-2 min-w-0', mayChange && 'pr-12')}>
          <h3 className="truncate font-medium text-sm text-strong">{budget.name}</h3>
          <p className="text-muted text-sm tabular-nums">
            {budget.spent} of {budget.amount}
            {budget.share !== null && ` · ${budget.share}`}
            {budget.expected !== null && ` · ${budget.expected} expected`}
          </p>
        </div>
        <Meter meter={budget.meter} label={`${budget.name} spent`} />
        <p className="mt-2 text-muted text-xs">
          Warns at {budget.steps} {budget.basis}
        </p>
      </div>
      {mayChange && (
        <BudgetDisclosure
          className="-mt-3"
          summaryClass="mx-2 mb-2 inline-flex h-8 list-none items-center rounded-md px-2 font-medium text-link text-sm hover:bg-hover md:mx-4"
          summary={
            <>
              Edit<span className="sr-only"> the budget {budget.name}</span>
            </>
          }
          start={startOfChange(budget, submitted)}
          isOpen={submitted !== null}
        />
      )}
      {mayChange && <DeleteBudget id={budget.id} name={budget.name} />}
    </li>
  );
}

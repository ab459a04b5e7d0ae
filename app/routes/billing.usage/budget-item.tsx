import { Form } from '@remix-run/react';
import { Trash2 } from 'lucide-react';
import { Button } from '../../components/ui/button.tsx';
import { CsrfField } from '../../components/ui/csrf-field.tsx';
import { Meter } from '../../components/ui/meter.tsx';
import { BudgetDisclosure } from './budget-disclosure.tsx';
import type { SubmittedBudget } from './budget-form.tsx';
import { startOfChange } from './budget-form-start.ts';
import type { BudgetView } from './budget-view.ts';
import { BUDGETS_ANCHOR } from './budgets-anchor.ts';

interface BudgetItemProps {
  budget: BudgetView;
  mayChange: boolean;
  /** What came back of its own form. */
  submitted: SubmittedBudget | null;
}

export function BudgetItem({ budget, mayChange, submitted }: BudgetItemProps) {
  return (
    <li>
      <div className="px-4 py-4 md:px-6">
        <div className="mb-2 flex items-start justify-between gap-4">
          <div className="min-w-0">
            <h3 className="truncate font-medium text-sm text-strong">{budget.name}</h3>
            <p className="text-muted text-sm tabular-nums">
              {budget.spent} of {budget.amount}
              {budget.share !== null && ` · ${budget.share}`}
              {budget.expected !== null && ` · ${budget.expected} expected`}
            </p>
          </div>
          {mayChange && <DeleteBudget budget={budget} />}
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
    </li>
  );
}

function DeleteBudget({ budget: { id, name } }: { budget: BudgetView }) {
  return (
    <Form method="post" action={`/billing/usage${BUDGETS_ANCHOR}`}>
      <CsrfField />
      <input type="hidden" name="intent" value="delete-budget" />
      <input type="hidden" name="id" value={id} />
      <Button kind="quiet" size="sm" aria-label={`Delete the budget ${name}`}>
        <Trash2 aria-hidden="true" className="size-4" />
      </Button>
    </Form>
  );
}

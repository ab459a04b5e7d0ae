import { Form } from '@remix-run/react';
import { Trash2 } from 'lucide-react';
import { Button } from '../../components/ui/button.tsx';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { CsrfField } from '../../components/ui/csrf-field.tsx';
import { Meter } from '../../components/ui/meter.tsx';
import { BudgetForm, type SubmittedBudget } from './budget-form.tsx';
import type { BudgetView } from './budget-view.ts';

interface BudgetsCardProps {
  budgets: readonly BudgetView[];
  currency: string;
  /** Staff looks on. */
  mayChange: boolean;
  submitted: SubmittedBudget | null;
}

export function BudgetsCard({ budgets, currency, mayChange, submitted }: BudgetsCardProps) {
  return (
    <Card labelledBy="budgets-title">
      <CardHeader id="budgets-title" title="Budgets">
        {budgets.length === 0
          ? 'None yet. A budget warns you before a period costs more than you planned; it never stops your traffic.'
          : 'Flat fee and usage of this period, before tax. A budget warns; it never stops your traffic.'}
      </CardHeader>
      {budgets.length > 0 && (
        <ul className="divide-y divide-divider border-divider border-t">
          {budgets.map((budget) => (
            <BudgetItem key={budget.id} budget={budget} mayChange={mayChange} />
          ))}
        </ul>
      )}
      {mayChange && (
        <details open={submitted !== null} className="border-divider border-t">
          <summary className="flex h-12 list-none items-center rounded-b-lg px-4 font-medium text-link text-sm hover:bg-hover md:px-6">
            Add a budget
          </summary>
          <BudgetForm key={budgets.length} currency={currency} submitted={submitted} />
        </details>
      )}
    </Card>
  );
}

function BudgetItem({ budget, mayChange }: { budget: BudgetView; mayChange: boolean }) {
  return (
    <li className="px-4 py-4 md:px-6">
      <div className="mb-2 flex items-start justify-between gap-4">
        <div className="min-w-0">
          <h3 className="truncate font-medium text-sm text-strong">{budget.name}</h3>
          <p className="text-muted text-sm tabular-nums">
            {budget.spent} of {budget.amount}
            {budget.share !== null && ` · ${budget.share}`}
            {budget.expected !== null && ` · ${budget.expected} expected`}
          </p>
        </div>
        {mayChange && (
          <Form method="post">
            <CsrfField />
            <input type="hidden" name="intent" value="delete-budget" />
            <input type="hidden" name="id" value={budget.id} />
            <Button kind="quiet" size="sm" aria-label={`Delete the budget ${budget.name}`}>
              <Trash2 aria-hidden="true" className="size-4" />
            </Button>
          </Form>
        )}
      </div>
      <Meter meter={budget.meter} label={`${budget.name} spent`} />
      <p className="mt-2 text-muted text-xs">
        Warns at {budget.steps} {budget.basis}
      </p>
    </li>
  );
}

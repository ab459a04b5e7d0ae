import { useLocation } from '@remix-run/react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { BudgetForm, type SubmittedBudget } from './budget-form.tsx';
import { BudgetItem } from './budget-item.tsx';
import type { BudgetView } from './budget-view.ts';

interface BudgetsCardProps {
  budgets: readonly BudgetView[];
  currency: string;
  /** Staff looks on. */
  mayChange: boolean;
  submitted: SubmittedBudget | null;
}

/** After each answer of the server the forms stand as it says: closed once it was taken, open with what is wrong. */
export function BudgetsCard({ budgets, currency, mayChange, submitted }: BudgetsCardProps) {
  const { key: answered } = useLocation();
  const added = submitted?.budgetId === null ? submitted : null;
  const isGone = submitted !== null && added === null && !budgets.some(({ id }) => id === submitted.budgetId);
  return (
    <Card labelledBy="budgets-title">
      <CardHeader id="budgets-title" title="Budgets">
        {budgets.length === 0
          ? 'None yet. A budget warns you before a period costs more than you planned; it never stops your traffic.'
          : 'Flat fee and usage of this period, before tax. A budget warns; it never stops your traffic.'}
      </CardHeader>
      {isGone && (
        <div className="px-4 md:px-6">
          <Notice tone="warning" title="This budget was deleted in the meantime" />
        </div>
      )}
      {budgets.length > 0 && (
        <ul className="divide-y divide-divider border-divider border-t">
          {budgets.map((budget) => (
            <BudgetItem
              key={`${budget.id} ${answered}`}
              budget={budget}
              mayChange={mayChange}
              submitted={submitted?.budgetId === budget.id ? submitted : null}
            />
          ))}
        </ul>
      )}
      {mayChange && (
        <details key={answered} open={added !== null} className="border-divider border-t">
          <summary className="flex h-12 list-none items-center rounded-b-lg px-4 font-medium text-link text-sm hover:bg-hover md:px-6">
            Add a budget
          </summary>
          <BudgetForm budget={null} currency={currency} submitted={added} />
        </details>
      )}
    </Card>
  );
}

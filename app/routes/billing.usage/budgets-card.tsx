import { useState } from 'react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { BudgetDisclosure } from './budget-disclosure.tsx';
import type { BudgetDone } from './budget-done.ts';
import { BudgetDoneNotice } from './budget-done-notice.tsx';
import type { SubmittedBudget } from './budget-form.tsx';
import { startOfNew } from './budget-form-start.ts';
import { BudgetItem } from './budget-item.tsx';
import type { BudgetView } from './budget-view.ts';

interface BudgetsCardProps {
  budgets: readonly BudgetView[];
  currency: string;
  /** Staff looks on. */
  mayChange: boolean;
  /** Of the next new budget, whatever it will be. */
  requestKey: string;
  submitted: SubmittedBudget | null;
  /** What the form before this page has done; said once. */
  done: BudgetDone | null;
}

/** What was sent for a budget that another window has deleted comes back in the form of a new one. */
export function BudgetsCard(props: BudgetsCardProps) {
  const { budgets, currency, mayChange, requestKey, submitted, done } = props;
  const isGone =
    submitted !== null && submitted.budgetId !== null && !budgets.some(({ id }) => id === submitted.budgetId);
  const added = submitted?.budgetId === null || isGone ? submitted : null;
  const timesGone = useCount(isGone ? submitted : null);
  return (
    <Card labelledBy="budgets-title">
      <CardHeader id="budgets-title" title="Budgets">
        {budgets.length === 0
          ? 'None yet. A budget warns you before a period costs more than you planned; it never stops your traffic.'
          : 'Flat fee and usage of this period, before tax. A budget warns; it never stops your traffic.'}
      </CardHeader>
      <BudgetDoneNotice done={done} submitted={submitted} />
      {budgets.length > 0 && (
        <ul className="divide-y divide-divider border-divider border-t">
          {budgets.map((budget) => (
            <BudgetItem
              key={budget.id}
              budget={budget}
              mayChange={mayChange}
              submitted={submitted?.budgetId === budget.id ? submitted : null}
            />
          ))}
        </ul>
      )}
      {mayChange && (
        <BudgetDisclosure
          key={timesGone}
          className="border-divider border-t"
          summaryClass="flex h-12 list-none items-center rounded-b-lg px-4 font-medium text-link text-sm hover:bg-hover md:px-6"
          summary="Add a budget"
          start={startOfNew({ requestKey, currency, submitted: added })}
          isOpen={added !== null}
        />
      )}
    </Card>
  );
}

/** How many different things it has been told of; nothing in between does not count. */
function useCount(thing: object | null): number {
  const [last, setLast] = useState({ thing, count: 0 });
  if (thing !== null && thing !== last.thing) setLast({ thing, count: last.count + 1 });
  return last.count;
}

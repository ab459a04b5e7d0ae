import { CircleCheck } from 'lucide-react';
import { BUDGET_DONE_WORDS, type BudgetDone } from './budget-done.ts';
import type { SubmittedBudget } from './budget-form.tsx';

interface BudgetDoneNoticeProps {
  /** What the form before this page has done; said once. */
  done: BudgetDone | null;
  /** What came back of a form since. */
  submitted: SubmittedBudget | null;
}

/** Gives way to what is wrong with the next form. Stays in the page while empty, so that a screen reader hears what comes into it. */
export function BudgetDoneNotice({ done, submitted }: BudgetDoneNoticeProps) {
  return (
    <div role="status">
      {done !== null && submitted === null && (
        <p className="flex items-center gap-2 border-divider border-t bg-success-ground px-4 py-3 font-medium text-on-success text-sm md:px-6">
          <CircleCheck aria-hidden="true" className="size-4 shrink-0" />
          {BUDGET_DONE_WORDS[done]}
        </p>
      )}
    </div>
  );
}

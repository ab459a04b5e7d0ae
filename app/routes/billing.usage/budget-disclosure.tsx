import { type ReactNode, useState } from 'react';
import { BudgetForm, type BudgetFormStart } from './budget-form.tsx';
import { useAnswers } from './use-answers.ts';

interface BudgetDisclosureProps {
  summary: ReactNode;
  className: string;
  summaryClass: string;
  /** What the form begins with. */
  start: BudgetFormStart;
  /** Whether it begins open, as something is to be said about what was sent. */
  isOpen: boolean;
}

/**
 * A budget's form behind its summary. After each answer to it the form stands as the server says: closed once it was
 * taken, open with what is wrong. While it is open nothing else moves it, whatever the page learns meanwhile.
 */
export function BudgetDisclosure(props: BudgetDisclosureProps) {
  const { intent, budgetId } = props.start;
  const { answers, isSending } = useAnswers({ intent, ...(budgetId !== null && { id: budgetId }) });
  return <Disclosure key={answers} {...props} isSending={isSending} />;
}

function Disclosure({
  summary,
  className,
  summaryClass,
  start,
  isOpen: beginsOpen,
  isSending,
}: BudgetDisclosureProps & { isSending: boolean }) {
  const [isOpen, setOpen] = useState(beginsOpen);
  const [kept, keep] = useState(start);
  if (!isOpen && kept !== start) keep(start);
  return (
    <details
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      className={className}
    >
      <summary className={summaryClass}>{summary}</summary>
      <BudgetForm key={kept.seenAt} start={kept} isSending={isSending} />
    </details>
  );
}

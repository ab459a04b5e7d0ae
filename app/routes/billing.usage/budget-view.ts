import type { MeterView } from '../../components/ui/meter.tsx';
import type { BudgetFormValues } from './read-budget-form.ts';

export interface BudgetView {
  id: string;
  name: string;
  amount: string;
  spent: string;
  share: string | null;
  expected: string | null;
  steps: string;
  basis: string;
  meter: MeterView;
  /** What its form opens with. */
  form: BudgetFormValues;
  /** ISO; a change of it says that this is what it was made from. */
  seenAt: string;
}

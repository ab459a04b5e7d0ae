import type { MeterView } from '../../components/ui/meter.tsx';

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
}

import type { Tone } from '../../components/ui/chip.tsx';

/** The page ready to draw: every figure is text. */
export interface LateUsageView {
  id: string;
  customerId: string;
  customer: string;
  status: { label: string; tone: Tone };
  why: string;
  facts: readonly { label: string; value: string }[];
  maySettle: boolean;
}

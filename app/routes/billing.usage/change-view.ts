/** Why a bill differs from the one before it, in words and figures. */
export interface ChangeView {
  title: string;
  text: string;
  before: { label: string; amount: string };
  after: { label: string; amount: string };
  /** Signed; null between two currencies. */
  difference: string | null;
  rows: readonly ChangeRow[];
}

export interface ChangeRow {
  key: string;
  label: string;
  note: string;
  /** "+$12.00" */
  amount: string;
  isMore: boolean;
  /** Width in percent of the largest. */
  width: number;
}

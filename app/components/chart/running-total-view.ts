/** The running total of a period ready to draw: paths on a 100 × 100 plane that is stretched to the plot. */
export interface RunningTotalView {
  height: number;
  /** What was used, day by day. */
  actual: string;
  /** From today to the period's end: the likely course, and between what it stays in eight of ten cases. */
  expected: { course: string; band: string } | null;
  /** The included units, in percent from the top; null where there are none or they are off the plot. */
  limit: { y: number; label: string } | null;
  gridlines: readonly { y: number; label: string }[];
  ticks: readonly { x: number; label: string }[];
  summary: string;
}

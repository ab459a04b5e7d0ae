/** A chart ready to draw: x in percent of the plot's width, y in pixels from its top, words formatted. */
export interface DailyChartView {
  height: number;
  days: readonly DayView[];
  gridlines: readonly { y: number; label: string }[];
  ticks: readonly { x: number; label: string }[];
  /** The included units spread evenly over the period, as a line; null where none are included. */
  pace: { y: number; label: string } | null;
  hasOverage: boolean;
  /** One sentence that says what the picture shows. */
  summary: string;
}

export interface DayView {
  /** ISO date, UTC. */
  day: string;
  dayLabel: string;
  /** Without the year, where there is little room. */
  shortDayLabel: string;
  /** "1,234 impressions" */
  quantityLabel: string;
  /** "1,234" */
  unitsLabel: string;
  overageLabel: string | null;
  runningTotalLabel: string;
  /** Left edge and width of the bar; `slotX` and `slotWidth` are of the space it stands in. */
  x: number;
  width: number;
  slotX: number;
  slotWidth: number;
  included: { y: number; height: number } | null;
  overage: { y: number; height: number } | null;
  /** Which way the tooltip opens, so that it stays inside the plot. */
  tip: 'start' | 'middle' | 'end';
}

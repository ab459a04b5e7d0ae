/** The last periods as a row of bars to choose from, the oldest first. */
export interface PeriodStripView {
  choices: readonly PeriodChoice[];
}

export interface PeriodChoice {
  /** ISO instant, as `period_start` of the address. */
  start: string;
  isShown: boolean;
  isRunning: boolean;
  /** "Apr", or "Apr 20" where two began in it. */
  month: string;
  /** "Apr 15 – May 14, 2026" */
  label: string;
  /** "$779.00", or null where nothing was invoiced. */
  total: string | null;
  /** Height in percent of the tallest. */
  height: number;
}

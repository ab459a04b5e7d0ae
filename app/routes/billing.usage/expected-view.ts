/** One metric by the end of the period. */
export interface ExpectedView {
  /** The likely figure: half of all courses end below it. */
  units: string;
  /** Between what it stays in eight of ten cases. */
  range: string;
  /** The day on which the likely course passes what is included; null while it is not expected to, and once it has. */
  usedUpOn: string | null;
  /** How far earlier forecasts were off at this point; null while none can be compared. */
  pastError: string | null;
}

export interface ExpectedMoneyView {
  total: string;
  range: string;
}

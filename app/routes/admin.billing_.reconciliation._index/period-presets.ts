/** What the form offers; `recent` is what a run without a period compares. */
export const PERIOD_PRESETS = {
  recent: 'Running period and the one before',
  this_month: 'This month',
  last_month: 'Last month',
  last_three_months: 'Last three months',
  dates: 'Other dates',
} as const;
export type PeriodPreset = keyof typeof PERIOD_PRESETS;

export function isPeriodPreset(value: string): value is PeriodPreset {
  return Object.hasOwn(PERIOD_PRESETS, value);
}

import type { QuarantineReason } from '../../domain/quarantine-reason.ts';

/** What a reason means and what lifts it, in the words of whoever has to do something about it. */
export const REASON_WORDS: Readonly<Record<QuarantineReason, { label: string; meaning: string }>> = {
  unknown_customer: { label: 'Unknown customer', meaning: 'Taken as soon as the customer exists.' },
  unknown_metric: { label: 'Unknown metric', meaning: 'Taken once billing knows this metric.' },
  future_hour: { label: 'Future hour', meaning: 'Taken when its hour has come.' },
  negative: { label: 'Negative', meaning: 'Waits for a corrected row.' },
  fractional: { label: 'Not a whole number', meaning: 'Waits for a corrected row.' },
  not_a_number: { label: 'Not a number', meaning: 'Waits for a corrected row.' },
  too_large: { label: 'Too large', meaning: 'More than 10¹⁵ in one hour. Waits for a corrected row.' },
  hour_not_whole: { label: 'Not a whole hour', meaning: 'Waits for a row that begins on the hour.' },
};

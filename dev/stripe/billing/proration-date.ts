import { invalidRequest } from '../wire/errors.ts';
import type { Period } from './period.ts';

/** Prorations are reckoned at a time of the period that they split; outside of it there is nothing to split. */
export function requireProrationDate(at: number | undefined, period: Period, param: string): void {
  if (at === undefined || (period.start <= at && at <= period.end)) return;
  throw invalidRequest(
    'Cannot specify proration date outside of current subscription period or current phase.',
    { param },
  );
}

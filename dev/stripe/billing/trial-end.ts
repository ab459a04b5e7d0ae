import type { Context } from '../context.ts';
import { invalidRequest } from '../wire/errors.ts';
import { addIntervals } from './period.ts';

const MAX_YEARS = 2;

/** A trial ends after now and within two years. */
export function requireTrialEnd(ctx: Context, end: number, param: string): number {
  if (end <= ctx.now) throw invalidRequest('Invalid timestamp: must be in the future.', { param });
  if (end > addIntervals(ctx.now, { interval: 'year', interval_count: 1 }, MAX_YEARS)) {
    throw invalidRequest('A trial may be at most two years long.', { param });
  }
  return end;
}

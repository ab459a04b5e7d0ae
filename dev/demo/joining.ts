import { addMonths } from '../../app/domain/period.ts';
import type { DemoAccount } from './accounts.ts';

const DAY_MS = 86_400_000;

/** The start of the present billing period, 00:00 UTC of a day at most `daysIntoPeriod` ago. */
function presentPeriodStart({ daysIntoPeriod }: DemoAccount, madeAt: Date): Date {
  const start = new Date(Math.floor(madeAt.getTime() / DAY_MS) * DAY_MS - daysIntoPeriod * DAY_MS);
  // Anchored on a day that every month has, so that counting months back and forth meets the same instant.
  if (start.getUTCDate() > 28) start.setUTCDate(28);
  return start;
}

/** When the account joins, so that its present period began `daysIntoPeriod` before the demo was made. */
export function joinedAt(account: DemoAccount, madeAt: Date): Date {
  const start = presentPeriodStart(account, madeAt);
  start.setUTCMonth(start.getUTCMonth() - account.closedPeriods);
  return start;
}

/** A day before its last renewal: when a card that will fail takes the place of the one it joined with. */
export function cardChangesAt(account: DemoAccount, madeAt: Date): Date {
  return new Date(presentPeriodStart(account, madeAt).getTime() - DAY_MS);
}

/** A day after its first renewal: its first bill with overage, and an admin's look at what that held up. */
export function firstBillLookedAt(account: DemoAccount, madeAt: Date): Date {
  return new Date(addMonths(joinedAt(account, madeAt), 1).getTime() + DAY_MS);
}

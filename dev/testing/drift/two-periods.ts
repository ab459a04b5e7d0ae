import { provisionCatalog } from '../../../app/services/catalog/provision-catalog.ts';
import type { ServiceContext } from '../../../app/services/context.ts';
import { reportUsage } from '../../../app/services/usage/report/report-usage.ts';
import { settleWebhooks } from '../deliver-webhooks.ts';
import { runTestSync } from '../usage.ts';
import { advanceClock, ownerSql, testContext } from '../workers.ts';
import { addUsage, type Publisher } from './publisher.ts';

export const FIRST_DAY = '2026-04-15';
export const SECOND_PERIOD = '2026-05-15';
export const NOW = new Date('2026-05-15T12:05:00.000Z');
/** When the drift is looked for: after all of it was injected. */
export const LOOKED_AT = new Date('2026-05-15T12:20:00.000Z');
export const LATER = new Date('2026-05-15T12:45:00.000Z');

export const april = testContext();
export const may = testContext({ now: NOW });
export const looking = testContext({ now: LOOKED_AT });
export const later = testContext({ now: LATER });

/** All of what Stripe has to say, however many rounds it takes. */
export async function settle(ctx: ServiceContext): Promise<void> {
  for (let more = true; more; ) more = (await settleWebhooks(ctx)).moreDue;
}

let standInAt = NOW;

/** Stripe counts a meter event some seconds after it has taken it. */
export async function letMetersCount(): Promise<void> {
  standInAt = new Date(standInAt.getTime() + 60_000);
  await advanceClock(standInAt);
}

/**
 * Two periods of everybody's usage, reported and counted: the first billed, the second running. `makeThem` makes whoever
 * is to have it.
 */
export async function liveTwoPeriods(makeThem: () => Promise<readonly Publisher[]>): Promise<void> {
  await provisionCatalog(april);
  const everybody = await makeThem();
  await settle(april);
  await addUsage(everybody, FIRST_DAY, '2026-04-15T11:00:00.000Z');
  await runTestSync(april);
  await reportUsage(april);
  await advanceClock(new Date(NOW.getTime() - 5 * 60_000));
  await settle(may);
  await addUsage(everybody, SECOND_PERIOD, '2026-05-15T11:00:00.000Z');
  await runTestSync(may);
  await reportUsage(may);
  await letMetersCount();
  await ownerSql(`UPDATE usage_outbox SET accepted_at = accepted_at - interval '1 hour'`);
}

import { schema } from '../../../db/client.ts';
import { auditRow } from '../../audit/record.ts';
import type { ServiceContext } from '../../context.ts';
import { queueNotifications } from '../../notifications/queue-notification.ts';
import { type ClaimedOutboxRow, claimOutbox, lockOutboxClaims, toClaimedOutboxRows } from './claim-outbox.ts';
import { failedRepairAlerts } from './failed-repair-alerts.ts';
import { sendClaimed } from './send-claimed.ts';
import { type Settlement, settleOutbox } from './settle-outbox.ts';

const ROWS_PER_CLAIM = 1_000;
/** One run of a Worker may make 10,000 requests; half of that leaves room for the rest of the job. */
const MAX_ROWS_PER_RUN = 5_000;
const OUTAGE_DELAY_MS = 60_000;
/** Well within the lease of a claim, so that no row is claimed by two. */
const LONGEST_RUN_MS = 5 * 60_000;
const SYSTEM = { kind: 'system' } as const;

export interface ReportUsageResult {
  accepted: number;
  /** Not answered, or refused for now; they go again. */
  retried: number;
  /** Their period closed while they waited. */
  held: number;
  /** Identifiers that Stripe refused for good, whose count a person has to look at, or repairs that came too late. */
  rejected: readonly string[];
  /** More is due than one run should send: run again. */
  backlog: boolean;
  /** Stripe did not answer; the rest waits. */
  outage: boolean;
  /** Stripe asked us to slow down; the rest waits. */
  limited: boolean;
}

/**
 * Sends the due hours to Stripe's meters, each under its own identifier, so that a repeat counts once: quantities are
 * units (bytes for transfer), hours are UTC. Marks them in one statement for a thousand. Two at once do not send the
 * same row; a run that was killed is repeated after its lease. `elapsedMs` is how long this run has taken: a long one
 * must not go on sending past a deadline that its own start lay before.
 */
export async function reportUsage(
  ctx: ServiceContext,
  { elapsedMs = () => 0 }: { elapsedMs?: () => number } = {},
): Promise<ReportUsageResult> {
  const clock = () => new Date(ctx.now.getTime() + elapsedMs());
  const settled: Settlement[] = [];
  let outage = false;
  let limited = false;
  let isLate = false;
  for (let rows = await settleAndClaim(ctx, []); rows.length > 0; ) {
    const sent = await sendClaimed(ctx, { rows, clock });
    ({ outage, limited } = sent);
    settled.push(...sent.settlements);
    isLate = elapsedMs() > LONGEST_RUN_MS;
    const isMoreDue =
      (rows[0]?.taken_rows ?? 0) >= ROWS_PER_CLAIM ||
      sent.settlements.some(({ outcome }) => outcome === 'retry');
    const goOn = isMoreDue && !outage && !limited && !isLate && settled.length < MAX_ROWS_PER_RUN;
    rows = await settleAndClaim(ctx, sent.settlements, {
      limit: goOn ? ROWS_PER_CLAIM : null,
      minDelayMs: outage || limited ? OUTAGE_DELAY_MS : 0,
    });
  }
  return {
    ...countOutcomes(settled),
    backlog: !outage && !limited && (isLate || settled.length >= MAX_ROWS_PER_RUN),
    outage,
    limited,
  };
}

function countOutcomes(settled: readonly Settlement[]) {
  const of = (...outcomes: readonly Settlement['outcome'][]) =>
    settled.filter(({ outcome }) => outcomes.includes(outcome));
  return {
    accepted: of('accepted').length,
    retried: of('retry').length,
    held: of('held').length,
    rejected: of('rejected', 'lapsed').map(({ row }) => row.identifier),
  };
}

/** Marks what was sent, with its trail, and claims so many more rows, if any, in one trip. */
async function settleAndClaim(
  ctx: ServiceContext,
  settlements: readonly Settlement[],
  { limit, minDelayMs }: { limit: number | null; minDelayMs: number } = {
    limit: ROWS_PER_CLAIM,
    minDelayMs: 0,
  },
): Promise<readonly ClaimedOutboxRow[]> {
  const entry = {
    action: 'usage.reported',
    objectType: 'usage_outbox',
    objectId: ctx.requestId,
    after: countOutcomes(settlements),
  };
  const results = await ctx.db.batch(SYSTEM, (db) => [
    db.execute(lockOutboxClaims()),
    db.execute(settleOutbox(settlements, { now: ctx.now, minDelayMs })),
    ...(settlements.length === 0
      ? []
      : [
          db.insert(schema.billingAudit).values(auditRow(ctx, entry)),
          queueNotifications(db, { notifications: failedRepairAlerts(settlements), now: ctx.now }),
        ]),
    ...(limit === null ? [] : [db.execute(claimOutbox({ now: ctx.now, limit }))]),
  ]);
  return limit === null ? [] : toClaimedOutboxRows(results.at(-1)?.rows ?? []);
}

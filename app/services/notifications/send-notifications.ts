import { sql } from 'drizzle-orm';
import type { Delivery } from '../../notifications/channel.ts';
import type { Channels } from '../../notifications/channels.ts';
import { renderMessage } from '../../notifications/templates/index.ts';
import { auditEach } from '../audit/audit-each.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { backoffMs, MAX_ATTEMPTS } from '../events/backoff.ts';
import { type ClaimedNotification, claimNotifications } from './claim-notifications.ts';

const PER_ROUND = 20;
/** One run of a Worker; what is left goes in the next minute. */
const ROUNDS = 10;

export interface SentNotifications {
  sent: number;
  retried: number;
  /** Refused for good, or failed too often: a person has to look. */
  dead: readonly { id: string; kind: string; reason: string }[];
}

/**
 * Sends what is due by e-mail and Slack. A message whose sender died is tried again after its lease, under the same
 * id. One that fails does not hold up the others.
 */
export async function sendNotifications(
  ctx: ServiceContext,
  { channels, appUrl }: { channels: Channels; appUrl: string },
): Promise<SentNotifications> {
  const result = { sent: 0, retried: 0, dead: [] as { id: string; kind: string; reason: string }[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const claimed = await claimNotifications(ctx, PER_ROUND);
    if (claimed.length === 0) break;
    const fates = await Promise.all(
      claimed.map(async (row) => toFate(row, await deliver(row, { channels, appUrl }), ctx.now)),
    );
    await settle(ctx, fates);
    for (const { row, status, reason } of fates) {
      if (status === 'sent') result.sent += 1;
      else if (status === 'pending') result.retried += 1;
      else result.dead.push({ id: row.id, kind: row.kind, reason: reason ?? '' });
    }
  }
  return result;
}

async function deliver(
  row: ClaimedNotification,
  { channels, appUrl }: { channels: Channels; appUrl: string },
): Promise<Delivery> {
  const channel = channels[row.channel];
  if (channel === null) return { kind: 'refused', reason: `No ${row.channel} is configured.` };
  try {
    const message = renderMessage(row.kind, row.payload, appUrl);
    if (message === null) return { kind: 'refused', reason: `No words for ${row.kind} on ${row.channel}.` };
    return await channel.deliver({ id: row.id, recipient: row.recipient, ...message });
  } catch (error) {
    return { kind: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
}

interface Fate {
  row: ClaimedNotification;
  status: 'sent' | 'pending' | 'dead';
  runAfter: Date;
  reason: string | null;
}

function toFate(row: ClaimedNotification, delivery: Delivery, now: Date): Fate {
  if (delivery.kind === 'sent') return { row, status: 'sent', runAfter: now, reason: null };
  const isOver = delivery.kind === 'refused' || row.attempts >= MAX_ATTEMPTS;
  const runAfter = isOver ? now : new Date(now.getTime() + backoffMs(row.attempts));
  return { row, status: isOver ? 'dead' : 'pending', runAfter, reason: delivery.reason };
}

async function settle(ctx: ServiceContext, fates: readonly Fate[]): Promise<void> {
  const rows = fates.map(({ row, status, runAfter, reason }) => ({
    id: row.id,
    status,
    run_after: runAfter.toISOString(),
    last_error: reason,
  }));
  await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      with settled as (
        update notifications n
        set status = f.status, run_after = f.run_after, last_error = f.last_error, lease_until = null,
          sent_at = case when f.status = 'sent' then ${ctx.now.toISOString()}::timestamptz end
        from json_to_recordset(${JSON.stringify(rows)}::json)
          as f (id uuid, status text, run_after timestamptz, last_error text)
        where n.id = f.id and n.status = 'pending'
        returning n.id
      )
      ${auditEach(
        sql`settled`,
        fates.flatMap((fate) => toAuditRow(ctx, fate)),
      )}`),
  ]);
}

/** A message that will be tried again leaves no trace: it has neither been sent nor given up. */
function toAuditRow(ctx: ServiceContext, { row, status, reason }: Fate) {
  if (status === 'pending') return [];
  return [
    auditRow(ctx, {
      action: `notification.${status}`,
      objectType: 'notification',
      objectId: row.id,
      customerId: row.customer_id,
      after: { kind: row.kind, channel: row.channel, recipient: row.recipient, reason },
    }),
  ];
}

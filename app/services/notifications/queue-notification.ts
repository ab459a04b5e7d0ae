import { type SQL, sql } from 'drizzle-orm';
import type { QueryBuilder } from '../../db/client.ts';

export type NotificationChannel = 'in_app' | 'email' | 'slack';

export interface NotificationToQueue {
  /** Null: for our own staff. */
  customerId: string | null;
  channel: NotificationChannel;
  /** `<object>.<what happened>`, e.g. `usage.limit_crossed`. */
  kind: string;
  /** One message for one key, for ever: name the object, what happened and the channel. */
  dedupeKey: string;
  recipient?: string | null;
  payload: Record<string, unknown>;
}

export interface NotificationsToQueue {
  notifications: readonly NotificationToQueue[];
  now: Date;
  /** What must hold when they are queued; always when left out. */
  onlyIf?: SQL;
}

/**
 * The statement that queues messages in the batch or transaction of what they tell of. Queuing a known `dedupeKey`
 * again does nothing. In-app notices are delivered by being there; the rest is sent by the outbox.
 */
export function queueNotifications(db: QueryBuilder, input: NotificationsToQueue) {
  return db.execute(insertNotifications(input));
}

/** The same as SQL, for an interactive transaction. */
export function insertNotifications({ notifications, now, onlyIf }: NotificationsToQueue): SQL {
  const rows = notifications.map((notification) => ({
    customer_id: notification.customerId,
    channel: notification.channel,
    kind: notification.kind,
    dedupe_key: notification.dedupeKey,
    recipient: notification.recipient ?? null,
    payload: notification.payload,
  }));
  const at = sql`${now.toISOString()}::timestamptz`;
  return sql`
    insert into notifications (id, customer_id, channel, kind, dedupe_key, recipient, payload, status,
      run_after, created_at, sent_at)
    select gen_random_uuid(), customer_id, channel, kind, dedupe_key, recipient, payload,
      case when channel = 'in_app' then 'sent' else 'pending' end, ${at}, ${at},
      case when channel = 'in_app' then ${at} end
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as n (customer_id uuid, channel text, kind text, dedupe_key text, recipient text, payload jsonb)
    where ${onlyIf ?? sql`true`}
    on conflict (dedupe_key) do nothing`;
}

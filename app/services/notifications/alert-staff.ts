import type { NotificationToQueue } from './queue-notification.ts';

export interface StaffNotice {
  kind: string;
  /** One alert for one key, for ever. */
  key: string;
  title: string;
  text: string;
  /** The page that shows it; the overview unless it says another. */
  path?: string;
}

/** Tells our own staff: one notice in-app, one by Slack. */
export function alertStaff({
  kind,
  key,
  title,
  text,
  path = '/admin/billing',
}: StaffNotice): NotificationToQueue[] {
  return (['in_app', 'slack'] as const).map((channel) => ({
    customerId: null,
    channel,
    kind,
    dedupeKey: `${key}:${channel}`,
    payload: { title, text, path },
  }));
}

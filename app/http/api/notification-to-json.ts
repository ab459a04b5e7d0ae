import type { NotificationPage } from '../../services/notifications/read-notices.ts';
import type { NotificationListJson, ReadNotificationJson } from './notification-schemas.ts';

export function notificationListToJson({ notifications, unread }: NotificationPage): NotificationListJson {
  return {
    notifications: notifications.map(({ id, kind, payload, createdAt, readAt }) => ({
      id,
      kind,
      data: Object.fromEntries(Object.entries(payload).map(([name, value]) => [snakeCase(name), value])),
      created_at: createdAt.toISOString(),
      read_at: readAt?.toISOString() ?? null,
    })),
    unread,
  };
}

export function readNotificationToJson({ id, readAt }: { id: string; readAt: Date }): ReadNotificationJson {
  return { id, read_at: readAt.toISOString() };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

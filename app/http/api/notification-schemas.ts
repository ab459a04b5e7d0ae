import { z } from 'zod';

const instant = z.iso.datetime();

export const listNotificationsQuerySchema = z.object({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'must be a whole number from 1 to 100')
    .transform(Number)
    .refine((limit) => limit <= 100, 'must be a whole number from 1 to 100')
    .default(20),
  unread_only: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((text) => text === 'true')
    .default(false),
});

export const notificationSchema = z
  .object({
    id: z.guid(),
    kind: z.string().meta({ description: '`<object>.<what happened>`, e.g. `usage.limit_crossed`' }),
    data: z.record(z.string(), z.unknown()).meta({
      description: 'What it tells of, by its kind; units and minor units of money are decimal strings',
    }),
    created_at: instant,
    read_at: instant.nullable(),
  })
  .meta({ id: 'Notification' });

export const notificationListSchema = z
  .object({
    notifications: z.array(notificationSchema).meta({ description: 'Newest first' }),
    unread: z.int().meta({ description: 'Of all, also those beyond the limit' }),
  })
  .meta({ id: 'NotificationList' });

export const readNotificationSchema = z
  .object({ id: z.guid(), read_at: instant.meta({ description: 'When it was first read' }) })
  .meta({ id: 'ReadNotification' });

export const markedNotificationsSchema = z
  .object({ marked: z.int(), unread: z.int().meta({ description: 'What came later' }) })
  .meta({ id: 'MarkedNotifications' });

export type MarkedNotificationsJson = z.infer<typeof markedNotificationsSchema>;
export type NotificationListJson = z.infer<typeof notificationListSchema>;
export type ReadNotificationJson = z.infer<typeof readNotificationSchema>;

import { z } from 'zod';
import { markAllSchema } from '../../services/notifications/mark-all-notifications-read.ts';
import { listNotificationsQuerySchema } from './notification-schemas.ts';
import type { Json } from './openapi-components.ts';
import {
  customerIdParameter,
  ifNoneMatchParameter,
  jsonAnswer,
  notModified,
  operation,
  queryParameters,
} from './openapi-operation.ts';

const notificationIdParameter: Json = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string', format: 'uuid' },
};

function bodyOf(schema: z.ZodType): Json {
  const { $schema: _, ...body } = z.toJSONSchema(schema, { io: 'input' });
  return { required: true, content: { 'application/json': { schema: body } } };
}

export const NOTIFICATION_PATHS: Json = {
  '/billing/notifications': {
    get: operation({
      id: 'listNotifications',
      summary: 'Notices in the app, and how many are unread',
      parameters: [
        ...queryParameters(listNotificationsQuerySchema),
        customerIdParameter,
        ifNoneMatchParameter,
      ],
      answers: { 200: jsonAnswer('The newest notices', 'NotificationList'), 304: notModified() },
      problems: [400, 401],
    }),
  },
  '/billing/notifications/read': {
    post: operation({
      id: 'markAllNotificationsRead',
      summary: 'Marks all notices up to an instant as read. Publishers only',
      requestBody: bodyOf(markAllSchema),
      answers: { 200: jsonAnswer('How many were marked', 'MarkedNotifications') },
      problems: [400, 401, 403, 413, 415, 422],
    }),
  },
  '/billing/notifications/{id}/read': {
    post: operation({
      id: 'markNotificationRead',
      summary: 'Marks a notice as read; the first time counts. Publishers only',
      parameters: [notificationIdParameter],
      answers: { 200: jsonAnswer('Read', 'ReadNotification') },
      problems: [400, 401, 403, 404],
    }),
  },
};

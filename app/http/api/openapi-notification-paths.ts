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

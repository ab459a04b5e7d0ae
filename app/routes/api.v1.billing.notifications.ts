import { requireCustomerRead } from '../auth/customer-read.ts';
import { listNotificationsQuerySchema } from '../http/api/notification-schemas.ts';
import { notificationListToJson } from '../http/api/notification-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { listNotifications } from '../services/notifications/list-notifications.ts';

const route = apiRoute({
  async GET(args) {
    const { ctx, customerId, query } = await requireCustomerRead(
      args,
      'notification.list_read',
      listNotificationsQuerySchema,
    );
    const { limit, unread_only: unreadOnly } = query;
    const page = await listNotifications(ctx, { customerId, limit, unreadOnly });
    return privateJson(args.request, notificationListToJson(page));
  },
});

export const loader = route.loader;
export const action = route.action;

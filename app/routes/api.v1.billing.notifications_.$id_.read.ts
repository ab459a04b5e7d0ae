import { requireApi } from '../auth/guards.ts';
import { readNotificationToJson } from '../http/api/notification-to-json.ts';
import { parseId } from '../http/api/parse-id.ts';
import { apiRoute } from '../http/api-route.ts';
import { publicJson } from '../http/private-json.ts';
import { markNotificationRead } from '../services/notifications/mark-notification-read.ts';

const route = apiRoute({
  async POST(args) {
    const ctx = await requireApi(args, 'publisher');
    const read = await markNotificationRead(ctx, { notificationId: parseId(args.params.id) });
    return publicJson(readNotificationToJson(read));
  },
});

export const loader = route.loader;
export const action = route.action;

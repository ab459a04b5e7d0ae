import { requireApi } from '../auth/guards.ts';
import { apiRoute } from '../http/api-route.ts';
import { readJson } from '../http/body.ts';
import { publicJson } from '../http/private-json.ts';
import {
  markAllNotificationsRead,
  markAllSchema,
} from '../services/notifications/mark-all-notifications-read.ts';
import { parseInput } from '../services/parse-input.ts';

const route = apiRoute({
  async POST(args) {
    const ctx = await requireApi(args, 'publisher');
    const { until } = parseInput(markAllSchema, await readJson(args.request));
    return publicJson(await markAllNotificationsRead(ctx, { until }));
  },
});

export const loader = route.loader;
export const action = route.action;

import { requireCustomerRead } from '../auth/customer-read.ts';
import { parseQuery } from '../http/api/parse-query.ts';
import { usageAlertListToJson } from '../http/api/usage-alert-to-json.ts';
import { alertsQuerySchema } from '../http/api/usage-insight-queries.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { listUsageAlerts } from '../services/usage/list-usage-alerts.ts';

const route = apiRoute({
  async GET(args) {
    const { ctx, customerId } = await requireCustomerRead(args, 'usage.alerts_read');
    const query = parseQuery(alertsQuerySchema, new URL(args.request.url).searchParams);
    const alerts = await listUsageAlerts(ctx, { customerId, periodStart: query.period_start ?? null });
    return privateJson(args.request, usageAlertListToJson(alerts));
  },
});

export const loader = route.loader;
export const action = route.action;

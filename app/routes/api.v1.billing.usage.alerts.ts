import { requireCustomerRead } from '../auth/customer-read.ts';
import { usageAlertListToJson } from '../http/api/usage-alert-to-json.ts';
import { alertsQuerySchema } from '../http/api/usage-insight-queries.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { listUsageAlerts } from '../services/usage/alerts/list-usage-alerts.ts';

const route = apiRoute({
  async GET(args) {
    const { ctx, customerId, query } = await requireCustomerRead(
      args,
      'usage.alerts_read',
      alertsQuerySchema,
    );
    const alerts = await listUsageAlerts(ctx, { customerId, periodStart: query.period_start ?? null });
    return privateJson(args.request, usageAlertListToJson(alerts));
  },
});

export const loader = route.loader;
export const action = route.action;

import { requireCustomerRead } from '../auth/customer-read.ts';
import { usageForecastToJson } from '../http/api/usage-forecast-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { getUsageForecast } from '../services/usage/forecast/get-usage-forecast.ts';

const route = apiRoute({
  async GET(args) {
    const { ctx, customerId } = await requireCustomerRead(args, 'usage.forecast_read');
    return privateJson(args.request, usageForecastToJson(await getUsageForecast(ctx, { customerId })));
  },
});

export const loader = route.loader;
export const action = route.action;

import type { Json } from './openapi-components.ts';
import {
  customerIdParameter,
  ifNoneMatchParameter,
  jsonAnswer,
  notModified,
  operation,
  queryParameters,
} from './openapi-operation.ts';
import { alertsQuerySchema } from './usage-insight-queries.ts';

const READ = [customerIdParameter, ifNoneMatchParameter];

export const USAGE_OUTLOOK_PATHS: Json = {
  '/billing/usage/forecast': {
    get: operation({
      id: 'getUsageForecast',
      summary: 'What the running period will come to, in units and money',
      parameters: READ,
      answers: { 200: jsonAnswer('The forecast, or why there is none', 'UsageForecast'), 304: notModified() },
      problems: [400, 401, 404],
    }),
  },
  '/billing/usage/alerts': {
    get: operation({
      id: 'listUsageAlerts',
      summary: 'Limits and budget steps that were crossed, with those that were taken back',
      parameters: [...queryParameters(alertsQuerySchema), ...READ],
      answers: { 200: jsonAnswer('The latest 200', 'UsageAlertList'), 304: notModified() },
      problems: [400, 401],
    }),
  },
};

import type { Json } from './openapi-components.ts';
import {
  customerIdParameter,
  ifNoneMatchParameter,
  jsonAnswer,
  notModified,
  operation,
  queryParameters,
} from './openapi-operation.ts';
import {
  changesQuerySchema,
  explainQuerySchema,
  exportQuerySchema,
  historyQuerySchema,
} from './usage-insight-queries.ts';

const READ = [customerIdParameter, ifNoneMatchParameter];

export const USAGE_INSIGHT_PATHS: Json = {
  '/billing/usage/history': {
    get: operation({
      id: 'getUsageHistory',
      summary: 'The last billing periods, the running one first; those of ended plans too',
      parameters: [...queryParameters(historyQuerySchema), ...READ],
      answers: { 200: jsonAnswer('Up to twelve periods', 'UsageHistory'), 304: notModified() },
      problems: [400, 401, 404],
    }),
  },
  '/billing/usage/explain': {
    get: operation({
      id: 'explainCharge',
      summary: 'One metric of one period, from its rows through the tiers to its lines',
      parameters: [...queryParameters(explainQuerySchema), ...READ],
      answers: { 200: jsonAnswer('The explanation', 'ChargeExplanation'), 304: notModified() },
      problems: [400, 401, 404],
    }),
  },
  '/billing/usage/changes': {
    get: operation({
      id: 'explainBillChange',
      summary: 'Why a bill, the latest unless told, differs from the one before; the parts add up exactly',
      parameters: [...queryParameters(changesQuerySchema), ...READ],
      answers: { 200: jsonAnswer('The change and its parts', 'BillChange'), 304: notModified() },
      problems: [400, 401, 404],
    }),
  },
  '/billing/usage/export.csv': {
    get: operation({
      id: 'exportUsage',
      summary: 'The hourly rows of a span of at most 366 days',
      parameters: [...queryParameters(exportQuerySchema), customerIdParameter],
      answers: {
        200: {
          description: 'RFC 4180, with a header',
          content: { 'text/csv': { schema: { type: 'string' } } },
        },
      },
      problems: [400, 401],
    }),
  },
};

import { AUDIT_PATHS } from './openapi-audit-paths.ts';
import { BUDGET_PATHS } from './openapi-budget-paths.ts';
import { CASE_PATHS } from './openapi-case-paths.ts';
import { componentSchemas, type Json } from './openapi-components.ts';
import { LATE_USAGE_PATHS } from './openapi-late-usage-paths.ts';
import { MIGRATION_PATHS } from './openapi-migration-paths.ts';
import { NOTIFICATION_PATHS } from './openapi-notification-paths.ts';
import { PATHS } from './openapi-paths.ts';
import { PLAN_PATHS } from './openapi-plan-paths.ts';
import { RECONCILIATION_PATHS } from './openapi-reconciliation-paths.ts';
import { USAGE_ADJUSTMENT_PATHS } from './openapi-usage-adjustment-paths.ts';
import { USAGE_INSIGHT_PATHS } from './openapi-usage-insight-paths.ts';
import { USAGE_OUTLOOK_PATHS } from './openapi-usage-outlook-paths.ts';

/** The API as it is: parameters and bodies come from the schemas that parse the one and type the other. */
export function openApiDocument(appUrl: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'ApexMediation Billing',
      version: '1.0.0',
      description:
        'Usage and invoices of a publisher. Errors are RFC 9457 problem details. A query parameter that a read does not know is refused, naming it.',
    },
    servers: [{ url: new URL('/api/v1', appUrl).href }],
    paths: {
      ...PATHS,
      ...AUDIT_PATHS,
      ...USAGE_INSIGHT_PATHS,
      ...USAGE_OUTLOOK_PATHS,
      ...BUDGET_PATHS,
      ...NOTIFICATION_PATHS,
      ...USAGE_ADJUSTMENT_PATHS,
      ...MIGRATION_PATHS,
      ...PLAN_PATHS,
      ...RECONCILIATION_PATHS,
      ...CASE_PATHS,
      ...LATE_USAGE_PATHS,
    },
    components: {
      securitySchemes: {
        sessionCookie: { type: 'apiKey', in: 'cookie', name: 'apex_session' },
        bearerToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
      schemas: componentSchemas(),
    },
  };
}

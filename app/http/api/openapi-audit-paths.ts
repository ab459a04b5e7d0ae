import { auditFiltersSchema, auditQuerySchema } from './audit-query.ts';
import type { Json } from './openapi-components.ts';
import { jsonAnswer, notModified, operation, queryParameters } from './openapi-operation.ts';
import { verifyAuditQuerySchema } from './verify-audit-query.ts';

export const AUDIT_PATHS: Json = {
  '/billing/audit': {
    get: operation({
      id: 'listAudit',
      summary: 'The audit trail, newest first, for staff',
      parameters: queryParameters(auditQuerySchema),
      answers: { 200: jsonAnswer('One page', 'AuditPage'), 304: notModified() },
      problems: [400, 401, 403],
    }),
  },
  '/billing/audit.csv': {
    get: operation({
      id: 'exportAudit',
      summary: 'The audit trail as CSV, for staff; the export itself is audited',
      parameters: queryParameters(auditFiltersSchema),
      answers: {
        200: { description: 'All rows', content: { 'text/csv': { schema: { type: 'string' } } } },
      },
      problems: [400, 401, 403],
    }),
  },
  '/billing/audit/verify': {
    get: operation({
      id: 'verifyAudit',
      summary: 'Checks the audit trail against its hash chain, for staff',
      parameters: queryParameters(verifyAuditQuerySchema),
      answers: { 200: jsonAnswer('What was found', 'AuditVerification') },
      problems: [400, 401, 403],
    }),
  },
};

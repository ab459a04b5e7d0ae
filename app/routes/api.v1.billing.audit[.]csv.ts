import { requireApi } from '../auth/guards.ts';
import { auditFiltersSchema, toAuditFilters } from '../http/api/audit-query.ts';
import { auditToCsv } from '../http/api/audit-to-csv.ts';
import { parseApiQuery } from '../http/api/parse-query.ts';
import { apiRoute } from '../http/api-route.ts';
import { exportAudit } from '../services/audit/export-audit.ts';

const route = apiRoute({
  async GET(args) {
    const ctx = await requireApi(args, 'staff');
    const filters = toAuditFilters(parseApiQuery(auditFiltersSchema, args.request));
    const headers = {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="audit-${ctx.now.toISOString().slice(0, 10)}.csv"`,
      'Cache-Control': 'no-store',
    };
    if (args.request.method === 'HEAD') return new Response(null, { headers });
    return new Response(auditToCsv(exportAudit(ctx, { filters })), { headers });
  },
});

export const loader = route.loader;
export const action = route.action;

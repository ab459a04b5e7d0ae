import { requireApi } from '../auth/guards.ts';
import { parseAuditQuery } from '../http/api/audit-query.ts';
import { auditPageToJson } from '../http/api/audit-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { listAudit } from '../services/audit/list-audit.ts';

const route = apiRoute({
  async GET(args) {
    const ctx = await requireApi(args, 'staff');
    const query = parseAuditQuery(new URL(args.request.url).searchParams);
    return privateJson(args.request, auditPageToJson(await listAudit(ctx, query)));
  },
});

export const loader = route.loader;
export const action = route.action;

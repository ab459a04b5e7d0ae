import { requireApi } from '../auth/guards.ts';
import { auditQuerySchema, toAuditQuery } from '../http/api/audit-query.ts';
import { auditPageToJson } from '../http/api/audit-to-json.ts';
import { parseApiQuery } from '../http/api/parse-query.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { listAudit } from '../services/audit/list-audit.ts';

const route = apiRoute({
  async GET(args) {
    const ctx = await requireApi(args, 'staff');
    const query = toAuditQuery(parseApiQuery(auditQuerySchema, args.request));
    return privateJson(args.request, auditPageToJson(await listAudit(ctx, query)));
  },
});

export const loader = route.loader;
export const action = route.action;

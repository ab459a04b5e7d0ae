import { requireApi } from '../auth/guards.ts';
import { auditVerificationToJson } from '../http/api/audit-to-json.ts';
import { parseVerifyAuditQuery } from '../http/api/verify-audit-query.ts';
import { apiRoute } from '../http/api-route.ts';
import { publicJson } from '../http/private-json.ts';
import { verifyAudit } from '../services/audit/chain/verify-audit.ts';

const route = apiRoute({
  async GET(args) {
    const ctx = await requireApi(args, 'staff');
    const input = parseVerifyAuditQuery(args.request);
    return publicJson(auditVerificationToJson(await verifyAudit(ctx, input)));
  },
});

export const loader = route.loader;
export const action = route.action;

import { requireApi } from '../auth/guards.ts';
import { BillingError } from '../domain/errors.ts';
import { NO_QUERY, parseApiQuery } from '../http/api/parse-query.ts';
import { parseRunId } from '../http/api/parse-run-id.ts';
import { reconciliationToJson } from '../http/api/reconciliation-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { getRun } from '../services/reconciliation/get-run.ts';

const route = apiRoute({
  async GET(args) {
    const ctx = await requireApi(args, 'staff');
    parseApiQuery(NO_QUERY, args.request);
    const detail = await getRun(ctx, parseRunId(args.params.id));
    if (detail === null) throw new BillingError('not_found', 'There is no such reconciliation.');
    return privateJson(args.request, reconciliationToJson(detail));
  },
});

export const loader = route.loader;
export const action = route.action;

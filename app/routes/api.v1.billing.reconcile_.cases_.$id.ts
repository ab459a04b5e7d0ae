import { requireApi } from '../auth/guards.ts';
import { caseToJson } from '../http/api/case-to-json.ts';
import { parseId } from '../http/api/parse-id.ts';
import { NO_QUERY, parseApiQuery } from '../http/api/parse-query.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { getCase } from '../services/reconciliation/cases/get-case.ts';

const route = apiRoute({
  async GET(args) {
    const ctx = await requireApi(args, 'staff');
    parseApiQuery(NO_QUERY, args.request);
    return privateJson(args.request, caseToJson(await getCase(ctx, parseId(args.params.id))));
  },
});

export const loader = route.loader;
export const action = route.action;

import { z } from 'zod';
import { requireApi } from '../auth/guards.ts';
import { casesToJson } from '../http/api/case-to-json.ts';
import { parseApiQuery } from '../http/api/parse-query.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { listCases } from '../services/reconciliation/cases/list-cases.ts';

const querySchema = z.object({ status: z.enum(['open', 'closed', 'gone']).default('open') });

const route = apiRoute({
  async GET(args) {
    const ctx = await requireApi(args, 'staff');
    const query = parseApiQuery(querySchema, args.request);
    return privateJson(args.request, casesToJson(await listCases(ctx, query)));
  },
});

export const loader = route.loader;
export const action = route.action;

import { z } from 'zod';
import { requireApi } from '../auth/guards.ts';
import { parseId } from '../http/api/parse-id.ts';
import { usageAdjustmentToJson } from '../http/api/usage-adjustment-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { readJson } from '../http/body.ts';
import { publicJson } from '../http/private-json.ts';
import { reverseAdjustment } from '../services/usage/reverse-adjustment.ts';

const route = apiRoute({
  async POST(args) {
    const ctx = await requireApi(args, 'admin');
    const id = parseId(args.params.id);
    const body = z
      .looseObject({})
      .catch({})
      .parse(await readJson(args.request));
    const { adjustment, isNew } = await reverseAdjustment(ctx, { ...body, reverses_id: id });
    return publicJson(usageAdjustmentToJson(adjustment), { status: isNew ? 201 : 200 });
  },
});

export const loader = route.loader;
export const action = route.action;

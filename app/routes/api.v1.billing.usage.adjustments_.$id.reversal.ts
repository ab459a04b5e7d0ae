import { z } from 'zod';
import { requireApi } from '../auth/guards.ts';
import { parseId } from '../http/api/parse-id.ts';
import { usageAdjustmentToJson } from '../http/api/usage-adjustment-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { readJson } from '../http/body.ts';
import { answerIdempotently, jsonAnswer } from '../http/idempotent.ts';
import { reverseAdjustment } from '../services/usage/adjustments/reverse-adjustment.ts';

const route = apiRoute({
  async POST(args) {
    const ctx = await requireApi(args, 'admin');
    const id = parseId(args.params.id);
    const { request } = args;
    const body = z
      .looseObject({})
      .catch({})
      .parse(await readJson(request));
    return answerIdempotently(ctx, {
      request,
      required: false,
      body,
      async work() {
        const { adjustment, isNew } = await reverseAdjustment(ctx, { ...body, reverses_id: id });
        return jsonAnswer(usageAdjustmentToJson(adjustment), { status: isNew ? 201 : 200 });
      },
    });
  },
});

export const loader = route.loader;
export const action = route.action;

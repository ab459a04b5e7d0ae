import { requireApi } from '../auth/guards.ts';
import { settlementBodySchema } from '../http/api/late-usage-schemas.ts';
import { lateUsageToJson } from '../http/api/late-usage-to-json.ts';
import { parseId } from '../http/api/parse-id.ts';
import { apiRoute } from '../http/api-route.ts';
import { readJson } from '../http/body.ts';
import { answerIdempotently, jsonAnswer } from '../http/idempotent.ts';
import { settleByHand } from '../services/adjustments/settle-by-hand.ts';
import { parseInput } from '../services/parse-input.ts';

const route = apiRoute({
  async POST(args) {
    const ctx = await requireApi(args, 'admin');
    const { request } = args;
    const id = parseId(args.params.id);
    const body = await readJson(request);
    const { settled_as: settledAs, keyword, reason } = parseInput(settlementBodySchema, body);
    return answerIdempotently(ctx, {
      request,
      required: false,
      body,
      async work() {
        return jsonAnswer(lateUsageToJson(await settleByHand(ctx, { id, settledAs, keyword, reason })));
      },
    });
  },
});

export const loader = route.loader;
export const action = route.action;

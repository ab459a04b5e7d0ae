import { requireApi } from '../auth/guards.ts';
import { BillingError } from '../domain/errors.ts';
import { migrationRequestToJson } from '../http/api/migration-request-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { readJson } from '../http/body.ts';
import { answerIdempotently, jsonAnswer } from '../http/idempotent.ts';
import { requestMigration } from '../services/migration/request-migration.ts';

const route = apiRoute({
  async POST(args) {
    if (!args.context.runtime.flags.migration) {
      throw new BillingError('not_found', 'There is nothing at this address.');
    }
    const ctx = await requireApi(args, 'publisher');
    const { request } = args;
    const body = (await readJson(request)) as object;
    return answerIdempotently(ctx, {
      request,
      required: false,
      body,
      async work({ id }) {
        return jsonAnswer(migrationRequestToJson(await requestMigration(ctx, { id, ...body })), {
          status: 202,
        });
      },
    });
  },
});

export const loader = route.loader;
export const action = route.action;

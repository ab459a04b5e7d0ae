import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import type { Charge } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { noSuch } from '../wire/errors.ts';
import { email } from '../wire/formats.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { inRange, listOf, pageParams, rangeParam } from '../wire/pagination.ts';
import { emptyable, text } from '../wire/params.ts';
import { metadataParam } from './shared-params.ts';

export function requireCharge(ctx: Context, id: string, param: string, place: 'path' | 'parameter'): Charge {
  const found = ctx.store.charges.get(id);
  if (!found) throw noSuch('charge', id, param, place);
  return found;
}

export const chargeRoutes = [
  route(
    'GET',
    '/v1/charges',
    { ...pageParams, customer: text(), payment_intent: text(), created: rangeParam() },
    (ctx, params) =>
      listOf(
        ctx.store.charges
          .newestFirst()
          .filter(
            (charge) =>
              (params.customer === undefined || charge.customer === params.customer) &&
              (params.payment_intent === undefined || charge.payment_intent === params.payment_intent) &&
              inRange(charge.created, params.created),
          ),
        params,
        '/v1/charges',
        (charge) => charge,
      ),
  ),
  route('GET', '/v1/charges/:id', {}, (ctx, _params, path) => requireCharge(ctx, path.id(), 'id', 'path')),
  route(
    'POST',
    '/v1/charges/:id',
    { ...metadataParam, description: emptyable(text()), receipt_email: email() },
    (ctx, params, path) => {
      const before = requireCharge(ctx, path.id(), 'id', 'path');
      const { metadata: _metadata, ...plain } = params;
      const after = ctx.store.charges.put({
        ...before,
        ...plain,
        metadata: mergeMetadata(before.metadata, params.metadata),
      });
      emit(ctx, 'charge.updated', after, before);
      return after;
    },
  ),
  route('GET', '/v1/balance_transactions/:id', {}, (ctx, _params, path) => {
    const found = ctx.store.balanceTransactions.get(path.id());
    if (!found) throw noSuch('balance transaction', path.id(), 'id', 'path');
    return found;
  }),
];

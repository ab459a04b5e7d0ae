import type { Context } from '../context.ts';
import { announceRefund, cancelRefund, refundCharge } from '../payments/refund-charge.ts';
import { route } from '../server/router.ts';
import type { Charge, Refund } from '../state/records.ts';
import { invalidRequest, noSuch } from '../wire/errors.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { inRange, listOf, pageParams, rangeParam } from '../wire/pagination.ts';
import { boolean, integer, oneOf, type ParsedFields, text } from '../wire/params.ts';
import { requireCharge } from './charges.ts';
import { metadataParam } from './shared-params.ts';

const createFields = {
  ...metadataParam,
  amount: integer({ min: 1 }),
  charge: text(),
  payment_intent: text(),
  reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer'),
  refund_application_fee: boolean(),
  reverse_transfer: boolean(),
};

function refundedCharge(ctx: Context, params: ParsedFields<typeof createFields>): Charge {
  if (params.charge !== undefined) return requireCharge(ctx, params.charge, 'charge', 'parameter');
  if (params.payment_intent === undefined) {
    throw invalidRequest(
      'One of the following params should be provided for this request: payment_intent or charge.',
    );
  }
  const intent = ctx.store.paymentIntents.get(params.payment_intent);
  if (!intent) throw noSuch('payment_intent', params.payment_intent, 'payment_intent', 'parameter');
  const charge = ctx.store.charges.get(intent.latest_charge ?? '');
  if (charge?.status !== 'succeeded') {
    throw invalidRequest(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
      param: 'payment_intent',
    });
  }
  return charge;
}

function requireRefund(ctx: Context, id: string): Refund {
  const found = ctx.store.refunds.get(id);
  if (!found) throw noSuch('refund', id, 'refund', 'path');
  return found;
}

export const refundRoutes = [
  route('POST', '/v1/refunds', createFields, (ctx, params) =>
    refundCharge(ctx, refundedCharge(ctx, params), {
      ...(params.amount === undefined ? {} : { amount: params.amount }),
      reason: params.reason ?? null,
      metadata: mergeMetadata({}, params.metadata),
    }),
  ),
  route(
    'GET',
    '/v1/refunds',
    { ...pageParams, charge: text(), payment_intent: text(), created: rangeParam() },
    (ctx, params) =>
      listOf(
        ctx.store.refunds
          .newestFirst()
          .filter(
            (refund) =>
              (params.charge === undefined || refund.charge === params.charge) &&
              (params.payment_intent === undefined || refund.payment_intent === params.payment_intent) &&
              inRange(refund.created, params.created),
          ),
        params,
        '/v1/refunds',
        (refund) => refund,
      ),
  ),
  route('GET', '/v1/refunds/:id', {}, (ctx, _params, path) => requireRefund(ctx, path.id())),
  route('POST', '/v1/refunds/:id', metadataParam, (ctx, params, path) => {
    const before = requireRefund(ctx, path.id());
    const after = ctx.store.refunds.put({
      ...before,
      metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
    });
    announceRefund(ctx, after, before, 'refund.updated');
    return after;
  }),
  route('POST', '/v1/refunds/:id/cancel', {}, (ctx, _params, path) =>
    cancelRefund(ctx, requireRefund(ctx, path.id())),
  ),
  route('GET', '/v1/charges/:id/refunds', pageParams, (ctx, params, path) => {
    const charge = requireCharge(ctx, path.id(), 'id', 'path');
    return listOf(
      ctx.store.refunds.by('charge', charge.id).reverse(),
      params,
      `/v1/charges/${charge.id}/refunds`,
      (refund) => refund,
    );
  }),
];

import { BillingError } from '../../domain/errors.ts';
import { averageQuantities, simulatePlans as replay } from '../../domain/plan-simulation.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { requireOwnCustomer } from '../invoices/require-own-customer.ts';
import { subscriptionRow } from '../usage/current/read-usage-rows.ts';
import { selectSubscription } from '../usage/periods/running-subscription.ts';
import { selectBilled, selectPeriods, selectSettledLaterOf } from './closed-periods-sql.ts';
import { readClosedPeriods } from './read-closed-periods.ts';
import { readVisiblePlans } from './read-visible-plans.ts';
import type { SimulatePlansInput } from './simulate-plans-input.ts';
import type { PlanSimulation } from './simulation.ts';
import { selectVisiblePlans, selectVisiblePrices } from './visible-plans-sql.ts';

const NO_UNITS = { impressions: 0n, api_calls: 0n, data_transfer_bytes: 0n };

/**
 * What the customer's closed periods, or quantities made up, cost on every plan that it can have: before tax, flat fee
 * once a period, of a part of a month as much of it as was invoiced, commitments trued up. On its own plan that is what was invoiced. While none runs, its own is the one that
 * ended last. One trip, nothing is written. Throws `no_subscription` when there never was one, `not_found` when the customer is not the actor's own.
 */
export async function simulatePlans(
  ctx: ServiceContext,
  { customerId, periods, quantities }: SimulatePlansInput & { customerId: string },
): Promise<PlanSimulation> {
  requireOwnCustomer(ctx.actor, customerId);
  const whose = { customerId, now: ctx.now, orEnded: true };
  const which = { ...whose, periods };
  const [subscriptions, plans, prices, recent, billed, later] = await ctx.db.batch(
    scopeOf(ctx.actor),
    (db) => [
      db.execute(selectSubscription(whose)),
      db.execute(selectVisiblePlans(whose)),
      db.execute(selectVisiblePrices(whose)),
      db.execute(selectPeriods(which)),
      db.execute(selectBilled(which)),
      db.execute(selectSettledLaterOf(which)),
    ],
  );
  if (subscriptions.rows[0] === undefined) {
    throw new BillingError('no_subscription', 'There is no subscription.');
  }
  const {
    currency,
    period_start: start,
    period_end: end,
    ended_at: endedAt,
  } = subscriptionRow.parse(subscriptions.rows[0]);
  const listed = readVisiblePlans(plans.rows, prices.rows);
  const current = listed.find(({ isCurrent }) => isCurrent);
  if (current === undefined)
    throw new BillingError('internal', 'The plan of this subscription is not known.');

  const closed = readClosedPeriods(
    { periods: recent.rows, billed: billed.rows, later: later.rows },
    { count: periods, currency },
  );
  const average = averageQuantities(closed);
  const simulated =
    quantities === undefined
      ? closed
      : [
          {
            start,
            end,
            quantities: { ...average, ...definedOnly(quantities) },
            part: null,
            billed: null,
            isInvoiceDraft: false,
            isPlanChanged: false,
            settledLater: [],
            unsettledUnits: NO_UNITS,
          },
        ];
  return {
    currency,
    endedAt,
    basis: quantities === undefined ? 'history' : 'quantities',
    periods: simulated,
    average,
    plans: replay({
      plans: [current, ...listed.filter((plan) => plan !== current)],
      current,
      periods: simulated,
      average,
    }),
  };
}

function definedOnly(given: NonNullable<SimulatePlansInput['quantities']>) {
  return Object.fromEntries(Object.entries(given).filter(([, units]) => units !== undefined)) as Partial<
    Record<keyof typeof given, bigint>
  >;
}

import type { ServiceContext } from '../../app/services/context.ts';
import { type CreatedCustomer, createCustomer } from '../../app/services/customers/create-customer.ts';
import { ownerSql, testContext } from './workers.ts';

const ctx = testContext();

export function createPublisher(): Promise<CreatedCustomer> {
  return createCustomer(ctx, {
    email: `${crypto.randomUUID()}@publisher.test`,
    name: 'Publisher',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
}

export async function eventRow(stripeEventId: string) {
  const [row] = await ownerSql(
    `SELECT status, attempts, deferrals, takeovers, history, outcome, last_error, run_after, lease_token, finished_at
       FROM events WHERE dedupe_key = $1`,
    [stripeEventId],
  );
  return row;
}

/** As PostgreSQL writes an instant, in UTC. */
export function inPostgres(instant: Date): string {
  return instant
    .toISOString()
    .replace('T', ' ')
    .replace(/\.000Z$/, '+00')
    .replace('Z', '+00');
}

/** Every statement is done; the answers to those that `loses` names never arrive. Calls count from 1. */
export function losingAnswers(loses: (call: number) => boolean): ServiceContext {
  let calls = 0;
  return {
    ...ctx,
    db: {
      async batch(scope, build) {
        calls += 1;
        const call = calls;
        const answer = await ctx.db.batch(scope, build);
        if (loses(call)) throw new Error(`answer ${call} was lost`);
        return answer;
      },
      call: ctx.db.call,
      transaction: ctx.db.transaction,
    },
  };
}

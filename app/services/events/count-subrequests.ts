import type { Database } from '../../db/client.ts';
import type { ServiceContext } from '../context.ts';

export interface SubrequestCount {
  /** The same context; every call it makes to the database or to Stripe counts. */
  ctx: ServiceContext;
  spent(): number;
  stop(): void;
}

/** A Worker's invocation may make only so many requests of its own: who works through a queue must know how many. */
export function countSubrequests(ctx: ServiceContext): SubrequestCount {
  let spent = 0;
  const count = () => {
    spent += 1;
  };
  const db: Database = {
    batch(scope, build) {
      count();
      return ctx.db.batch(scope, build);
    },
    call(call) {
      count();
      return ctx.db.call(call);
    },
    transaction(scope, work) {
      count();
      return ctx.db.transaction(scope, work);
    },
  };
  ctx.stripe.on('request', count);
  return { ctx: { ...ctx, db }, spent: () => spent, stop: () => ctx.stripe.off('request', count) };
}

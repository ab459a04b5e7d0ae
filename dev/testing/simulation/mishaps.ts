import type { Database } from '../../../app/db/client.ts';
import type { ServiceContext } from '../../../app/services/context.ts';
import { stripeThrough } from '../broken-stripe.ts';
import { dyingDatabase } from '../dying-database.ts';
import type { Random } from './random.ts';

const CONNECTION_LOST = 0.01;
const KILLED = 0.15;
const STRIPE_FAILS = 0.02;
const STRIPE_THROTTLES = 0.01;
const ANSWER_LOST = 0.015;

/** The same context in a bad hour: connections break, Stripe fails, and now and then the Worker is killed on its way. */
export function mishapsFor(ctx: ServiceContext, random: Random): ServiceContext {
  const flaky = flakyDatabase(ctx.db, random);
  const db = random.chance(KILLED)
    ? dyingDatabase(flaky, { trip: 1 + random.below(12), moment: random.pick(['before', 'after']) }).database
    : flaky;
  return { ...ctx, db, stripe: flakyStripe(random) };
}

/** As a Worker meets it when PostgreSQL closes its connection, before the statement is done or after. */
function flakyDatabase(database: Database, random: Random): Database {
  async function make<T>(work: () => Promise<T>): Promise<T> {
    const fails = random.chance(CONNECTION_LOST);
    if (fails && random.chance(0.5)) throw connectionLost();
    const answer = await work();
    if (fails) throw connectionLost();
    return answer;
  }
  return {
    batch: (scope, build) => make(() => database.batch(scope, build)),
    call: (call) => make(() => database.call(call)),
    transaction: (scope, work) => make(() => database.transaction(scope, work)),
  };
}

function connectionLost(): Error {
  const error = new Error('terminating connection due to administrator command');
  error.name = 'NeonDbError';
  return Object.assign(error, { code: '57P01' });
}

function flakyStripe(random: Random): ServiceContext['stripe'] {
  return stripeThrough(async (_call, send) => {
    if (random.chance(STRIPE_FAILS)) return refusal(500, 'api_error', {});
    if (random.chance(STRIPE_THROTTLES)) {
      return refusal(429, 'rate_limit_error', {
        'stripe-rate-limited-reason': 'global-rate',
        'retry-after': '20',
      });
    }
    const answer = await send();
    if (random.chance(ANSWER_LOST)) throw new TypeError('The answer was lost on its way.');
    return answer;
  });
}

function refusal(status: number, type: string, headers: Record<string, string>): Response {
  return Response.json(
    { error: { type, message: 'Of the simulation.' } },
    { status, headers: { ...headers, 'stripe-should-retry': 'false' } },
  );
}

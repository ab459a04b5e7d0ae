import type { ServiceContext } from '../../../app/services/context.ts';
import type { Random } from './random.ts';

class Killed extends Error {}

/** A context whose process dies at one of its next trips to the database: before the statement, or before its answer. */
function doomed(ctx: ServiceContext, random: Random): ServiceContext {
  let tripsLeft = random.between(0, 5);
  const isAnswerLost = random.chance(0.5);
  const batch: typeof ctx.db.batch = async (scope, build) => {
    if (tripsLeft > 0) {
      tripsLeft -= 1;
      return ctx.db.batch(scope, build);
    }
    if (isAnswerLost) await ctx.db.batch(scope, build);
    throw new Killed('killed');
  };
  return { ...ctx, db: { ...ctx.db, batch } };
}

/** Runs the work, sometimes killed on the way. Answers whether it lived to its end. */
export async function runOrKill(input: {
  ctx: ServiceContext;
  random: Random;
  share: number;
  work: (ctx: ServiceContext) => Promise<unknown>;
}): Promise<boolean> {
  const { ctx, random, share, work } = input;
  if (!random.chance(share)) {
    await work(ctx);
    return true;
  }
  try {
    await work(doomed(ctx, random));
    return true;
  } catch (error) {
    if (wasKilled(error)) return false;
    throw error;
  }
}

function wasKilled(error: unknown): boolean {
  if (error instanceof Killed) return true;
  if (error instanceof AggregateError) return error.errors.some(wasKilled);
  return error instanceof Error && wasKilled(error.cause);
}

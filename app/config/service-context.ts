import type { Actor, Origin } from '../domain/actor.ts';
import type { ServiceContext } from '../services/context.ts';
import { createLogger } from './logger.ts';
import type { Runtime } from './runtime.ts';

export const NO_ORIGIN: Origin = { ip: null, userAgent: null };

export interface ServiceContextInput<A extends Actor> {
  actor: A;
  requestId: string;
  now: Date;
  origin?: Origin;
}

/** The context a service verb gets, whoever acts: a page, the API, a webhook or a scheduled job. */
export function createServiceContext<A extends Actor>(
  runtime: Runtime,
  { actor, requestId, now, origin = NO_ORIGIN }: ServiceContextInput<A>,
): ServiceContext & { readonly actor: A } {
  return {
    actor,
    now,
    requestId,
    origin,
    db: runtime.db,
    get stripe() {
      return runtime.stripe;
    },
    logger: createLogger({ requestId, actor: actor.kind === 'system' ? actor.name : actor.id }),
    newId: () => crypto.randomUUID(),
  };
}

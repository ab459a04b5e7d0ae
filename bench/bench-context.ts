import { runtimeOf } from '../app/config/runtime.ts';
import { createServiceContext } from '../app/config/service-context.ts';
import type { Actor } from '../app/domain/actor.ts';
import type { ServiceContext } from '../app/services/context.ts';
import type { Services } from '../dev/testing/start-services.ts';
import { developmentBindings } from '../dev/world/environment.ts';

const NOWHERE = 'http://127.0.0.1:9';
const SYSTEM: Actor = { kind: 'system', name: 'bench' };

/** What a service verb gets in production, here in Node: the proxy and PostgreSQL are real, nobody listens to its queue. */
export function createBenchContext(
  { postgres, proxy }: Services,
  { now, stripeUrl = NOWHERE, actor = SYSTEM }: { now: Date; stripeUrl?: string; actor?: Actor },
): ServiceContext {
  const runtime = runtimeOf({
    ...developmentBindings({
      appUrl: NOWHERE,
      databaseUrl: postgres.appUrl,
      replicaUrl: postgres.replicaUrl,
      neonProxyUrl: proxy.url,
      clockUrl: NOWHERE,
      stripeUrl,
      mailUrl: NOWHERE,
    }),
    EVENTS_QUEUE: { send: async () => undefined } as never,
  });
  return createServiceContext(runtime, { actor, requestId: crypto.randomUUID(), now });
}

import type { Context } from '../context.ts';
import { createEndpoint } from './create-endpoint.ts';

export interface ConfiguredEndpoint {
  readonly url: string;
  readonly secret: string;
  readonly enabledEvents: readonly string[];
}

/** The endpoints of the world's configuration: made once, and after a restart pointed to where it listens now. */
export function configureEndpoints(ctx: Context, endpoints: readonly ConfiguredEndpoint[]): void {
  endpoints.forEach((given, index) => {
    const metadata = { configured: String(index) };
    const found = [...ctx.store.webhookEndpoints.values()].find(
      (endpoint) => endpoint.metadata.configured === metadata.configured,
    );
    if (!found) {
      createEndpoint(ctx, { ...given, metadata });
      return;
    }
    const { url, secret } = given;
    ctx.store.webhookEndpoints.put({ ...found, url, secret, enabled_events: [...given.enabledEvents] });
  });
}

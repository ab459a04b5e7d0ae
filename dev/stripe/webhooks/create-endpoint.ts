import { API_VERSION, type Context } from '../context.ts';
import { newId } from '../state/new-id.ts';
import type { WebhookEndpoint } from '../state/records.ts';
import { randomText } from '../wire/ids.ts';

export function createEndpoint(
  ctx: Context,
  given: {
    url: string;
    enabledEvents: readonly string[];
    secret?: string;
    description?: string | null;
    metadata?: Record<string, string>;
  },
): WebhookEndpoint {
  return ctx.store.webhookEndpoints.put({
    id: newId(ctx, 'we'),
    object: 'webhook_endpoint',
    api_version: API_VERSION,
    application: null,
    created: ctx.now,
    description: given.description ?? null,
    enabled_events: [...given.enabledEvents],
    livemode: false,
    metadata: given.metadata ?? {},
    secret: given.secret ?? `whsec_${randomText(32)}`,
    status: 'enabled',
    url: given.url,
  });
}

import { API_VERSION, type Context } from '../context.ts';
import { route } from '../server/router.ts';
import type { WebhookEndpoint } from '../state/records.ts';
import { createEndpoint } from '../webhooks/create-endpoint.ts';
import { EVENT_NAMES } from '../webhooks/event-names.ts';
import { invalidRequest, noSuch } from '../wire/errors.ts';
import { url } from '../wire/formats.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { listOf, pageParams } from '../wire/pagination.ts';
import { boolean, emptyable, list, oneOf, type ParsedFields, required, text } from '../wire/params.ts';
import { metadataParam } from './shared-params.ts';

const fields = {
  ...metadataParam,
  description: emptyable(text()),
  enabled_events: list(oneOf(...EVENT_NAMES)),
  url: url(),
  disabled: boolean(),
};

const createFields = {
  ...metadataParam,
  api_version: text(),
  connect: boolean(),
  description: emptyable(text()),
  enabled_events: required(list(oneOf(...EVENT_NAMES))),
  url: required(url()),
};

function createFromRequest(ctx: Context, params: ParsedFields<typeof createFields>): WebhookEndpoint {
  if (params.api_version !== undefined && params.api_version !== API_VERSION) {
    throw invalidRequest(`Invalid API version: ${params.api_version}`, { param: 'api_version' });
  }
  return createEndpoint(ctx, {
    url: params.url,
    enabledEvents: params.enabled_events,
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
  });
}

/** The secret is shown once, when the endpoint is made. */
function withoutSecret(endpoint: WebhookEndpoint): WebhookEndpoint {
  const { secret: _secret, ...shown } = endpoint;
  return shown;
}

function requireEndpoint(ctx: Context, id: string): WebhookEndpoint {
  const found = ctx.store.webhookEndpoints.get(id);
  if (!found) throw noSuch('webhook endpoint', id, 'webhook_endpoint', 'path');
  return found;
}

export const webhookEndpointRoutes = [
  route('POST', '/v1/webhook_endpoints', createFields, createFromRequest),
  route('GET', '/v1/webhook_endpoints', pageParams, (ctx, params) =>
    listOf(ctx.store.webhookEndpoints.newestFirst(), params, '/v1/webhook_endpoints', withoutSecret),
  ),
  route('GET', '/v1/webhook_endpoints/:id', {}, (ctx, _params, path) =>
    withoutSecret(requireEndpoint(ctx, path.id())),
  ),
  route('POST', '/v1/webhook_endpoints/:id', fields, (ctx, params, path) => {
    const before = requireEndpoint(ctx, path.id());
    const { disabled, metadata, ...plain } = params;
    return withoutSecret(
      ctx.store.webhookEndpoints.put({
        ...before,
        ...plain,
        ...(disabled === undefined ? {} : { status: disabled ? 'disabled' : 'enabled' }),
        metadata: mergeMetadata(before.metadata, metadata),
      }),
    );
  }),
  route('DELETE', '/v1/webhook_endpoints/:id', {}, (ctx, _params, path) => {
    ctx.store.webhookEndpoints.delete(requireEndpoint(ctx, path.id()).id);
    return { id: path.id(), object: 'webhook_endpoint', deleted: true };
  }),
];

import { createRequestHandler } from '@remix-run/cloudflare';
import type { Bindings } from '../app/config/runtime.ts';
import { handleRequest } from '../app/http/handle-request.ts';
import * as build from '../build/server/index.js';
import { handleStripeWebhook } from './webhook.ts';

const remix = createRequestHandler(build);

/** The web Worker: Stripe's webhook first, then Remix; static files were served before it was asked. */
export default {
  fetch(request, bindings, execution) {
    return handleRequest(request, bindings, {
      webhook: (delivery, context) => handleStripeWebhook(delivery, { ...context, execution }),
      remix,
    });
  },
} satisfies ExportedHandler<Bindings>;

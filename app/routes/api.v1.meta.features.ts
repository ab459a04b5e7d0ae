import type { FeaturesJson } from '../http/api/schemas.ts';
import { apiRoute } from '../http/api-route.ts';
import { publicJson } from '../http/private-json.ts';

const route = apiRoute({
  GET({ context }) {
    const { billingPages, migration, paymentMethods } = context.runtime.flags;
    return publicJson({
      billingEnabled: billingPages,
      migrationEnabled: migration,
      paymentMethodsEnabled: paymentMethods,
    } satisfies FeaturesJson);
  },
});

export const loader = route.loader;
export const action = route.action;

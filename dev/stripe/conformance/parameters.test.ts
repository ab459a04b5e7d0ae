import { expect, test } from 'vitest';
import { ROUTES } from '../resources/index.ts';
import { integer, list, object, text } from '../wire/params.ts';
import { compareParameters } from './judge/compare-parameters.ts';
import { createEndpointFinder } from './judge/find-endpoint.ts';
import { loadDescription } from './schema/load-description.ts';

const description = loadDescription();
const findEndpoint = createEndpointFinder(description.endpoints);

function compare(method: string, path: string, params: Parameters<typeof compareParameters>[0]) {
  const endpoint = findEndpoint(method, path.replaceAll(/:\w+/g, 'id'));
  if (!endpoint) throw new Error(`Stripe has no ${method} ${path}`);
  return compareParameters(params, endpoint.params, description.definitions);
}

/** Only the lists inside a charge name it; stripe-node has no method for it. */
const UNNAMED = 'GET /v1/charges/:id/refunds';

test.each(
  ROUTES.filter(({ method, path }) => `${method} ${path}` !== UNNAMED).map(
    (route) => [route.method, route.path, route.params] as const,
  ),
)('%s %s takes only parameters that Stripe has, in their shape', (method, path, params) => {
  expect(compare(method, path, params).wrong).toEqual([]);
});

test('a parameter that is unknown, or of another shape, is found at any depth', () => {
  const params = {
    billing_cycle_anchor: text(),
    colour: text(),
    items: list(object({ price: text(), hue: integer() })),
    metadata: list(text()),
  };
  expect(compare('POST', '/v1/subscriptions/:id', params).wrong).toEqual([
    'billing_cycle_anchor is no single value',
    'colour',
    'items[][hue]',
    'metadata is no list',
    'metadata can be unset',
  ]);
});

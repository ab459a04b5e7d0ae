import { expect, test } from 'vitest';
import { loadDescription } from '../conformance/schema/load-description.ts';
import { EVENT_NAMES } from './event-names.ts';

test('an endpoint may ask for the events of the installed stripe-node, each and no other', () => {
  const { definitions } = loadDescription();
  const params = definitions.WebhookEndpointCreateParams;
  const known = params?.properties?.enabled_events?.items?.enum ?? [];
  expect([...EVENT_NAMES].sort()).toEqual([...known].sort());
});

import { expect, test } from 'vitest';
import { loadDescription } from './load-description.ts';

const description = loadDescription();

test('every endpoint that billing needs is read from the SDK with its parameters and its answer', () => {
  const answers = new Map(
    description.endpoints.map(({ verb, path, params, answer }) => [
      `${verb} ${path}`,
      `${params.definition} → ${answer.definition}`,
    ]),
  );
  expect(answers.get('POST /v1/customers')).toBe('CustomerCreateParams → Customer');
  expect(answers.get('DELETE /v1/subscriptions/{}')).toBe('SubscriptionCancelParams → Subscription');
  expect(answers.get('POST /v1/invoices/create_preview')).toBe('InvoiceCreatePreviewParams → Invoice');
  expect(answers.get('GET /v1/invoices/{}/lines')).toBe(
    'InvoiceListLineItemsParams → ApiList<InvoiceLineItem>',
  );
  expect(answers.get('GET /v1/billing/meters/{}/event_summaries')).toBe(
    'Billing.MeterListEventSummariesParams → ApiList<MeterEventSummary>',
  );
  expect(answers.get('DELETE /v1/customers/{}')).toBe('CustomerDeleteParams → DeletedCustomer');
});

test('every definition that is named exists', () => {
  const named = JSON.stringify(description).matchAll(/"definition":"([^"]+)"/g);
  const missing = [...named]
    .map(([, name = '']) => name)
    .filter((name) => !(name in description.definitions));
  expect(missing).toEqual([]);
});

test('a field of a deleted object is no field of the living one', () => {
  expect(description.definitions.Customer?.properties).not.toHaveProperty('deleted');
  expect(description.definitions.DeletedCustomer?.required).toContain('deleted');
});

test('Stripe’s error codes are known', () => {
  expect(description.errorCodes).toEqual(
    expect.arrayContaining(['card_declined', 'resource_missing', 'lock_timeout']),
  );
});

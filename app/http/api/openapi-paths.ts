import { listInvoicesQuerySchema } from './list-invoices-query.ts';
import type { Json } from './openapi-components.ts';
import {
  customerIdParameter,
  ifNoneMatchParameter,
  jsonAnswer,
  notModified,
  operation,
  PUBLIC,
  queryParameters,
} from './openapi-operation.ts';

const invoiceIdParameter: Json = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string', format: 'uuid' },
};

export const PATHS: Json = {
  '/billing/usage/current': {
    get: operation({
      id: 'getCurrentUsage',
      summary: 'Usage, overage and cost of the current billing period',
      parameters: [customerIdParameter, ifNoneMatchParameter],
      answers: { 200: jsonAnswer('Usage of the current period', 'CurrentUsage'), 304: notModified() },
      problems: [400, 401, 404],
    }),
  },
  '/billing/invoices': {
    get: operation({
      id: 'listInvoices',
      summary: 'Invoices, newest first',
      parameters: [...queryParameters(listInvoicesQuerySchema), customerIdParameter, ifNoneMatchParameter],
      answers: { 200: jsonAnswer('One page of invoices', 'InvoicePage'), 304: notModified() },
      problems: [400, 401],
    }),
  },
  '/billing/invoices/{id}': {
    get: operation({
      id: 'getInvoice',
      summary: 'One invoice with its line items',
      parameters: [invoiceIdParameter, customerIdParameter, ifNoneMatchParameter],
      answers: { 200: jsonAnswer('The invoice', 'Invoice'), 304: notModified() },
      problems: [400, 401, 404],
    }),
  },
  '/billing/invoices/{id}/pdf': {
    get: operation({
      id: 'downloadInvoicePdf',
      summary: 'The invoice as PDF',
      parameters: [invoiceIdParameter, customerIdParameter, ifNoneMatchParameter],
      answers: {
        200: {
          description: 'The PDF, as attachment, with a strong ETag',
          content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } },
        },
        304: notModified(),
      },
      problems: [400, 401, 404],
    }),
  },
  '/auth/csrf': {
    get: operation({
      id: 'getCsrfToken',
      summary: 'The token that cookie-authenticated writes carry as form field csrf or header X-CSRF-Token',
      answers: { 200: jsonAnswer('The token', 'CsrfToken') },
      problems: [401],
    }),
  },
  '/meta/features': {
    get: operation({
      id: 'getFeatures',
      summary: 'What is switched on; answers also when billing is off',
      answers: { 200: jsonAnswer('The flags', 'Features') },
      security: PUBLIC,
    }),
  },
  '/health': {
    get: operation({
      id: 'getHealth',
      summary: 'Whether the service and what it stands on work',
      answers: {
        200: jsonAnswer('Works, or works in part', 'Health'),
        503: jsonAnswer('The database cannot be reached', 'Health'),
      },
      security: PUBLIC,
    }),
  },
  '/webhooks/stripe': {
    post: operation({
      id: 'receiveStripeWebhook',
      summary: 'For Stripe: stores a signed event once',
      parameters: [{ name: 'Stripe-Signature', in: 'header', required: true, schema: { type: 'string' } }],
      requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
      answers: { 200: { description: 'Stored, or already known' } },
      problems: [400, 413, 503],
      security: PUBLIC,
    }),
  },
};

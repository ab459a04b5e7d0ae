import { expect, test } from 'vitest';
import { createJudge } from './judge.ts';
import { createOnlooker } from './onlooker.ts';

const judge = createJudge();

const EMPTY_LIST = { object: 'list', data: [], has_more: false, url: '/v1/customers' };

function observe(exchange: { path: string; query?: string; status: number; answer: unknown }) {
  const onlooker = createOnlooker(judge);
  onlooker.observe({
    method: 'GET',
    path: exchange.path,
    query: exchange.query ?? '',
    requestBody: '',
    status: exchange.status,
    responseBody: JSON.stringify(exchange.answer),
  });
  return onlooker.takeViolations();
}

function refusal(error: Record<string, string>) {
  return { error: { type: 'invalid_request_error', ...error } };
}

test('an answer and its request as Stripe knows them leave no violation', () => {
  expect(observe({ path: '/v1/customers', query: 'limit=3', status: 200, answer: EMPTY_LIST })).toEqual([]);
});

test('a parameter that Stripe refuses must not be taken', () => {
  expect(observe({ path: '/v1/customers', query: 'page=2', status: 200, answer: EMPTY_LIST })).toEqual([
    'GET /v1/customers?page=2 → 200 takes what Stripe refuses: /: has the unknown field "page"',
  ]);
});

test('a parameter that Stripe knows must not be called unknown; one that it does not know may', () => {
  const answer = refusal({
    code: 'parameter_unknown',
    message: 'Received unknown parameter',
    param: 'limit',
  });
  const known = observe({ path: '/v1/customers', query: 'limit=3', status: 400, answer });
  expect(known).toEqual(['GET /v1/customers?limit=3 → 400 refuses a parameter that Stripe knows: limit']);
  expect(observe({ path: '/v1/customers', query: 'page=3', status: 400, answer })).toEqual([]);
});

test('an endpoint of Stripe must be there, and nothing calls one that is not', () => {
  const answer = refusal({ message: 'Unrecognized request URL (GET: /v1/payouts).' });
  expect(observe({ path: '/v1/payouts', status: 404, answer })).toEqual([
    'GET /v1/payouts → 404 is an endpoint of Stripe that the stand-in does not have',
  ]);
  expect(observe({ path: '/v1/payins', status: 404, answer })).toEqual([
    'GET /v1/payins → 404 is no endpoint of Stripe',
  ]);
});

test('an answer that is no JSON and a webhook without a signature are named', () => {
  const onlooker = createOnlooker(judge);
  onlooker.observe({
    method: 'GET',
    path: '/v1/customers',
    query: '',
    requestBody: '',
    status: 200,
    responseBody: '<html>',
  });
  onlooker.receive({ signature: '', payload: '{"type":"customer.renamed"}' });
  expect(onlooker.takeViolations()).toEqual([
    'GET /v1/customers → 200 /: is not JSON',
    'webhook customer.renamed is signed as ',
    'webhook customer.renamed /type: "customer.renamed" is unknown to Stripe',
  ]);
  expect(onlooker.takeViolations()).toEqual([]);
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judgeStripe } from './judge-stripe.ts';

test('what Stripe would not have is in the file at once, a line each', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'judged-'));
  const file = join(folder, 'violations.txt');
  const { observe, observeWebhook } = await judgeStripe(file);
  observe?.({
    method: 'POST',
    path: '/v1/customers',
    query: '',
    requestBody: 'colour=red',
    status: 404,
    responseBody: '{"error":{"type":"invalid_request_error","message":"Unrecognized request URL"}}',
  });
  observeWebhook?.({ payload: '{"object":"event","type":"customer.painted"}', signature: 'none' });
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  rmSync(folder, { recursive: true });
  expect(lines).toEqual([
    expect.stringContaining('POST /v1/customers → 404'),
    'webhook customer.painted is signed as none',
    'webhook customer.painted /type: "customer.painted" is unknown to Stripe',
  ]);
});

test('without a file nothing is judged', async () => {
  expect(await judgeStripe(undefined)).toEqual({});
});

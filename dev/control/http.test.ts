import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pickFreePort } from '../postgres/free-port.ts';
import { ControlError } from './control-error.ts';
import { listenForControl } from './http.ts';

let port: number;
let server: { close(): Promise<void> };

beforeAll(async () => {
  port = await pickFreePort();
  server = await listenForControl(port, {
    'GET /thing': () => ({ status: 200, body: { ok: true } }),
    'POST /thing': (body) => ({ status: 200, body: { got: body } }),
    'POST /refuse': () => {
      throw new ControlError(400, 'hour: must be a whole hour', 'hour');
    },
  });
});
afterAll(() => server.close());

function call(
  method: string,
  path: string,
  { body = '', headers = {} }: { body?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number | undefined; body: unknown }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

test('JSON goes in and out; an empty body is an empty object', async () => {
  expect(await call('POST', '/thing', { body: '{"a":1}' })).toEqual({ status: 200, body: { got: { a: 1 } } });
  expect(await call('POST', '/thing')).toEqual({ status: 200, body: { got: {} } });
});

test('what is no JSON is 400, an unknown path 404, a wrong method 405, a refused field is named', async () => {
  expect(await call('POST', '/thing', { body: '{' })).toMatchObject({ status: 400, body: { field: 'body' } });
  expect(await call('GET', '/nothing')).toMatchObject({ status: 404 });
  expect(await call('DELETE', '/thing')).toMatchObject({ status: 405 });
  expect(await call('POST', '/refuse')).toMatchObject({ status: 400, body: { field: 'hour' } });
});

test('a page of another origin, or of another name for this address, is refused', async () => {
  const own = { origin: `http://127.0.0.1:${port}` };
  expect(await call('GET', '/thing', { headers: own })).toMatchObject({ status: 200 });
  expect(await call('GET', '/thing', { headers: { origin: 'https://evil.example' } })).toMatchObject({
    status: 403,
  });
  expect(await call('GET', '/thing', { headers: { host: `evil.example:${port}` } })).toMatchObject({
    status: 403,
  });
});

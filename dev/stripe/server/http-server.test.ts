import { Agent, request } from 'node:http';
import { afterAll, expect, test } from 'vitest';
import { listen } from './http-server.ts';

const server = await listen(0, async ({ body }) => ({ status: 200, body: String(body.length), headers: {} }));
/** One connection for all calls, as a client keeps it. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
afterAll(async () => {
  agent.destroy();
  await server.close();
});

function post(size: number): Promise<{ status: number | undefined; requestId: unknown; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(server.url, { method: 'POST', agent, timeout: 5_000 }, async (incoming) => {
      let body = '';
      for await (const chunk of incoming) body += String(chunk);
      resolve({ status: incoming.statusCode, requestId: incoming.headers['request-id'], body });
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.once('error', reject);
    outgoing.end(Buffer.alloc(size, 'a'));
  });
}

test('a body over 1 MiB is refused, and its connection answers the next call', async () => {
  const most = 1024 * 1024;
  for (const size of [most + 1, 3 * most]) {
    expect(await post(size)).toMatchObject({
      status: 413,
      requestId: expect.stringMatching(/^req_\w{14}$/),
      body: expect.stringContaining('Request body too large.'),
    });
    expect(await post(most)).toMatchObject({ status: 200, body: String(most) });
  }
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedWebhook {
  readonly signature: string;
  readonly payload: string;
}

export interface WebhookSink {
  readonly url: string;
  close(): Promise<void>;
}

/** An endpoint that takes every webhook and shows it to `receive`. */
export async function startWebhookSink(receive: (webhook: ReceivedWebhook) => void): Promise<WebhookSink> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const signature = String(request.headers['stripe-signature'] ?? '');
    receive({ signature, payload: Buffer.concat(chunks).toString() });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

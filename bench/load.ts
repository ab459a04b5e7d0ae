import { Agent, request as httpRequest } from 'node:http';
import { percentile } from './result.ts';

export interface LoadRequest {
  method: 'GET' | 'POST';
  url: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface LoadResult {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers that were not 200. */
  failures: number;
}

export interface LoadOptions {
  /** How many requests are under way at once. */
  concurrency: number;
  durationMs: number;
  next(): LoadRequest;
}

/** A closed loop: each lane sends its next request when the one before is answered. The client's time is in it. */
export async function measureLoad({ concurrency, durationMs, next }: LoadOptions): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const latencies: number[] = [];
  let failures = 0;
  const startedAt = performance.now();
  const deadline = startedAt + durationMs;
  async function lane(): Promise<void> {
    while (performance.now() < deadline) {
      const sentAt = performance.now();
      if ((await send(agent, next())) !== 200) failures += 1;
      latencies.push(performance.now() - sentAt);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane));
  const seconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  latencies.sort((a, b) => a - b);
  return {
    perSecond: latencies.length / seconds,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    failures,
  };
}

function send(agent: Agent, { method, url, headers, body }: LoadRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { agent, method, headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    request.once('error', reject);
    request.end(body);
  });
}

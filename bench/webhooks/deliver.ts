import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LoadResult, measureLoad } from '../load.ts';
import type { SignedEvent } from './mix.ts';

export interface Delivery {
  url: string;
  /** More than can be sent in the time: none is sent twice. */
  events: readonly SignedEvent[];
  /** How many requests are under way at once. */
  concurrency: number;
  seconds: number;
}

export interface Deliverer {
  name: string;
  deliver(delivery: Delivery): Promise<LoadResult>;
}

/** `wrk` where it is installed: a client in Node takes up to a fifth of what it would measure. */
export function chooseDeliverer(): Deliverer {
  const hasWrk = spawnSync('wrk', ['-v']).error === undefined;
  return hasWrk ? { name: 'wrk', deliver: deliverByWrk } : { name: 'Node', deliver: deliverByNode };
}

async function deliverByWrk({ url, events, concurrency, seconds }: Delivery): Promise<LoadResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-events-'));
  try {
    const file = join(folder, 'events.tsv');
    await writeFile(file, events.map(({ signature, body }) => `${signature}\t${body}\n`).join(''));
    const script = join(import.meta.dirname, 'deliver.lua');
    const args = [
      '--threads=1',
      `--connections=${concurrency}`,
      `--duration=${seconds}s`,
      `--script=${script}`,
    ];
    const { stdout } = await promisify(execFile)('wrk', [...args, url, '--', file]);
    const { requests, seconds: took, ...rest } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    return { perSecond: requests / took, ...rest };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function deliverByNode({ url, events, concurrency, seconds }: Delivery): Promise<LoadResult> {
  let sent = 0;
  return measureLoad({
    concurrency,
    durationMs: seconds * 1_000,
    next() {
      const event = events[sent];
      sent += 1;
      if (event === undefined) throw new Error(`${url} was faster than there were events for it`);
      const { signature, body } = event;
      const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
      return { method: 'POST', url, headers, body };
    },
  });
}

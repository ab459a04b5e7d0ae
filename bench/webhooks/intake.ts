import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../dev/postgres/main.ts';
import type { LoadResult } from '../load.ts';
import { atLeast, atMost, type BenchGroup, type BenchResult, figure } from '../result.ts';
import { chooseDeliverer, type Deliverer } from './deliver.ts';
import { createMix, type WebhookMix } from './mix.ts';
import {
  createPeerDatabase,
  preparePeer,
  type System,
  startOurs,
  startPeerInNode,
  startPeerInWorkerd,
} from './systems.ts';

const CONCURRENCIES = [1, 8, 32];
const WARM_UP_SECONDS = 2;
const MEASURED_SECONDS = 8;
const PASSES = 3;
/** More than any of them takes in a pass. */
const MOST_PER_SECOND = 3_000;

/**
 * Webhook events taken a second, each durable before its 200, beside the widely used peer: same machine, same
 * PostgreSQL with its disk waited for, same signed events, in turns, the median of the passes. The peer also projects
 * into typed columns, which we do after the answer; what that costs us is measured with the processing.
 */
export async function benchWebhookIntake(): Promise<BenchGroup> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-intake-'));
  const postgres = await startPostgres({ dataDir: folder, port: 0, durable: true });
  const systems: System[] = [];
  try {
    const mix = await createMix();
    systems.push(await startOurs(postgres));
    const peerUrl = await createPeerDatabase(postgres.adminUrl);
    if (preparePeer(peerUrl)) {
      const inWorkerd = await startPeerInWorkerd(peerUrl);
      if (inWorkerd !== null) systems.push(inWorkerd);
      systems.push(await startPeerInNode(peerUrl));
    }
    const deliverer = chooseDeliverer();
    const results = await compare(systems, mix, deliverer);
    return { title: `Webhook intake, delivered by ${deliverer.name}`, results };
  } finally {
    for (const system of systems) await system.stop();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(
  systems: readonly System[],
  mix: WebhookMix,
  deliverer: Deliverer,
): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const concurrency of CONCURRENCIES) {
    const measured = new Map<System, LoadResult[]>();
    for (let pass = 0; pass < PASSES; pass += 1) {
      for (const system of systems) {
        const load = await measure(system, { mix, concurrency, deliverer });
        measured.set(system, [...(measured.get(system) ?? []), load]);
      }
    }
    const [ours, ...peers] = systems.map((system) => ({ system, load: median(measured.get(system) ?? []) }));
    for (const { system, load } of [ours, ...peers].filter((entry) => entry !== undefined)) {
      results.push(
        figure(`c=${concurrency}: ${system.name}`, load.perSecond, 'events/s'),
        figure(`c=${concurrency}: ${system.name}, p50`, load.p50Ms, 'ms'),
        figure(`c=${concurrency}: ${system.name}, p99`, load.p99Ms, 'ms'),
        atMost(`c=${concurrency}: ${system.name}, not answered 200`, load.failures, 'events', 0),
      );
    }
    for (const peer of peers) {
      const ratio = (ours?.load.perSecond ?? 0) / peer.load.perSecond;
      const name = `c=${concurrency}: ours to ${peer.system.name}`;
      results.push(
        peer.system.name.includes('workerd') ? atLeast(name, ratio, '×', 1.5) : figure(name, ratio, '×'),
      );
    }
  }
  return results;
}

async function measure(
  system: System,
  input: { mix: WebhookMix; concurrency: number; deliverer: Deliverer },
) {
  const { mix, concurrency, deliverer } = input;
  await system.reset();
  const deliver = (seconds: number) =>
    deliverer.deliver({
      url: system.url,
      events: mix.sign(seconds * MOST_PER_SECOND, system.secret),
      concurrency,
      seconds,
    });
  await deliver(WARM_UP_SECONDS);
  return deliver(MEASURED_SECONDS);
}

function median(loads: readonly LoadResult[]): LoadResult {
  const sorted = loads.toSorted((a, b) => a.perSecond - b.perSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return { ...middle, failures: loads.reduce((sum, { failures }) => sum + failures, 0) };
}

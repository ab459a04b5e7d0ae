import { createControl } from '../dev/testing/control.ts';
import type { WorldAddresses } from '../dev/testing/world-process.ts';
import { measureLoad } from './load.ts';
import { atMost, type BenchResult, figure } from './result.ts';

const PUBLISHER = 'finance@lumenplay.example';
const DURATION_MS = 4_000;
const LANES = 8;

/** Pages and API reads of one publisher, beside an answer of the same Worker that asks no database. */
export async function benchReads(world: WorldAddresses): Promise<BenchResult[]> {
  const control = createControl(world.controlUrl);
  const headers = { cookie: await signIn(world.url) };
  const answer = await fetch(`${world.url}/api/v1/billing/invoices?limit=1`, { headers });
  const { invoices } = (await answer.json()) as { invoices: { id: string }[] };
  const id = invoices[0]?.id ?? '';
  const floor = await measure(`${world.url}/api/v1/meta/features`, headers, 1);
  const results = [figure('floor: features, no database, c=1: p50', floor.p50Ms, 'ms')];
  for (const path of [
    '/billing/usage',
    '/billing/invoices',
    `/billing/invoices/${id}`,
    '/api/v1/billing/usage/current',
    '/api/v1/billing/invoices',
  ]) {
    const name = path.replace(id, ':id');
    await control.settle();
    await control.resetStats();
    await fetch(`${world.url}${path}`, { headers });
    const { http_requests, ws_connections } = (await control.stats()).web.database;
    results.push(atMost(`${name}: trips to the database`, http_requests + ws_connections, 'trip', 1));
    const alone = await measure(`${world.url}${path}`, headers, 1);
    const together = await measure(`${world.url}${path}`, headers, LANES);
    results.push(
      figure(`${name}: c=1 p50`, alone.p50Ms, 'ms'),
      figure(`${name}: c=1 p99`, alone.p99Ms, 'ms'),
      figure(`${name}: c=1 p50 over the floor`, alone.p50Ms / floor.p50Ms, '×'),
      figure(`${name}: c=${LANES}`, together.perSecond, '/s'),
      atMost(`${name}: failures`, alone.failures + together.failures, '', 0),
    );
  }
  return results;
}

async function measure(url: string, headers: Record<string, string>, concurrency: number) {
  const next = () => ({ method: 'GET', url, headers }) as const;
  await measureLoad({ concurrency, durationMs: DURATION_MS / 4, next });
  return measureLoad({ concurrency, durationMs: DURATION_MS, next });
}

async function signIn(url: string): Promise<string> {
  const body = new URLSearchParams({ email: PUBLISHER });
  const response = await fetch(`${url}/dev/sign-in`, { method: 'POST', body, redirect: 'manual' });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

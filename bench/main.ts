import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildCached } from '../dev/build/build-cache.ts';
import { pickWorldPorts } from '../dev/testing/world-process.ts';
import { benchAdminSearch } from './admin-search.ts';
import { benchCurrentUsage } from './current-usage.ts';
import { benchDrain } from './drain.ts';
import { benchForecast } from './forecast.ts';
import { benchRating } from './rating.ts';
import { benchReads } from './reads.ts';
import { benchReconcile } from './reconcile.ts';
import type { BenchGroup } from './result.ts';
import { benchStart } from './start.ts';
import { benchStripeStandIn } from './stripe-stand-in.ts';
import { benchStripeYear } from './stripe-year.ts';
import { formatGroup } from './table.ts';
import { benchUsageSync } from './usage-sync.ts';
import { benchWebhookIntake } from './webhooks/intake.ts';
import { benchWebhooks } from './webhooks/live.ts';

const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string' } } });
const groups: BenchGroup[] = [];

/** What needs no running world, by the name that `--only` takes. */
const ALONE: Readonly<Record<string, () => Promise<BenchGroup>>> = {
  forecast: async () => ({ title: 'Month-end forecast', results: benchForecast() }),
  rating: async () => ({ title: 'Rating', results: benchRating() }),
  'usage-sync': async () => ({ title: 'Usage sync', results: await benchUsageSync() }),
  'current-usage': async () => ({ title: 'Current usage', results: await benchCurrentUsage() }),
  reconcile: async () => ({ title: 'Reconciliation', results: await benchReconcile() }),
  'webhook-intake': benchWebhookIntake,
  'admin-search': async () => ({ title: 'Searches of staff', results: await benchAdminSearch() }),
  drain: async () => ({ title: 'Events worked through', results: await benchDrain() }),
  'stripe-stand-in': async () => ({ title: 'Stripe stand-in', results: await benchStripeStandIn() }),
  'stripe-year': async () => ({
    title: 'A year with the whole product listening',
    results: await benchStripeYear(),
  }),
};
const IN_A_WORLD = 'dev';

function report(group: BenchGroup): void {
  groups.push(group);
  console.log(`${formatGroup(group)}\n`);
}

/** Everything runs on this one machine, the clients too: compare the figures of one run with each other. */
async function main(): Promise<void> {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, load ${loadavg()[0]?.toFixed(1)}`;
  console.log(`${machine}\n`);
  const isWanted = (name: string) => values.only === undefined || values.only === name;
  if (![...Object.keys(ALONE), IN_A_WORLD].some(isWanted)) {
    throw new Error(`--only: one of ${[...Object.keys(ALONE), IN_A_WORLD].join(', ')}`);
  }
  for (const [name, bench] of Object.entries(ALONE)) if (isWanted(name)) report(await bench());
  if (isWanted(IN_A_WORLD)) await benchWorld();
  if (values.json) await writeFile(values.json, `${JSON.stringify({ machine, groups }, null, 2)}\n`);
  const missed = groups.flatMap((group) => group.results).filter(({ met }) => !met).length;
  console.log(missed === 0 ? 'every target met' : `${missed} targets missed`);
}

/** `npm run dev` and what runs in it. */
async function benchWorld(): Promise<void> {
  await buildCached();
  const folder = await mkdtemp(join(tmpdir(), 'apexmediation-bench-'));
  const { world, results } = await benchStart({
    script: 'dev/main.ts',
    dataDir: join(folder, '.data'),
    seed: 'demo',
    ports: await pickWorldPorts(),
  });
  try {
    report({ title: 'npm run dev', results });
    report({ title: 'Pages and reads', results: await benchReads(world.addresses) });
    report({ title: 'Webhooks in a running world', results: await benchWebhooks(world.addresses) });
  } finally {
    await world.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

await main();

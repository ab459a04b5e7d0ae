import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildCached } from '../dev/build/build-cache.ts';
import { pickWorldPorts } from '../dev/testing/world-process.ts';
import { benchCurrentUsage } from './current-usage.ts';
import { benchRating } from './rating.ts';
import { benchReads } from './reads.ts';
import type { BenchGroup } from './result.ts';
import { benchStart } from './start.ts';
import { benchStripeStandIn } from './stripe-stand-in.ts';
import { formatGroup } from './table.ts';
import { benchUsageSync } from './usage-sync.ts';
import { benchWebhooks } from './webhooks.ts';

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const groups: BenchGroup[] = [];

function report(group: BenchGroup): void {
  groups.push(group);
  console.log(`${formatGroup(group)}\n`);
}

/** Everything runs on this one machine, the clients too: compare the figures of one run with each other. */
async function main(): Promise<void> {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, load ${loadavg()[0]?.toFixed(1)}`;
  console.log(`${machine}\n`);
  report({ title: 'Rating', results: benchRating() });
  report({ title: 'Usage sync', results: await benchUsageSync() });
  report({ title: 'Current usage', results: await benchCurrentUsage() });
  report({ title: 'Stripe stand-in', results: await benchStripeStandIn() });
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
    report({ title: 'Webhook intake', results: await benchWebhooks(world.addresses) });
  } finally {
    await world.stop();
    await rm(folder, { recursive: true, force: true });
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify({ machine, groups }, null, 2)}\n`);
  const missed = groups.flatMap((group) => group.results).filter(({ met }) => !met).length;
  console.log(missed === 0 ? 'every target met' : `${missed} targets missed`);
}

await main();

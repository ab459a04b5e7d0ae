import type { WorldOptions, WorldProcess } from '../dev/testing/world-process.ts';
import { startWorldProcess } from '../dev/testing/world-process.ts';
import { memoryOfTree } from './memory.ts';
import { atMost, type BenchResult } from './result.ts';

const FIRST_START_SECONDS = 120;
const NEXT_START_SECONDS = 15;
const MEMORY_MIB = 2048;

/** How long `npm run dev` takes to `ready`, the first time and afterwards. The world of the second start is left running. */
export async function benchStart(
  options: WorldOptions,
): Promise<{ world: WorldProcess; results: BenchResult[] }> {
  const first = await timed(() => startWorldProcess(options));
  await first.value.stop();
  const second = await timed(() => startWorldProcess(options));
  return {
    world: second.value,
    results: [
      atMost(
        'first start, 13 months of demo business lived through',
        first.seconds,
        's',
        FIRST_START_SECONDS,
      ),
      atMost('next start', second.seconds, 's', NEXT_START_SECONDS),
      atMost('memory of all processes', await memoryOfTree(second.value.pid), 'MiB', MEMORY_MIB),
    ],
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const startedAt = performance.now();
  const value = await work();
  return { value, seconds: (performance.now() - startedAt) / 1000 };
}

import { BuildError } from './build/build-cache.ts';
import { StartError } from './postgres/start-error.ts';
import { onAbandoned } from './world/launchers.ts';
import { readWorldOptions } from './world/options.ts';
import { startWorld } from './world/start-world.ts';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interrupted.abort());
}
onAbandoned(() => interrupted.abort());

try {
  const options = readWorldOptions(process.env);
  const world = await startWorld({
    ...options,
    watch: true,
    signal: interrupted.signal,
    log: (line) => console.log(line),
  });
  console.log(`ready ${world.url}`);
  await world.stopped;
  process.exit(0);
} catch (error) {
  if (interrupted.signal.aborted) process.exit(0);
  const isKnown = error instanceof StartError || error instanceof BuildError;
  console.error(isKnown ? error.message : error);
  process.exit(1);
}

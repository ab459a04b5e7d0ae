import { buildCached } from '../build/build-cache.ts';
import { watchSources } from '../build/watch-sources.ts';
import type { Workers } from './workers.ts';

export interface ReloadOnChangeOptions {
  workers: Pick<Workers, 'reload'>;
  onReload: () => void;
  log: (line: string) => void;
}

/** Builds after each change and swaps the build in. The old one serves meanwhile, and goes on where a build fails. */
export function reloadOnChange({ workers, onReload, log }: ReloadOnChangeOptions): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let pending = false;
  let current: string | undefined;

  async function reload(): Promise<void> {
    pending = false;
    const startedAt = performance.now();
    try {
      const build = await buildCached();
      if (build.dir === current) return;
      await workers.reload(build.dir);
      current = build.dir;
      onReload();
      log(`Reloaded     ${build.hash} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    } catch (error) {
      log(
        `Build failed, the last good one goes on:\n${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  const watcher = watchSources(() => {
    if (pending) return;
    pending = true;
    running = running.then(reload);
  });
  return async () => {
    watcher.close();
    await running;
  };
}

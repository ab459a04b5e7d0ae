import { existsSync, type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { isBuilt, ROOT, SOURCES } from './source-hash.ts';

const SETTLE_MS = 150;

/** Calls back once after each burst of changes to what a build is made of. */
export function watchSources(onChange: () => void): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  function changed(file: string | null): void {
    if (file !== null && !isBuilt(file)) return;
    clearTimeout(timer);
    timer = setTimeout(onChange, SETTLE_MS);
  }
  const watchers: FSWatcher[] = SOURCES.filter((source) => existsSync(join(ROOT, source))).map((source) =>
    watch(join(ROOT, source), { recursive: true }, (_event, file) => changed(file)),
  );
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

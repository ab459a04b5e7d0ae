import { rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { build as viteBuild } from 'vite';
import { bundleWorker } from './bundle-worker.ts';
import { copyFonts } from './fonts.ts';
import { writeHeadersFile } from './headers-file.ts';
import { type FileSize, measureFile, measureScripts } from './measure.ts';
import { ROOT } from './source-hash.ts';

export interface BuildResult {
  workers: readonly FileSize[];
  browser: readonly FileSize[];
}

/**
 * Both Workers as they are deployed: `web/index.js`, `cron/index.js` and the static files in `client/`. Remix's own
 * server build in `server/` is only an ingredient of the first.
 */
export async function buildWorkers({ outDir }: { outDir: string }): Promise<BuildResult> {
  const target = resolve(outDir);
  await rm(target, { recursive: true, force: true });
  process.env.NODE_ENV = 'production';
  process.env.BUILD_DIRECTORY = relative(ROOT, target);
  const shared = {
    root: ROOT,
    configFile: join(ROOT, 'vite.config.ts'),
    mode: 'production',
    logLevel: 'error' as const,
  };
  await viteBuild(shared);
  await viteBuild({ ...shared, build: { ssr: true } });
  const clientDir = join(target, 'client');
  await Promise.all([
    bundleWorker({
      entry: join(ROOT, 'workers/app.ts'),
      outFile: join(target, 'web/index.js'),
      serverBuildFile: join(target, 'server/index.js'),
    }),
    bundleWorker({ entry: join(ROOT, 'workers/cron.ts'), outFile: join(target, 'cron/index.js') }),
    copyFonts(clientDir),
    writeHeadersFile(clientDir),
  ]);
  return {
    workers: [await measureFile(target, 'web/index.js'), await measureFile(target, 'cron/index.js')],
    browser: await measureScripts(join(clientDir, 'assets')),
  };
}

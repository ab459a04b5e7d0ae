import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { hashSources, ROOT } from './source-hash.ts';

const CACHE = join(ROOT, '.cache', 'builds');
const KEPT_BUILDS = 5;
const KEPT_MS = 2 * 3_600_000;

export class BuildError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BuildError';
  }
}

export interface CachedBuild {
  dir: string;
  hash: string;
  /** Whether this call built it, or found it built. */
  fresh: boolean;
}

/**
 * A build of the sources as they are now, kept by their hash, so that worlds side by side share it. Another process
 * builds: Vite's memory ends with it, and the world's proxies keep answering meanwhile.
 */
export async function buildCached(): Promise<CachedBuild> {
  const hash = await hashSources();
  const dir = join(CACHE, hash);
  if (existsSync(dir)) {
    const now = new Date();
    await utimes(dir, now, now);
    return { dir, hash, fresh: false };
  }
  await mkdir(CACHE, { recursive: true });
  const workDir = join(CACHE, `${hash}.${process.pid}`);
  try {
    await runBuild(workDir);
    await rename(workDir, dir);
  } catch (error) {
    await rm(workDir, { recursive: true, force: true });
    if (!existsSync(dir)) throw error;
  }
  await removeOldBuilds();
  return { dir, hash, fresh: true };
}

function runBuild(outDir: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', join('dev', 'build', 'main.ts'), '--out-dir', outDir],
      {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new BuildError(output.trim() || `the build ended with code ${code}`));
    });
  });
}

/** The newest are kept, and all of the last hours: another world, or a run of the tests, may still serve one's files. */
async function removeOldBuilds(): Promise<void> {
  const names = await readdir(CACHE);
  const builds = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(CACHE, name))).mtimeMs })),
  );
  const unused = builds.filter(({ at }) => Date.now() - at > KEPT_MS);
  const old = unused.sort((a, b) => b.at - a.at).slice(KEPT_BUILDS);
  await Promise.all(old.map(({ name }) => rm(join(CACHE, name), { recursive: true, force: true })));
}

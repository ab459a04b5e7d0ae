import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Everything a build is made of. */
export const SOURCES = [
  'app',
  'workers',
  'drizzle/schema',
  'public',
  'dev/build',
  'package-lock.json',
  'remix.config.js',
  'tsconfig.json',
  'vite.config.ts',
] as const;

/** Equal hashes, equal builds. */
export async function hashSources(): Promise<string> {
  const files = (await Promise.all(SOURCES.map(listFiles))).flat().filter(isBuilt).sort();
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${file}\0`);
    hash.update(await readFile(join(ROOT, file)));
    hash.update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

export function isBuilt(file: string): boolean {
  return !/\.test\.tsx?$/.test(file);
}

async function listFiles(source: string): Promise<string[]> {
  const found = await stat(join(ROOT, source)).catch(() => undefined);
  if (found === undefined) return [];
  if (found.isFile()) return [source];
  const entries = await readdir(join(ROOT, source), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length));
}

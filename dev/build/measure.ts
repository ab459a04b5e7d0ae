import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface FileSize {
  name: string;
  bytes: number;
  gzipBytes: number;
}

export async function measureFile(folder: string, name: string): Promise<FileSize> {
  const contents = await readFile(join(folder, name));
  return { name, bytes: contents.length, gzipBytes: gzipSync(contents, { level: 9 }).length };
}

export async function measureScripts(folder: string): Promise<FileSize[]> {
  const names = await readdir(folder, { recursive: true });
  const scripts = names.filter((name) => name.endsWith('.js') || name.endsWith('.css'));
  const sizes = await Promise.all(scripts.map((name) => measureFile(folder, name)));
  return sizes.sort((a, b) => b.gzipBytes - a.gzipBytes);
}

export function formatSize({ name, bytes, gzipBytes }: FileSize): string {
  const kib = (count: number) => `${(count / 1024).toFixed(1)} KiB`.padStart(12);
  return `${name.padEnd(44)}${kib(bytes)}${kib(gzipBytes)} gzip`;
}

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { type ApiDescription, generateDescription } from './generate.ts';
import { findSdk, type Sdk } from './sdk.ts';

/** The description of the installed stripe-node's API; generated once for each stripe, TypeScript and generator. */
export function loadDescription(): ApiDescription {
  const sdk = findSdk();
  const folder = join(sdk.root, '../../.cache/stripe-conformance');
  const file = join(folder, `${cacheKey(sdk)}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as ApiDescription;
  const description = generateDescription(sdk);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify(description));
  renameSync(unfinished, file);
  return description;
}

function cacheKey(sdk: Sdk): string {
  const hash = createHash('sha256').update(sdk.version).update(ts.version);
  for (const name of readdirSync(import.meta.dirname).sort()) {
    if (name.endsWith('.ts') && !name.endsWith('.test.ts')) {
      hash.update(readFileSync(join(import.meta.dirname, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

import { readdirSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';

export interface Sdk {
  readonly version: string;
  /** The folder of the ES modules and their declarations. */
  readonly root: string;
}

export function findSdk(): Sdk {
  const manifest = findPackageJSON('stripe', import.meta.url);
  if (!manifest) throw new Error('stripe is not installed');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return { version, root: join(dirname(manifest), 'esm') };
}

/** Names of the resource modules under `resources/`, such as `Billing/Meters`. */
export function listResourceModules(sdk: Sdk): string[] {
  return readdirSync(join(sdk.root, 'resources'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.d.ts'))
    .map((name) => name.slice(0, -'.d.ts'.length).replaceAll('\\', '/'))
    .sort((a, b) => depth(a) - depth(b) || a.localeCompare(b, 'en'));
}

/** Top-level resources first, so that `Product` is theirs and not that of a namespace. */
function depth(module: string): number {
  return module.split('/').length;
}

export function declarationFile(sdk: Sdk, module: string): string {
  return join(sdk.root, 'resources', `${module}.d.ts`);
}

export function createSdkProgram(sdk: Sdk): ts.Program {
  return ts.createProgram([join(sdk.root, 'stripe.core.d.ts'), join(sdk.root, 'Types.d.ts')], {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    types: [],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  });
}

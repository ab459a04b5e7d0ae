import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findChromium } from './find-chromium.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-chromium-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function program(name: string, script: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

it('CHROMIUM_PATH comes before an installed one', async () => {
  await program('chromium', 'echo Chromium 150.0');
  const chosen = await program('mine', 'echo Google Chrome 151.0');
  const browser = await findChromium({ PATH: folder, CHROMIUM_PATH: chosen });
  expect(browser).toEqual({ executablePath: chosen, env: {} });
});

it('CHROMIUM_PATH that does not run is refused, not replaced by another', async () => {
  await program('chromium', 'echo Chromium 150.0');
  const broken = await program('broken', 'exit 1');
  await expect(findChromium({ PATH: folder, CHROMIUM_PATH: broken })).rejects.toThrow(
    `CHROMIUM_PATH ${broken} is not a Chromium that runs here.`,
  );
  const missing = join(folder, 'missing');
  await expect(findChromium({ PATH: folder, CHROMIUM_PATH: missing })).rejects.toThrow('CHROMIUM_PATH');
});

it('an installed stub that only tells where to get the browser is passed over for one that runs', async () => {
  await program('chromium', 'echo "please install the snap" >&2; exit 1');
  const chrome = await program('google-chrome', 'echo Google Chrome 151.0');
  expect(await findChromium({ PATH: folder })).toEqual({ executablePath: chrome, env: {} });
});

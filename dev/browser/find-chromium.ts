import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium as playwrightChromium } from '@playwright/test';
import { unpackNpmChromium } from './npm-chromium.ts';

const run = promisify(execFile);

export interface Browser {
  executablePath: string;
  /** Variables that this Chromium needs beside the process's own. */
  env: Readonly<Record<string, string>>;
}

const INSTALLED_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** As root, and in most containers, Chromium's own sandbox cannot start; the rest keeps it quiet and off the network. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export class NoBrowserError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NoBrowserError';
  }
}

/** CHROMIUM_PATH, else an installed Chromium or Chrome, else Playwright's own, else npm's; each only if it really runs. */
export async function findChromium(env: NodeJS.ProcessEnv = process.env): Promise<Browser> {
  const chosen = env.CHROMIUM_PATH;
  if (chosen) {
    if (await runs(plain(chosen))) return plain(chosen);
    throw new NoBrowserError(`CHROMIUM_PATH ${chosen} is not a Chromium that runs here.`);
  }
  for (const path of [...installedPaths(env), playwrightChromium.executablePath()]) {
    if (existsSync(path) && (await runs(plain(path)))) return plain(path);
  }
  for await (const browser of unpackNpmChromium()) {
    if (await runs(browser)) return browser;
  }
  throw new NoBrowserError(
    'No Chromium runs here: install one (apt-get install chromium, or npx playwright install --with-deps chromium) or set CHROMIUM_PATH.',
  );
}

function plain(executablePath: string): Browser {
  return { executablePath, env: {} };
}

function installedPaths(env: NodeJS.ProcessEnv): string[] {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const onPath = INSTALLED_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...MAC_APPLICATIONS];
}

/** A file of that name may be a stub of the distribution that only says where to find the browser. */
async function runs({ executablePath, env }: Browser): Promise<boolean> {
  try {
    const { stdout } = await run(executablePath, ['--version', '--no-sandbox'], {
      env: { ...process.env, ...env },
      timeout: 30_000,
    });
    return /Chrom(e|ium)/.test(stdout);
  } catch {
    return false;
  }
}

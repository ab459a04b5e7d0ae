import { createRequire } from 'node:module';
import { join } from 'node:path';
import sparticuz, { inflate } from '@sparticuz/chromium';
import type { Browser } from './find-chromium.ts';

/**
 * Chromium from the npm package, unpacked into the temporary folder: first on the machine's own libraries, then on
 * those that the package brings for machines that have none.
 */
export async function* unpackNpmChromium(): AsyncGenerator<Browser> {
  const executablePath = await sparticuz.executablePath();
  yield { executablePath, env: {} };
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const libraries = await inflate(join(entry, '../../bin/al2023.tar.br'));
  yield { executablePath, env: { LD_LIBRARY_PATH: join(libraries, 'lib') } };
}

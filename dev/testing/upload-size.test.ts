import { expect, it } from 'vitest';
import { buildCached } from '../build/build-cache.ts';
import { measureFile } from '../build/measure.ts';

const MIB = 1024 * 1024;

it('the upload of each Worker is under 1 MiB gzipped', async () => {
  const { dir } = await buildCached();
  for (const name of ['web/index.js', 'cron/index.js']) {
    const { gzipBytes } = await measureFile(dir, name);
    expect(gzipBytes).toBeLessThan(MIB);
    expect(gzipBytes).toBeGreaterThan(MIB / 20);
  }
}, 180_000);

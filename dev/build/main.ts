import { parseArgs } from 'node:util';
import { buildWorkers } from './build-workers.ts';
import { formatSize } from './measure.ts';

const { values } = parseArgs({ options: { 'out-dir': { type: 'string', default: 'build' } } });
const startedAt = performance.now();
const { workers, browser } = await buildWorkers({ outDir: values['out-dir'] });
for (const size of workers) console.log(formatSize(size));
const total = { name: `client/assets: ${browser.length} scripts and style sheets`, bytes: 0, gzipBytes: 0 };
for (const { bytes, gzipBytes } of browser) {
  total.bytes += bytes;
  total.gzipBytes += gzipBytes;
}
console.log(formatSize(total));
for (const size of browser.slice(0, 5)) console.log(formatSize({ ...size, name: `  ${size.name}` }));
console.log(`built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);

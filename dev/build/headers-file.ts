import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How long static files may be kept, by path. Vite's names carry a hash of the contents; fonts change with a release. */
export const STATIC_FILE_HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/assets/*': {
    'Cache-Control': 'public, max-age=31536000, immutable',
    'X-Content-Type-Options': 'nosniff',
  },
  '/fonts/*': { 'Cache-Control': 'public, max-age=86400', 'X-Content-Type-Options': 'nosniff' },
};

/** The same for Cloudflare, which reads it from a file beside the static ones. */
export async function writeHeadersFile(clientDir: string): Promise<void> {
  const rules = Object.entries(STATIC_FILE_HEADERS).map(([path, headers]) =>
    [path, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)].join('\n'),
  );
  await writeFile(join(clientDir, '_headers'), `${rules.join('\n\n')}\n`);
}

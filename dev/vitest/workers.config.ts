import { fileURLToPath } from 'node:url';
import { cloudflareTest } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';
import { COMPATIBILITY_DATE, COMPATIBILITY_FLAGS, QUEUE_NAME } from '../world/workers.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What runs in workerd, as in production: services and Workers through the real drivers against real PostgreSQL. */
export default defineConfig({
  root,
  resolve: { alias: { '~': `${root}app` } },
  plugins: [
    cloudflareTest({
      miniflare: {
        compatibilityDate: COMPATIBILITY_DATE,
        compatibilityFlags: COMPATIBILITY_FLAGS,
        queueProducers: { EVENTS_QUEUE: QUEUE_NAME },
      },
    }),
  ],
  test: {
    include: ['{app,workers}/**/*.workers.test.ts'],
    globalSetup: ['dev/testing/workers-global-setup.ts'],
    setupFiles: ['dev/testing/fail-on-console-error.ts'],
    // Bundled once rather than read file by file in every isolate; one found only in mid-run would start it over.
    deps: {
      optimizer: {
        ssr: {
          enabled: true,
          include: [
            '@remix-run/cloudflare',
            'pdfkit',
            'fontkit',
            'stripe',
            'zod',
            'jose',
            '@neondatabase/serverless',
            'drizzle-orm/neon-http',
            'drizzle-orm/neon-serverless',
            'drizzle-orm/pg-core',
            'drizzle-orm',
          ],
        },
      },
    },
    // They end what hangs; a busy machine may take its time.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    silent: 'passed-only',
  },
});

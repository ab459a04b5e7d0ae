import { fileURLToPath } from 'node:url';
import { cloudflareTest } from '@cloudflare/vitest-pool-workers';
import { createLogger } from 'vite';
import { defineConfig } from 'vitest/config';
import { COMPATIBILITY_DATE, COMPATIBILITY_FLAGS, QUEUE_NAME } from '../world/workers.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** stripe-node ships source maps without their sources, which Vite tells once a file. */
const logger = createLogger();
const warnOnce = logger.warnOnce;
logger.warnOnce = (message, options) => {
  if (!message.includes('points to missing source files')) warnOnce(message, options);
};

/** What runs in workerd, as in production: services and Workers through the real drivers against real PostgreSQL. */
export default defineConfig({
  root,
  customLogger: logger,
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
    deps: { optimizer: { ssr: { enabled: true, include: ['@remix-run/cloudflare'], noDiscovery: true } } },
    include: ['{app,workers}/**/*.workers.test.ts'],
    globalSetup: ['dev/testing/workers-global-setup.ts'],
    setupFiles: ['dev/testing/fail-on-console-error.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    silent: 'passed-only',
  },
});

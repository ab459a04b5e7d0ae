import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What runs in Node: pure rules, and the parts of the local world. */
export default defineConfig({
  root,
  resolve: { alias: { '~': `${root}app` } },
  test: {
    include: ['{app,dev,drizzle,workers,bench}/**/*.test.{ts,tsx}'],
    exclude: ['**/*.workers.test.ts', '**/node_modules/**'],
    setupFiles: ['dev/testing/fail-on-console-error.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    silent: 'passed-only',
  },
});

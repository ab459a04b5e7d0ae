import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** Replays of recorded traffic, apart from the ordinary tests: without STRIPE_CORPUS there is nothing to collect. */
export default defineConfig({
  root,
  resolve: { alias: { '~': `${root}app` } },
  test: {
    include: process.env.STRIPE_CORPUS ? ['dev/stripe/conformance/corpus/*.corpus.ts'] : [],
    exclude: ['**/*.workers.corpus.ts'],
    passWithNoTests: true,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});

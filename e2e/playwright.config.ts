import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium } from '../dev/browser/find-chromium.ts';

const browser = await findChromium();

/** Journeys through the whole product, in a world of their own that runs beside a live `npm run dev`. */
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  globalSetup: './fixtures/global-setup.ts',
  // The world's clock, faults and counters are one for all, so journeys take turns.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    locale: 'en-US',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: browser.executablePath,
      env: { ...process.env, ...browser.env } as Record<string, string>,
      args: CHROMIUM_FLAGS,
    },
  },
});

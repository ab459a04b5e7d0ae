import { gzipSync } from 'node:zlib';
import { expect, PUBLISHER, test } from './fixtures/test.ts';

const LIMIT_BYTES = 130 * 1024;

test("the browser's JavaScript for /billing/usage is under 130 KiB gzipped", async ({ page, signIn }) => {
  const scripts = new Map<string, Promise<Buffer>>();
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.set(response.url(), response.body());
  });
  await signIn(PUBLISHER);
  await page.goto('/billing/usage', { waitUntil: 'networkidle' });
  const bodies = await Promise.all(scripts.values());
  const inline = await page.locator('script:not([src])').allTextContents();
  const sizes = [...bodies, Buffer.from(inline.join(''))].map((body) => gzipSync(body).length);
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(LIMIT_BYTES);
});

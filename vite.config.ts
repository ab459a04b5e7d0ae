import { fileURLToPath } from 'node:url';
import { vitePlugin as remix } from '@remix-run/dev';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import remixConfig from './remix.config.js';

/** Where `dev/build` puts a build; it always calls Vite with this set. */
const buildDirectory = process.env.BUILD_DIRECTORY ?? 'build';

export default defineConfig({
  plugins: [remix({ ...remixConfig, buildDirectory }), tailwindcss()],
  resolve: { alias: { '~': fileURLToPath(new URL('./app', import.meta.url)) } },
  ssr: { target: 'webworker', resolve: { conditions: ['workerd', 'worker', 'browser'] } },
  build: { target: 'es2022', assetsInlineLimit: 0, reportCompressedSize: false },
});

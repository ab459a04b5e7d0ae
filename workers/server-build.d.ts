/** Remix's server bundle, which `npm run build` writes and the Worker's bundler takes in. */
declare module '*/build/server/index.js' {
  import type { ServerBuild } from '@remix-run/cloudflare';

  const build: ServerBuild;
  export = build;
}

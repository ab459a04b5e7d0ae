import type { Runtime } from '../config/runtime.ts';

/** What the web Worker hands to every loader and action. */
declare module '@remix-run/cloudflare' {
  interface AppLoadContext {
    runtime: Runtime;
    requestId: string;
    /** The instant of this request, from the injected clock. */
    now: Date;
    /** For `<script nonce>` and `<style nonce>`; new for each response. */
    nonce: string;
    /** Static files, for what the server itself needs of them (fonts of the PDF). */
    assets: Pick<Fetcher, 'fetch'> | null;
  }
}

export type { AppLoadContext } from '@remix-run/cloudflare';

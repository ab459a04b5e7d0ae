import '@remix-run/cloudflare';

declare module '@remix-run/cloudflare' {
  /** Loader data is typed as it crosses the wire under single fetch: dates and bigints stay what they are. */
  interface Future {
    v3_singleFetch: true;
  }
}

import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

/**
 * Whether a browser sends this from another page than the dashboard's own, or calls this machine by a name that somebody
 * else has given it. What is no browser says where it comes from in no header.
 */
export function isOfForeignPage(headers: IncomingHttpHeaders): boolean {
  const { host = '', origin, 'sec-fetch-site': site = 'none' } = headers;
  if (!LOOPBACK.test(host)) return true;
  if (site !== 'none' && site !== 'same-origin') return true;
  return origin !== undefined && origin !== `http://${host}`;
}

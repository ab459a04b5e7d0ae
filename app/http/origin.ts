import type { Origin } from '../domain/actor.ts';

const MAX_USER_AGENT_LENGTH = 256;

/** Only the address Cloudflare itself saw is trusted; forwarded headers can be written by anyone. */
export function originOf(headers: Headers): Origin {
  return {
    ip: headers.get('cf-connecting-ip'),
    userAgent: headers.get('user-agent')?.slice(0, MAX_USER_AGENT_LENGTH) ?? null,
  };
}

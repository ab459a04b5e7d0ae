import type { Environment } from './env.ts';

export interface Clock {
  now(): Promise<Date>;
}

/** Real time, or the local world's virtual time where `DEV_CLOCK_URL` says where to ask. */
export function createClock(env: Pick<Environment, 'DEV_CLOCK_URL'>): Clock {
  const clockUrl = env.DEV_CLOCK_URL;
  if (clockUrl === undefined) return { now: async () => new Date() };
  return {
    async now() {
      const response = await fetch(clockUrl);
      const body = (await response.json()) as { now: string };
      return new Date(body.now);
    },
  };
}

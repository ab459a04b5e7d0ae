import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { JOBS } from '../../workers/jobs/index.ts';
import { COMPATIBILITY_DATE, COMPATIBILITY_FLAGS, QUEUE_NAME } from '../world/workers.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const web = unstable_readConfig({ config: `${root}wrangler.toml` });
const cron = unstable_readConfig({ config: `${root}workers/cron.wrangler.toml` });

it('production triggers exactly the times that the jobs run at', () => {
  expect(cron.triggers.crons?.toSorted()).toEqual([...new Set(JOBS.map((job) => job.cron))].toSorted());
});

it('both Workers run in production as they do locally: date, flags, files, queue', () => {
  for (const config of [web, cron]) {
    expect(config.compatibility_date).toBe(COMPATIBILITY_DATE);
    expect(config.compatibility_flags).toEqual(COMPATIBILITY_FLAGS);
    expect(config.queues.producers).toEqual([{ binding: 'EVENTS_QUEUE', queue: QUEUE_NAME }]);
  }
  expect(web.main).toBe(`${root}build/web/index.js`);
  expect(cron.main).toBe(`${root}build/cron/index.js`);
  expect(web.assets).toMatchObject({ directory: 'build/client', binding: 'ASSETS' });
  expect(cron.queues.consumers).toMatchObject([{ queue: QUEUE_NAME }]);
});

it('neither configuration holds a secret, and only the cron Worker is without a public route', () => {
  for (const { vars } of [web, cron]) {
    expect(Object.keys(vars).filter((name) => /SECRET|KEY|DATABASE|DEV_/.test(name))).toEqual([]);
  }
  expect([web.workers_dev, cron.workers_dev]).toEqual([true, false]);
});

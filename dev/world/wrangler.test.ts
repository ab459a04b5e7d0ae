import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { JOBS } from '../../workers/jobs/index.ts';
import { COMPATIBILITY_DATE, COMPATIBILITY_FLAGS, QUEUE_NAME } from './workers.ts';

const web = readFileSync('wrangler.toml', 'utf8');
const cron = readFileSync('workers/cron.wrangler.toml', 'utf8');

function valuesOf(toml: string, key: string): unknown[] {
  return [...toml.matchAll(new RegExp(`^${key} = (.+)$`, 'gm'))].map(([, value = '']) => JSON.parse(value));
}

test('the local world runs the Workers as wrangler deploys them', () => {
  for (const toml of [web, cron]) {
    expect(valuesOf(toml, 'compatibility_date')).toEqual([COMPATIBILITY_DATE]);
    expect(valuesOf(toml, 'compatibility_flags')).toEqual([COMPATIBILITY_FLAGS]);
    expect(new Set(valuesOf(toml, 'queue'))).toEqual(new Set([QUEUE_NAME]));
  }
});

test('every job’s schedule is a trigger of the cron Worker, and no trigger is without a job', () => {
  const [triggers] = valuesOf(cron, 'crons') as [string[]];
  expect(new Set(triggers)).toEqual(new Set(JOBS.map((job) => job.cron)));
});

import type { TestProject } from 'vitest/node';
import { startServices } from './start-services.ts';
import { serveTestEnvironments } from './test-environments.ts';

/** One PostgreSQL and one proxy for all files; each file asks for its own databases and its own Stripe. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const services = await startServices();
  const environments = await serveTestEnvironments(services);
  project.provide('environmentsUrl', environments.url);
  project.provide('yearSeed', Number(process.env.YEAR_SEED ?? 7));
  return async () => {
    await environments.close();
    await services.stop();
  };
}

import type { TestProject } from 'vitest/node';
import { startServices } from './start-services.ts';
import { serveTestEnvironments } from './test-environments.ts';

/** One PostgreSQL and one proxy for all files; each file asks for its own databases and its own Stripe. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const services = await startServices();
  const environments = await serveTestEnvironments(services);
  project.provide('environmentsUrl', environments.url);
  project.provide('yearSeed', Number(process.env.YEAR_SEED ?? 7));
  project.provide('simulation', simulationFrom(process.env));
  return async () => {
    await environments.close();
    await services.stop();
  };
}

/** A longer simulation by hand: `SIMULATION_SEEDS=1,2,3 SIMULATION_CUSTOMERS=200 SIMULATION_MONTHS=12`. */
function simulationFrom(env: NodeJS.ProcessEnv): { seeds: number[]; customers: number; months: number } {
  return {
    seeds: (env.SIMULATION_SEEDS ?? '7,11').split(',').map(Number),
    customers: Number(env.SIMULATION_CUSTOMERS ?? 5),
    months: Number(env.SIMULATION_MONTHS ?? 2),
  };
}
